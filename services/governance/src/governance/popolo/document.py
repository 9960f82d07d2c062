"""Writing Popolo: each class with the fields of its schema; pure.

An identifier names the same thing in every answer. A person is one holding of one post: that two
holders of one name are the same person is not on record, and is not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from common.clock import ENGLAND
from governance.bodies.models import Body, Holder, Post
from governance.decisions.models import Decision
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.schemas import Published
from governance.sittings.models import Vote

_REPRESENTED = UUID("7b0c1a4e-7f0e-5a0d-9d2b-3f6f2f9d3a11")
"""Names organisations that posts speak for, of which only the name is known."""
_OPTIONS = {"for": "yes", "against": "no", "abstain": "abstain"}

Thing = dict[str, Any]


@dataclass(frozen=True)
class Balloted:
    """A vote that everybody may read, and what it led to."""

    vote: Vote
    parts: Sequence[int]
    """The parts of the decision that it was on, from 1; none of a vote on the whole."""
    decision: Decision
    item: AgendaItem
    named: bool
    """Who voted how may be told: the meeting was in public."""
    voters: Mapping[UUID, UUID | None]
    """Post → the person who voted for it; None where that was a deputy, or nobody can be named."""


def organization(body: Body, parent_id: UUID | None) -> Thing:
    """Write a body."""
    return {
        "id": str(body.id),
        "name": body.name,
        "identifiers": [{"identifier": body.code, "scheme": "body-code"}],
        "classification": body.kind,
        "parent_id": _text(parent_id),
        "founding_date": body.valid_from.isoformat(),
        "dissolution_date": _last_day(body.valid_to),
    }


def represented(ics: str, name: str) -> Thing:
    """Write an organisation that a post speaks for."""
    return {"id": str(_represented_id(ics, name)), "name": name}


def post(one: Post) -> Thing:
    """Write a post."""
    return {
        "id": str(one.id),
        "label": one.title,
        "role": one.standing,
        "organization_id": str(one.body_id),
        "start_date": one.valid_from.isoformat(),
        "end_date": _last_day(one.valid_to),
    }


def person(holder: Holder) -> Thing:
    """Write who holds a post: the name, and nothing else of them."""
    return {"id": str(holder.id), "name": holder.name}


def membership(holder: Holder, of: Post) -> Thing:
    """Write that a person holds a post, or stands in for its holder."""
    return {
        "id": str(uuid5(holder.id, "membership")),
        "label": f"Deputy of {of.title}" if holder.deputy else of.title,
        "role": "deputy" if holder.deputy else of.standing,
        "person_id": str(holder.id),
        "organization_id": str(of.body_id),
        "post_id": str(of.id),
        "on_behalf_of_id": (
            None if of.organisation is None else str(_represented_id(of.ics, of.organisation))
        ),
        "start_date": holder.valid_from.isoformat(),
        "end_date": _last_day(holder.valid_to),
    }


def event(meeting: Meeting, told: Published, body: Body) -> Thing:
    """Write a meeting as it was published last."""
    return {
        "id": str(meeting.id),
        "name": f"Meeting of {body.name}",
        "classification": "meeting",
        "organization_id": str(body.id),
        "start_date": _moment(told.held_on, told.starts_at),
        "end_date": None if told.ends_at is None else _moment(told.held_on, told.ends_at),
        "location": told.place,
        "status": told.status,
    }


def motion(one: Balloted) -> Thing:
    """Write a motion, with the event at which it was voted on unless it was agreed."""
    vote = one.vote
    taken = vote.method != "consensus"
    return {
        "id": _motion_id(vote),
        "organization_id": str(one.decision.body_id),
        "legislative_session_id": str(vote.meeting_id),
        "text": vote.motion,
        "classification": one.item.title,
        "date": _utc(vote.at),
        "result": "pass" if vote.carried else "fail",
        "vote_events": [vote_event(one)] if taken else [],
        "decision_reference": one.decision.reference,
        "parts": list(one.parts),
    }


def vote_event(one: Balloted) -> Thing:
    """Write a vote: its numbers, and who voted how where that was recorded in public."""
    vote = one.vote
    counts = (("yes", vote.in_favour), ("no", vote.against), ("abstain", vote.abstained))
    return {
        "id": str(vote.id),
        "organization_id": str(one.decision.body_id),
        "legislative_session_id": str(vote.meeting_id),
        "identifier": one.decision.reference,
        "motion_id": _motion_id(vote),
        "classification": vote.method,
        "start_date": _utc(vote.at),
        "result": "pass" if vote.carried else "fail",
        "counts": [{"option": option, "value": value or 0} for option, value in counts],
        "votes": _votes(one),
        "by_casting_vote": vote.by_casting_vote,
        "parts": list(one.parts),
    }


def names_represented(posts: Sequence[Post]) -> list[tuple[str, str]]:
    """Name the organisations that posts speak for, each once, with its system."""
    return sorted({(one.ics, one.organisation) for one in posts if one.organisation is not None})


def _votes(one: Balloted) -> list[Thing]:
    if not one.named or one.vote.method != "recorded":
        return []
    return [
        {
            "vote_event_id": str(one.vote.id),
            "voter_id": _text(one.voters.get(UUID(post_id))),
            "option": _OPTIONS[choice],
            "role": post_id,
        }
        for post_id, choice in sorted((one.vote.choices or {}).items())
    ]


def _motion_id(vote: Vote) -> str:
    return str(uuid5(vote.id, "motion"))


def _represented_id(ics: str, name: str) -> UUID:
    return uuid5(_REPRESENTED, f"{ics}|{name}")


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _last_day(first_day_after: date | None) -> str | None:
    """Give the last day of something dated, of which the record has the first day after it."""
    return None if first_day_after is None else (first_day_after - timedelta(1)).isoformat()


def _moment(day: date, at: time | None) -> str:
    if at is None:
        return day.isoformat()
    return _utc(datetime.combine(day, at.replace(tzinfo=None), ENGLAND))


def _utc(at: datetime) -> str:
    """Write a moment as the specification's schema of events wants it: in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
