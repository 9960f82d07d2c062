"""Deciding under a delegation: within its limits, on the day, and told to the body."""

from __future__ import annotations

from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import naming
from governance.decisions import course as courses
from governance.decisions import service as decisions
from governance.decisions import standing
from governance.decisions.checks import require_clock
from governance.decisions.schemas import DecisionContent, DecisionIn
from governance.decisions.service import Clerk, Recorded
from governance.delegations import service
from governance.delegations.errors import DelegationNotInForce, OutsideDelegation
from governance.delegations.models import Delegation, Exercise
from governance.delegations.schemas import ExerciseIn
from governance.duty import attachments
from governance.reporting import service as reporting
from governance.reporting.service import Back


async def exercise(
    session: WriteSession, ics: SystemCode, delegation_id: UUID, data: ExerciseIn, clerk: Clerk
) -> Recorded:
    """Record a decision under a delegation, and bring it to the body's next meeting.

    Raises:
        DelegationNotFound: if this system has no such delegation.
        DelegationNotInForce: if it ended or was revoked, or the decision that gave it does not
            stand today, or says by now that it was rejected or deferred.
        OutsideDelegation: if the kind of activity is another than that of the decision that gave
            the power, or is reserved to the body.
        Invalid: if it is not said how each condition was met.
        AssessmentNotFound, AssessmentOpen, AssessmentOutdated: if the duty was not assessed.
        ClockMovedBack: if the delegation is on record at a later time.
    """
    given, _ = await service.get(session, delegation_id)
    giver = await decisions.get_for_change(session, given.decision_id)
    require_clock(giver.version.recorded_at, clerk.now)
    await _require_in_force(session, giver, given, clerk)
    await _require_inside(session, giver, given, data, clerk)
    said = DecisionIn.model_validate(
        data.model_dump(include=set(DecisionContent.model_fields))
        | {"body_id": given.body_id, "decided_on": day_in_england(clerk.now)}
    )
    authority = courses.Authority(
        kind="delegation",
        by=[given.role],
        why=data.within_scope,
        delegation_id=given.id,
        delegated_by=given.decision_id,
        conditions=data.conditions_met,
    )
    course = courses.Course(authority=authority)
    recorded = await decisions.record(session, ics, said, clerk, course=course)
    decision = recorded.decision
    session.add(Exercise(ics=ics, decision_id=decision.id, delegation_id=given.id))
    await session.flush()
    await attachments.link(session, ics, decision.id, data.duty_assessment_id, clerk)
    back = Back(
        "delegation", decision.id, decision.body_id, decision.reference, decision.decided_on
    )
    await reporting.bring_back(session, ics, back, day_in_england(clerk.now), now=clerk.now)
    return recorded


async def _require_in_force(
    session: WriteSession, giver: Recorded, given: Delegation, clerk: Clerk
) -> None:
    """Refuse what no power covers today. The decision that gave it is locked, so it is not revoked
    meanwhile."""
    today = day_in_england(clerk.now)
    match service.state_on(await service.get(session, given.id), today):
        case "revoked":
            raise DelegationNotInForce("It was revoked. The body decides, or delegates again.")
        case "ended":
            raise DelegationNotInForce("Its last day is over. The body decides, or delegates anew.")
    if not service.resolved(giver, given.part):
        raise DelegationNotInForce("By its record what gave it was rejected or deferred.")
    decision, version = giver.decision, giver.version
    body = await naming.named(session, decision.body_id)
    found = standing.course_of(
        decision.decided_on,
        version.effective_on,
        version.review_on,
        giver.course,
        body_name=body.name,
    )
    if not standing.in_force_on(found, today):
        raise DelegationNotInForce(
            f"The decision that gave it does not stand today. {standing.on(found, today).words}"
        )


async def _require_inside(
    session: WriteSession, giver: Recorded, given: Delegation, data: ExerciseIn, clerk: Clerk
) -> None:
    scheme = await service.scheme_on(session, given.body_id, day_in_england(clerk.now))
    service.require_not_reserved(scheme, data.kind_of_activity)
    kind = giver.version.kind_of_activity
    if kind is not None and data.kind_of_activity != kind:
        raise OutsideDelegation("The kind of activity is not the one on which power was given.")
    if len(data.conditions_met) != len(given.conditions):
        raise Invalid(
            f"The delegation has {len(given.conditions)} conditions: say how each was met.",
            fields=(FieldError("body.conditions_met", "must name each condition once, in order"),),
        )
