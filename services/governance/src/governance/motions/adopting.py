"""The decision that a motion becomes: it says the substantive motion, and keeps the debate."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.decisions import course as courses
from governance.decisions import service as decisions
from governance.decisions.schemas import DecisionIn, Part
from governance.decisions.service import Clerk, Recorded
from governance.meetings import days
from governance.meetings import service as meetings
from governance.motions.errors import MotionState
from governance.motions.models import Amendment, Disposal
from governance.motions.reading import Whole, vote_of
from governance.motions.schemas import AdoptionIn
from governance.sittings import leading
from governance.sittings.schemas import VoteDecision


async def adopt(
    session: WriteSession, ics: SystemCode, found: Whole, data: AdoptionIn, clerk: Clerk
) -> Recorded:
    """Record, once, the decision that a motion became; the motion must be locked.

    Raises:
        MotionState: if the motion was not carried, or became a decision already.
        Invalid, EvidenceRefused: as of any decision.
    """
    motion = found.motion
    if found.state != "carried":
        raise MotionState("Only a motion that was carried becomes a decision, and one only.")
    meeting = await meetings.get(session, motion.meeting_id)
    said = DecisionIn.model_validate(
        data.model_dump(exclude={"lost_outcome"})
        | {
            "parts": [
                Part(
                    text=one.text,
                    marker=one.marker,
                    outcome=data.lost_outcome if number in found.lost_parts else None,
                )
                for number, one in enumerate(found.substantive, start=1)
            ],
            "body_id": meeting.body_id,
            "meeting_id": meeting.id,
            "item_id": motion.item_id,
            "decided_on": (await days.of(session, meeting)).of(max(one.at for one in found.votes)),
        }
    )
    in_order = sorted(found.votes, key=lambda one: (one.at, one.id))
    in_parts = [leading.told(vote, vote.parts) for vote in in_order if vote.parts]
    course = courses.Course(motion=await _told(session, found, meeting.body_id), votes=in_parts)
    recorded = await decisions.record(session, ics, said, clerk, course=course)
    decision_id = recorded.decision.id
    led = VoteDecision(decision_id=decision_id)
    for vote in found.votes:
        await leading.link(session, ics, meeting.id, vote.id, led, clerk=clerk)
    motion.decision_id = decision_id
    motion.version += 1
    await session.flush()
    return recorded


async def _told(session: ReadSession, found: Whole, body_id: UUID) -> courses.Motion:
    titles = {post.id: post.title for post, _ in await bodies.posts(session, body_id)}
    motion = found.motion
    return courses.Motion(
        motion_id=motion.id,
        mover=titles[motion.mover_post_id],
        seconder=motion.seconder_post_id and titles[motion.seconder_post_id],
        moved=[courses.Clause(marker=one.marker, text=one.text) for one in found.moved],
        amendments=[
            await _amendment(session, found, one, came, titles)
            for one, came in found.amendments
            if came is not None
        ],
    )


async def _amendment(
    session: ReadSession, found: Whole, one: Amendment, came: Disposal, titles: dict[UUID, str]
) -> courses.Amendment:
    vote = None
    if came.vote_id is not None:
        vote = await vote_of(session, found.motion.meeting_id, came.vote_id)
    return courses.Amendment(
        number=one.number,
        part=one.part,
        leave_out=one.leave_out,
        insert=one.insert,
        mover=titles[one.mover_post_id],
        seconder=one.seconder_post_id and titles[one.seconder_post_id],
        result=came.result,
        reason=came.reason,
        method=vote and vote.method,
        in_favour=vote and vote.in_favour,
        against=vote and vote.against,
        abstained=vote and vote.abstained,
        by_casting_vote=bool(vote and vote.by_casting_vote),
    )
