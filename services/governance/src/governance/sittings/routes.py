"""Sittings over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from common.clock import day_in_england, utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.decisions.clock import require_after_the_log
from governance.decisions.service import Clerk
from governance.meetings import agenda
from governance.sittings import leading, reports, service, votes
from governance.sittings.models import PresenceEvent
from governance.sittings.schemas import (
    AttendanceReportOut,
    CorrectionOut,
    DeadlinesOut,
    FindingOut,
    PresenceIn,
    PresenceOut,
    PresencesOut,
    QuorumOut,
    StandingOut,
    VoteDecision,
    VoteIn,
    VoteOut,
    VotesOut,
)
from governance.sittings.votes import Taken
from governance.words import Moment

router = Router(prefix="/api/v1/{ics}/governance", tags=["sittings"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/meetings/{meeting_id}/presence", response_model=PresencesOut)
async def list_presence(session: Reading, _: Reader, meeting_id: UUID) -> dict[str, Any]:
    """List who came and went, in order."""
    return {"items": await service.course(session, meeting_id)}


@router.post("/meetings/{meeting_id}/presence", response_model=PresenceOut, status_code=201)
async def note_presence(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: PresenceIn
) -> PresenceEvent:
    """Record that somebody came in or left."""
    return await service.note_presence(
        session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
    )


@router.get("/meetings/{meeting_id}/quorum", response_model=QuorumOut)
async def get_quorum(
    *,
    session: Reading,
    _: Reader,
    meeting_id: UUID,
    item: Annotated[UUID | None, Query(description="Item whose interests count.")] = None,
    at: Annotated[Moment | None, Query(description="The moment; now if none.")] = None,
) -> QuorumOut:
    """Say whether a meeting is quorate, and why."""
    found = await service.look(session, meeting_id, item, at or utc_now())
    quorum = found.quorum
    return QuorumOut(
        at=found.at,
        quorate=quorum.quorate,
        counted=quorum.counted,
        members=quorum.members,
        presiding_post_id=found.presiding,
        finding=FindingOut.model_validate(quorum.finding, from_attributes=True),
        would_suffice=None if quorum.would_suffice is None else list(quorum.would_suffice),
        known_at=found.known_at,
        corrections=[
            CorrectionOut.model_validate(one, from_attributes=True) for one in found.corrections
        ],
        standings=[StandingOut.model_validate(s, from_attributes=True) for s in quorum.standings],
    )


@router.get("/meetings/{meeting_id}/votes", response_model=VotesOut)
async def list_votes(session: Reading, reader: Reader, meeting_id: UUID) -> VotesOut:
    """List a meeting's votes, in order; those on items that are withheld for those alone who keep
    the record."""
    found = await votes.of_meeting(session, meeting_id)
    hidden = await agenda.hidden_from(session, meeting_id, reader.scopes)
    return VotesOut(items=[_shown(one) for one in found if one.vote.item_id not in hidden])


@router.post("/meetings/{meeting_id}/votes", response_model=VoteOut, status_code=201)
async def take_vote(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: VoteIn
) -> VoteOut:
    """Record consensus or a vote on an item."""
    vote = await votes.take(
        session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
    )
    return _shown(Taken(vote, None, vote.parts))


@router.post("/meetings/{meeting_id}/votes/{vote_id}/decision", response_model=VoteOut)
async def link_vote(
    *,
    session: Writing, ics: System, manager: Manager, meeting_id: UUID, vote_id: UUID,
    data: VoteDecision,
) -> VoteOut:  # fmt: skip
    """Say which decision a vote led to, once and for good. Where a vote on the decision names
    parts, that is a new version of it, which tells how each part was voted on."""
    now = utc_now()
    await require_after_the_log(session, now)
    clerk = Clerk(manager.subject, now)
    return _shown(await leading.link(session, ics, meeting_id, vote_id, data, clerk=clerk))


@router.get("/meetings/{meeting_id}/deadlines", response_model=DeadlinesOut)
async def get_deadlines(session: Reading, _: Reader, meeting_id: UUID) -> dict[str, Any]:
    """Say when a meeting's papers have to be out."""
    return await reports.deadlines(session, meeting_id)


@router.get("/bodies/{body_id}/attendance-report", response_model=AttendanceReportOut)
async def report_attendance(
    session: Reading,
    _: Reader,
    body_id: UUID,
    until: Annotated[
        date | None, Query(ge=date(1950, 1, 1), description="Last day; today if none.")
    ] = None,
) -> dict[str, Any]:
    """Report how often members came, and whom to tell the chair of."""
    return await reports.attendance_of(session, body_id, until or day_in_england(utc_now()))


def _shown(one: Taken) -> VoteOut:
    names = set(VoteOut.model_fields) - {"decision_id", "parts"}
    told = {name: getattr(one.vote, name) for name in names}
    return VoteOut(decision_id=one.decision_id, parts=list(one.parts), **told)
