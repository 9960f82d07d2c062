"""What everybody may know of bodies and their meetings (rule 1: whether it meets in public).

A meeting is told of as it was published last, never as it stands since. Names are those of holders
of posts, which are public offices. Whether a body keeps to its terms is told without how often
single members came: that goes to the chair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError, ValidatorFunctionWrapHandler, field_validator

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest
from governance.bodies import service as bodies
from governance.bodies.models import Body, Holder, Post
from governance.conformance import service as conformance
from governance.conformance.checks import Checked
from governance.meetings import formats
from governance.meetings import service as meetings
from governance.meetings.errors import MeetingNotFound
from governance.meetings.models import AgendaItem
from governance.meetings.schemas import Published, PublishedItem
from governance.register import repository
from governance.register.repository import Row

OF_PERSONS = frozenset({"attendance"})
"""Checks that tell of single members."""


@dataclass(frozen=True)
class Told:
    """A meeting as it was published last."""

    id: UUID
    body_id: UUID
    body_name: str
    published_at: datetime
    content: Published


@dataclass(frozen=True)
class Kept:
    """One thing that the terms ask, with the published meetings at which it does not hold."""

    checked: Checked
    clause: str | None
    meetings: Sequence[Told]


@dataclass(frozen=True)
class Seat:
    """A post, with who holds it today and who stands in."""

    post: Post
    holders: list[str]
    deputies: list[str]


class InShort(BaseModel):
    """What the register tells of terms of reference, which are data in a form of their own: an
    entry that does not have the form expected is left out."""

    purpose: str | None = None
    meets_in_public: bool | None = None
    meetings_per_year: int | None = None
    notice_working_days: int | None = None
    review_due: date | None = None

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> InShort:
        """Read it out of the content of terms."""
        return cls.model_validate({name: content.get(name) for name in cls.model_fields})

    @field_validator("*", mode="wrap")
    @classmethod
    def _or_nothing(cls, value: Any, read: ValidatorFunctionWrapHandler) -> Any:
        try:
            return read(value)
        except ValidationError:
            return None


@dataclass(frozen=True)
class Entry:
    """A body as it is on a day."""

    body: Body
    parent: Body | None
    terms_from: date | None
    terms: InShort
    seats: list[Seat]


async def list_bodies(session: ReadSession, now: datetime) -> list[Body]:
    """List the bodies in being, by name."""
    return await repository.bodies(session, day_in_england(now))


async def entry(session: ReadSession, body_id: UUID, now: datetime) -> Entry:
    """Give a body as it is today.

    Raises:
        BodyNotFound: if this system has no such body.
    """
    today = day_in_england(now)
    body = await bodies.get(session, body_id)
    terms = await bodies.terms_on(session, body_id, today)
    seats = [
        Seat(post, _names(holders, today, deputy=False), _names(holders, today, deputy=True))
        for post, holders in await bodies.posts(session, body_id)
        if bodies.in_force(post, today)
    ]
    parent = await bodies.parent_on(session, body_id, today)
    short = InShort.of({} if terms is None else terms.content)
    return Entry(body, parent, terms.valid_from if terms else None, short, seats)


async def list_meetings(
    session: ReadSession, request: PageRequest, *, body_id: UUID | None, coming: bool, now: datetime
) -> Page[Told]:
    """List published meetings: those to come, the soonest first, or past ones, the latest first."""
    today = day_in_england(now)
    found = await repository.page(session, request, body_id=body_id, today=today, coming=coming)
    return found.map(_told)


async def meeting(session: ReadSession, meeting_id: UUID) -> tuple[Told, bool | None]:
    """Give a published meeting, and whether it is held in public.

    Raises:
        MeetingNotFound: if this system has none with that id, or it was not published.
    """
    found = await repository.published(session, [meeting_id])
    if not found:
        raise MeetingNotFound
    told = _told(found[0])
    items = await meetings.items(session, meeting_id)
    return _without_withheld(told, items), await formats.in_public(session, found[0][0])


async def kept(
    session: ReadSession, body_id: UUID, now: datetime
) -> tuple[Body, date, list[Kept]]:  # fmt: skip
    """Say whether a body keeps to its terms today, as far as it is about the body. Gives the body,
    the first day of its terms, and what they ask.

    Raises:
        BodyNotFound: if this system has no such body.
        NoTerms: if it has no terms today.
        RuleOutOfDate: if they are of a form that is no longer read.
    """
    body = await bodies.get(session, body_id)
    found = await conformance.on(session, body_id, day_in_england(now))
    checked = [one for one in found.checked if one.check not in OF_PERSONS]
    ids = {meeting_id for one in checked for meeting_id in one.meetings}
    known = {row[0].id: _told(row) for row in await repository.published(session, sorted(ids))}
    return body, found.terms_from, [
        Kept(
            one,
            found.clauses.get(one.check),
            sorted(
                (known[each] for each in one.meetings if each in known),
                key=lambda told: told.content.held_on,
            ),
        )
        for one in checked
    ]  # fmt: skip


def _told(row: Row) -> Told:
    meeting, body_name, publication = row
    content = Published.model_validate(publication.content or meeting)
    return Told(meeting.id, meeting.body_id, body_name, publication.published_at, content)


def _without_withheld(told: Told, items: Sequence[AgendaItem]) -> Told:
    """Take out of an agenda as it was published what was withheld since."""
    agenda = [_closed(one, items) for one in told.content.agenda or []]
    if told.content.agenda is None:
        return told
    return replace(told, content=told.content.model_copy(update={"agenda": agenda}))


def _closed(told: PublishedItem, items: Sequence[AgendaItem]) -> PublishedItem:
    """Give an item as it was published, or why it is withheld by now. In agendas published without
    ids it is known by its title, and by its number where no item bears that title any more."""
    same = [one for one in items if one.id == told.id] if told.id else []
    same = same or [one for one in items if one.title == told.title]
    same = same or [one for one in items if one.number == told.number]
    reasons = [one.withheld_reason for one in same if one.withheld_reason is not None]
    if told.title is None or not reasons:
        return told
    return told.model_copy(update={"title": None, "withheld_reason": reasons[0]})


def _names(holders: Sequence[Holder], on: date, *, deputy: bool) -> list[str]:
    return [one.name for one in holders if one.deputy is deputy and bodies.in_force(one, on)]
