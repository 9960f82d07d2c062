"""Urgency and changes for a time (rule 8): limited with a reason of its own, and brought back.

Source: statutory guidance (NHS England, July 2022), annex A2: urgency does not excuse leaving
involvement late, and the duties apply when it is considered whether to make a temporary change
permanent.
"""

from __future__ import annotations

from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import WriteSession
from common.errors import FieldError, Invalid
from governance.decisions.service import Clerk
from governance.duty import law, repository
from governance.duty.errors import CameBack, ChangeNotFound, NothingToLimit
from governance.duty.models import Assessment, Limit, Return, TemporaryChange
from governance.duty.schemas import LimitIn, ReturnIn, TemporaryChangeIn
from governance.duty.service import require_complete


async def limit(
    session: WriteSession, assessment: Assessment, data: LimitIn, clerk: Clerk, *,
    ids: NewId = new_id,
) -> Limit:  # fmt: skip
    """Let urgency limit involvement until a review; the assessment must be locked.

    Raises:
        AssessmentOpen, AssessmentOutdated: if there is no outcome to limit.
        NothingToLimit: if the duty is not engaged.
        Invalid: if the ground is none, or the review does not lie ahead.
    """
    require_complete(assessment)
    if not assessment.engaged:
        raise NothingToLimit
    today = day_in_england(clerk.now)
    if data.ground not in {one.code for one in law.grounds(today)}:
        raise Invalid(
            "Urgency needs one of the grounds that the guidance knows. GET /duties lists them.",
            fields=(FieldError("body.ground", "is no ground on that day"),),
        )
    if data.review_on <= today:
        raise Invalid(
            "A limit is reviewed later than it is set.",
            fields=(FieldError("body.review_on", "must lie in the future"),),
        )
    limited = Limit(
        ics=assessment.ics,
        id=ids(),
        assessment_id=assessment.id,
        round=assessment.round,
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
        **data.model_dump(),
    )
    session.add(limited)
    await _touch(session, assessment)
    return limited


async def change_for_a_time(
    session: WriteSession, assessment: Assessment, data: TemporaryChangeIn, clerk: Clerk, *,
    ids: NewId = new_id,
) -> TemporaryChange:  # fmt: skip
    """Record a temporary change and when it comes back; the assessment must be locked.

    Raises:
        AssessmentOpen, AssessmentOutdated: if there is no outcome yet.
        Invalid: if it would come back today or earlier.
    """
    require_complete(assessment)
    if data.back_on <= day_in_england(clerk.now):
        raise Invalid(
            "A temporary change comes back on a later day.",
            fields=(FieldError("body.back_on", "must lie in the future"),),
        )
    change = TemporaryChange(
        ics=assessment.ics,
        id=ids(),
        assessment_id=assessment.id,
        round=assessment.round,
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
        **data.model_dump(),
    )
    session.add(change)
    await _touch(session, assessment)
    return change


async def bring_back(
    session: WriteSession, assessment: Assessment, change_id: UUID, data: ReturnIn, clerk: Clerk, *,
    ids: NewId = new_id,
) -> Return:  # fmt: skip
    """Say, once, what becomes of a temporary change; the assessment must be locked.

    Raises:
        ChangeNotFound: if the assessment has no such change.
        CameBack: if that was said before, or it would become permanent without a new assessment.
        Invalid: if it would be extended to today or an earlier day.
    """
    known = {change.id: (change, came) for change, came
             in await repository.temporary_changes(session, assessment.id)}  # fmt: skip
    if change_id not in known:
        raise ChangeNotFound
    change, came = known[change_id]
    if came is not None:
        raise CameBack("What became of it is recorded already.")
    if data.how == "made_permanent":
        require_complete(assessment)
        if assessment.round <= change.round:
            raise CameBack(
                "Making it permanent is a proposal of its own: assess the duty again first, with "
                "POST /duty-assessments/{id}/rounds."
            )
    if data.back_on is not None:
        more = TemporaryChangeIn(what=change.what, back_on=data.back_on)
        await change_for_a_time(session, assessment, more, clerk, ids=ids)
    returned = Return(
        ics=assessment.ics,
        change_id=change.id,
        how=data.how,
        reason=data.reason,
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
    )
    session.add(returned)
    await _touch(session, assessment)
    return returned


async def _touch(session: WriteSession, assessment: Assessment) -> None:
    assessment.version += 1
    await session.flush()
