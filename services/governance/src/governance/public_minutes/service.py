"""What everybody may read in the minutes of a meeting.

They are there once the minutes were approved and the meeting was published after that. People are
named of meetings held in public alone: members, and others who came for an organisation or in a
role. Whoever else was there is counted. Why somebody was not there is never told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession
from governance.decisions import presentation
from governance.decisions import service as decisions
from governance.decisions.schemas import DecisionOut
from governance.meetings import chairs
from governance.meetings import service as meetings
from governance.meetings.models import AgendaItem, Attendance
from governance.meetings.schemas import PublishedChair
from governance.public_minutes.errors import MinutesNotFound
from governance.redaction import without_names
from governance.register import service as register
from governance.register.service import Told
from governance.sittings import votes
from governance.sittings.votes import Taken
from governance.vocabularies import service as vocabularies
from governance.vocabularies.service import OUTCOME


@dataclass(frozen=True)
class Came:
    """Who was there in one way: by name, or counted."""

    named: Sequence[Attendance]
    others: int


@dataclass(frozen=True)
class Resolution:
    """A decision as everybody reads it, and the votes that led to it."""

    decision: DecisionOut
    outcome: str
    """In the words of the vocabulary of its day."""
    votes: Sequence[Taken]
    withheld_reason: str | None
    """Its own, or its item's; None of a decision that everybody may read."""


@dataclass(frozen=True)
class Minutes:
    """The minutes of a meeting."""

    told: Told
    in_public: bool
    chairs: Sequence[PublishedChair]
    present: Came
    in_attendance: Came
    apologies: Came
    items: Sequence[tuple[AgendaItem, Sequence[Resolution]]]
    without_item: Sequence[Resolution]
    """Decisions that are on no item, or may not be told on which."""


async def of(session: ReadSession, meeting_id: UUID) -> Minutes:
    """Give the minutes of a meeting.

    Raises:
        MeetingNotFound: if this system has none with that id, or it was not published.
        MinutesNotFound: if what was published last says that they are not approved.
    """
    told, in_public = await register.meeting(session, meeting_id)
    if told.content.status != "minutes_approved":
        raise MinutesNotFound
    public = in_public is True
    people = await meetings.attendances(session, meeting_id)
    agenda = await meetings.items(session, meeting_id)
    found = await _resolutions(session, told, agenda, people if public else [])
    return Minutes(
        told=told,
        in_public=public,
        chairs=(await chairs.published(session, meeting_id)).chairs if public else [],
        present=_came(people, "present", public=public),
        in_attendance=_came(people, "in_attendance", public=public),
        apologies=_came(people, "apologies", public=public),
        items=[
            (item, [one for one in found if one.decision.item_id == item.id]) for item in agenda
        ],
        without_item=[one for one in found if one.decision.item_id is None],
    )


def _came(people: Sequence[Attendance], kind: str, *, public: bool) -> Came:
    of_kind = [one for one in people if one.kind == kind]
    named = [one for one in of_kind if public and _in_office(one)]
    return Came(named, len(of_kind) - len(named))


def _in_office(one: Attendance) -> bool:
    """Say whether somebody was there in an office, and not as one of the public."""
    came_for = one.post_id or one.role or one.organisation
    return one.kind != "in_attendance" or came_for is not None


async def _resolutions(
    session: ReadSession, told: Told, agenda: Sequence[AgendaItem], named: Sequence[Attendance]
) -> list[Resolution]:
    """Give the decisions of the meeting, without names of anybody whom the minutes do not name."""
    ids = await decisions.ids_of_meeting(session, told.id)
    recorded = [await decisions.get(session, one) for one in ids]
    shown = await presentation.shown(session, recorded, withheld_too=False)
    labels = await vocabularies.labels(session, told.content.held_on)
    taken = await votes.of_meeting(session, told.id)
    closed = {one.id: one.withheld_reason for one in agenda}
    may_name = {one.name for one in named if _in_office(one)}
    known = await meetings.names_at(session, told.id, told.body_id)
    hidden = [name for name in known if name not in may_name]
    found = []
    for one in shown:
        reason = one.withheld_reason or (closed.get(one.item_id) if one.item_id else None)
        people = [one.mover, one.seconder, *(part.person for part in one.parts)]
        unnamed = [*hidden, *(name for name in people if name and name not in may_name)]
        out = _apart(one) if reason else _without(one, unnamed, may_name)
        led = [
            each
            for each in taken
            if each.decision_id == one.id and not (reason or closed[each.vote.item_id])
        ]
        label = labels.get((OUTCOME, one.outcome), one.outcome)
        found.append(Resolution(out, label, led, reason))
    return found


def _apart(one: DecisionOut) -> DecisionOut:
    """Take a decision that is withheld from under its item; it is told by its reference alone."""
    return one.model_copy(update={"item_id": None})


def _without(one: DecisionOut, names: Sequence[str], may_name: Collection[str]) -> DecisionOut:
    parts = [
        part.model_copy(update={"text": without_names(part.text, names)}) for part in one.parts
    ]
    return one.model_copy(
        update={
            "title": without_names(one.title or "", names),
            "parts": parts,
            "mover": one.mover if one.mover in may_name else None,
            "seconder": one.seconder if one.seconder in may_name else None,
        }
    )
