"""Motions and amendments (rules 2, 4 and 7): moved, seconded, disposed of, put."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.decisions.service import Clerk
from governance.meetings import service as meetings
from governance.motions import order
from governance.motions.errors import MotionState, OutOfTurn, VoteDoesNotFit
from governance.motions.models import Amendment, Disposal, Motion
from governance.motions.reading import Whole, change_of
from governance.motions.schemas import AmendmentIn, DisposalIn, MotionIn
from governance.motions.wording import Change
from governance.sittings import proceedings
from governance.sittings import service as sittings


async def move(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, data: MotionIn, clerk: Clerk, *,
    ids: NewId = new_id,
) -> Motion:  # fmt: skip
    """Record a motion for an item.

    Raises:
        NotThatMoment, MeetingState, MeetingAdjourned: if the meeting does not sit, or its minutes
            stand.
        NotQuorate: if it may not decide on the item at that moment.
        MoverRefused: if mover or seconder may not vote on the item then, or there is no seconder.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    await sittings.require_moment(session, meeting, data.at, clerk.now)
    await proceedings.require_sitting(session, meeting_id, data.at)
    chamber = await order.quorate(session, meeting_id, data.item_id, data.at)
    order.require_movers(chamber, data.mover_post_id, data.seconder_post_id)
    motion = Motion(
        ics=ics,
        id=ids(),
        meeting_id=meeting_id,
        item_id=data.item_id,
        parts=[one.model_dump() for one in data.parts],
        mover_post_id=data.mover_post_id,
        seconder_post_id=data.seconder_post_id,
        moved_at=data.at,
        vote_id=None,
        part_vote_ids=[],
        decision_id=None,
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
        version=1,
    )
    session.add(motion)
    await session.flush()
    return motion


async def amend(
    session: WriteSession, found: Whole, data: AmendmentIn, clerk: Clerk, *, ids: NewId = new_id
) -> None:
    """Record an amendment to a motion, which must be locked.

    Raises:
        MotionState: if the motion was put already.
        OutOfTurn: if another amendment is not disposed of yet, or this one would come before.
        AmendmentDoesNotFit: if its words do not fit the resolution as it stands.
        MoverRefused, NotQuorate, NotThatMoment, MeetingState, MeetingAdjourned: as of a motion.
    """
    motion = found.motion
    order.require_open(found)
    meeting = await meetings.get_for_change(session, motion.meeting_id)
    await sittings.require_moment(session, meeting, data.at, clerk.now)
    await proceedings.require_sitting(session, meeting.id, data.at)
    chamber = await order.quorate(session, motion.meeting_id, motion.item_id, data.at)
    rule = order.require_movers(chamber, data.mover_post_id, data.seconder_post_id)
    if rule.one_at_a_time and any(came is None for _, came in found.amendments):
        raise OutOfTurn("An amendment is open. Dispose of it before the next one is moved.")
    order.require_later(found, data.at)
    order.require_fit(found, Change(data.part, data.leave_out, data.insert))
    session.add(
        Amendment(
            ics=motion.ics,
            id=ids(),
            motion_id=motion.id,
            number=len(found.amendments) + 1,
            moved_at=data.at,
            recorded_at=clerk.now,
            recorded_by=clerk.subject,
            **data.model_dump(exclude={"at"}),
        )
    )
    await _touch(session, motion)


async def dispose(
    session: WriteSession, found: Whole, amendment_id: UUID, data: DisposalIn, clerk: Clerk
) -> None:
    """Say, once, what became of an amendment; the motion must be locked.

    Raises:
        AmendmentNotFound: if the motion has no such amendment.
        MotionState: if that was said before.
        OutOfTurn: if one that was moved before is still open.
        VoteDoesNotFit: if the vote was on something else.
        AmendmentDoesNotFit: if it was carried but does not fit any more; the chair rules it out.
        NotThatMoment, MeetingState, MeetingAdjourned: as of a motion.
    """
    motion = found.motion
    amendment = order.open_amendment(found, amendment_id)
    meeting = await meetings.get_for_change(session, motion.meeting_id)
    result: str = data.how
    at, presiding = data.at, None
    if data.vote_id is not None:
        vote = await order.fresh_vote(session, motion, data.vote_id, amendment.moved_at)
        if vote.parts and vote.parts != [amendment.part]:
            raise VoteDoesNotFit("The vote names another part than the amendment.")
        result, at = ("carried" if vote.carried else "lost"), vote.at
        if vote.carried:
            order.require_fit(found, change_of(amendment))
    elif at is not None:
        await sittings.require_moment(session, meeting, at, clerk.now)
        await proceedings.require_sitting(session, meeting.id, at)
        order.require_later(found, at)
        chamber = await order.quorate(session, motion.meeting_id, motion.item_id, at)
        presiding = chamber.presiding
        if result == "ruled_out" and presiding is None:
            raise MotionState("Nobody was in the chair at that moment who could rule on it.")
    session.add(
        Disposal(
            ics=motion.ics,
            amendment_id=amendment.id,
            result=result,
            vote_id=data.vote_id,
            reason=data.reason,
            presiding_post_id=presiding,
            disposed_at=at,
            recorded_at=clerk.now,
            recorded_by=clerk.subject,
        )
    )
    await _touch(session, motion)


async def put(session: WriteSession, found: Whole, vote_ids: Sequence[UUID]) -> None:
    """Say, once, how the substantive motion was decided; the motion must be locked.

    Args:
        vote_ids: the vote on the whole, or votes that name its parts, each part once.

    Raises:
        MotionState: if that was said before.
        OutOfTurn: if an amendment is still open.
        VoteDoesNotFit: if a vote was on something else, or came before an amendment, or a part
            would be left without one.
    """
    order.require_open(found)
    if any(came is None for _, came in found.amendments):
        raise OutOfTurn("An amendment is open. Dispose of it before the motion is put.")
    taken = [await order.fresh_vote(session, found.motion, one, found.begins) for one in vote_ids]
    order.require_every_part(found, taken)
    if taken[0].parts:
        found.motion.part_vote_ids = [one.id for one in taken]
    else:
        found.motion.vote_id = taken[0].id
    await _touch(session, found.motion)


async def _touch(session: WriteSession, motion: Motion) -> None:
    motion.version += 1
    await session.flush()
