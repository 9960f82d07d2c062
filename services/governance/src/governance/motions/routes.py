"""Motions over HTTP. Reading them needs what keeping the record needs: what they led to may be
withheld, and everybody reads of a debate in the decision that came of it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.web.conditional import etag
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.decisions.clock import require_after_the_log
from governance.decisions.presentation import shown
from governance.decisions.schemas import DecisionOut
from governance.decisions.service import Clerk
from governance.motions import adopting, reading, service
from governance.motions.presentation import motion_out
from governance.motions.schemas import (
    AdoptionIn,
    AmendmentIn,
    DisposalIn,
    MotionIn,
    MotionOut,
    MotionsOut,
    MotionVote,
)

router = Router(prefix="/api/v1/{ics}/governance", tags=["motions"])
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/meetings/{meeting_id}/motions", response_model=MotionsOut)
async def list_motions(session: Reading, _: Manager, meeting_id: UUID) -> MotionsOut:
    """List a meeting's motions with their amendments, in the order in which they were moved."""
    found = await reading.of_meeting(session, meeting_id)
    return MotionsOut(items=[motion_out(one) for one in found])


@router.post("/meetings/{meeting_id}/motions", response_model=MotionOut, status_code=201)
async def move_motion(
    *,
    session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: MotionIn,
    response: Response,
) -> MotionOut:  # fmt: skip
    """Record a motion for an item, moved by one member and seconded by another."""
    moved = await service.move(session, ics, meeting_id, data, _clerk(manager))
    return await _answer(session, moved.id, response)


@router.get("/motions/{motion_id}", response_model=MotionOut)
async def get_motion(
    session: Reading, _: Manager, motion_id: UUID, response: Response
) -> MotionOut:
    """Give a motion, its amendments, and the substantive motion as it stands."""
    return await _answer(session, motion_id, response)


@router.post("/motions/{motion_id}/amendments", response_model=MotionOut, status_code=201)
async def move_amendment(
    session: Writing, manager: Manager, motion_id: UUID, data: AmendmentIn, response: Response
) -> MotionOut:
    """Record an amendment to one part of the resolution as it stands."""
    found = await reading.whole_for_change(session, motion_id)
    await service.amend(session, found, data, _clerk(manager))
    return await _answer(session, motion_id, response)


@router.post(
    "/motions/{motion_id}/amendments/{amendment_id}/disposal",
    response_model=MotionOut,
    status_code=201,
)
async def dispose_of_amendment(
    *,
    session: Writing, manager: Manager, motion_id: UUID, amendment_id: UUID, data: DisposalIn,
    response: Response,
) -> MotionOut:  # fmt: skip
    """Say what became of an amendment: put to the meeting, withdrawn, or ruled out of order."""
    found = await reading.whole_for_change(session, motion_id)
    await service.dispose(session, found, amendment_id, data, _clerk(manager))
    return await _answer(session, motion_id, response)


@router.post("/motions/{motion_id}/vote", response_model=MotionOut, status_code=201)
async def put_motion(
    session: Writing, _: Manager, motion_id: UUID, data: MotionVote, response: Response
) -> MotionOut:
    """Say by which consensus or votes the substantive motion was decided."""
    found = await reading.whole_for_change(session, motion_id)
    await service.put(session, found, data.votes)
    return await _answer(session, motion_id, response)


@router.post("/motions/{motion_id}/decision", response_model=DecisionOut, status_code=201)
async def adopt_motion(
    *,
    session: Writing, ics: System, manager: Manager, motion_id: UUID, data: AdoptionIn,
    response: Response,
) -> DecisionOut:  # fmt: skip
    """Record the decision that a carried motion became; its parts are the substantive motion's."""
    await require_after_the_log(session, utc_now())
    found = await reading.whole_for_change(session, motion_id)
    recorded = await adopting.adopt(session, ics, found, data, _clerk(manager))
    response.headers["ETag"] = etag(recorded.decision.version)
    return (await shown(session, [recorded], withheld_too=True))[0]


async def _answer(session: ReadSession, motion_id: UUID, response: Response) -> MotionOut:
    found = await reading.whole(session, motion_id)
    response.headers["ETag"] = etag(found.motion.version)
    return motion_out(found)


def _clerk(principal: Principal) -> Clerk:
    return Clerk(principal.subject, utc_now())
