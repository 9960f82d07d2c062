"""What the steps of a made-up past know by the names that the file gives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.decisions.schemas import Citation
from governance.decisions.service import Clerk
from governance.evidence.models import Finding
from governance.keys import GovernanceKeys
from governance.papers.schemas import Cited
from governance.samples import repository

T = TypeVar("T")
SUBJECT = "sample"
"""By whom everything of a made-up past was recorded."""


class NotThere(Exception):
    """Something that the file names is not there."""


class NotYetPublished(NotThere):
    """A decision would rely on what was published after it."""


@dataclass
class Ground:
    """Where a past is played: the transaction, and what is known by name."""

    session: WriteSession
    ics: SystemCode
    keys: GovernanceKeys
    bodies: dict[str, UUID]
    findings: dict[str, Finding]
    activities: dict[str, UUID]
    posts: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    organisations: dict[UUID, str | None] = field(default_factory=dict)
    meetings: dict[str, UUID] = field(default_factory=dict)
    items: dict[tuple[str, str], UUID] = field(default_factory=dict)
    decisions: dict[str, UUID] = field(default_factory=dict)
    votes: dict[str, UUID] = field(default_factory=dict)
    assessments: dict[str, UUID] = field(default_factory=dict)
    motions: dict[str, UUID] = field(default_factory=dict)
    powers: dict[str, UUID] = field(default_factory=dict)

    async def learn_posts(self) -> None:
        """Read the posts of all bodies."""
        for post in await repository.posts(self.session):
            self.posts[post.body_id, post.title] = post.id
            self.organisations[post.id] = post.organisation

    def body(self, code: str) -> UUID:
        """Give the body of a code."""
        return _known(self.bodies, code, "body")

    def meeting(self, key: str) -> UUID:
        """Give the meeting that the file calls so."""
        return _known(self.meetings, key, "meeting")

    def item(self, meeting: str, number: str) -> UUID:
        """Give an item of a meeting by its number."""
        if (meeting, number) not in self.items:
            raise NotThere(f"{meeting} has no item {number}")
        return self.items[meeting, number]

    def decision(self, key: str | None) -> UUID | None:
        """Give the decision that the file calls so, or none where it names none."""
        return None if key is None else _known(self.decisions, key, "decision")

    def post(self, body: str, title: str) -> UUID:
        """Give a post of a body by its title."""
        key = (self.body(body), title)
        if key not in self.posts:
            raise NotThere(f"{body} has no post {title}")
        return self.posts[key]

    async def holder(self, body: str, title: str | None, on: date) -> str | None:
        """Name who holds a post on a day; None where no post is named."""
        if title is None:
            return None
        found = await repository.holder(self.session, self.post(body, title), on)
        if found is None:
            raise NotThere(f"{title} of {body} is vacant on {on}")
        return found

    def cited(self, titles: list[str], on: date) -> list[Cited]:
        """Give findings as a paper of a day cites them."""
        found = [_known(self.findings, title, "published finding") for title in titles]
        for one in found:
            if one.published_at is not None and day_in_england(one.published_at) > on:
                raise NotYetPublished(f"{one.title} was published after {on}")
        return [Cited(finding_id=one.finding_id, version=one.version) for one in found]

    def relied_on(self, titles: list[str], on: date) -> list[Citation]:
        """Give findings as a decision of a day relies on them."""
        return [Citation(**one.model_dump()) for one in self.cited(titles, on)]

    def activity(self, title: str) -> UUID:
        """Give the activity of a title."""
        return _known(self.activities, title, "activity")

    def clerk(self, now: datetime) -> Clerk:
        """Give who records at a moment."""
        return Clerk(SUBJECT, now)


def _known(known: dict[str, T], name: str, what: str) -> T:
    if name not in known:
        raise NotThere(f"there is no {what} {name}")
    return known[name]
