"""Delegations (rule 7): given by a decision, exercised within limits, revoked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.decisions import course as courses
from governance.decisions import service as decisions
from governance.decisions.service import Clerk, Recorded
from governance.delegations import repository
from governance.delegations.errors import DelegationNotFound, DelegationRefused
from governance.delegations.models import Delegation, Revocation
from governance.delegations.schemas import DelegationIn
from governance.meetings import service as meetings
from governance.redaction import without_names
from governance.sittings import outcomes
from governance.sittings.errors import RuleOutOfDate
from governance.standing_orders import rules


async def get(session: ReadSession, delegation_id: UUID) -> repository.Found:
    """Give a delegation with its revocation.

    Raises:
        DelegationNotFound: if this system has none with that id.
    """
    found = await repository.get(session, delegation_id)
    if found is None:
        raise DelegationNotFound
    return found


async def of_body(session: ReadSession, body_id: UUID) -> list[repository.Found]:
    """List the delegations of a body, the newest first."""
    await bodies.get(session, body_id)
    return await repository.of_body(session, body_id)


async def exercises(session: ReadSession, delegation_ids: list[UUID]) -> dict[UUID, list[UUID]]:
    """Give the decisions that were taken under delegations, the oldest first."""
    return await repository.exercises(session, delegation_ids)


async def scheme_on(session: ReadSession, body_id: UUID, on: date) -> rules.Delegation:
    """Give what a body may delegate by its terms of a day.

    Raises:
        DelegationRefused: if they provide for no delegation.
        RuleOutOfDate: if the entry is older than the form of today.
    """
    terms = await bodies.terms_on(session, body_id, on)
    try:
        found = None if terms is None else rules.delegation(terms.content)
    except ValueError:
        raise RuleOutOfDate from None
    if found is None:
        raise DelegationRefused("The body's terms of reference do not provide for delegation.")
    return found


async def delegate(
    session: WriteSession, recorded: Recorded, data: DelegationIn, clerk: Clerk, *,
    ids: NewId = new_id,
) -> Recorded:  # fmt: skip
    """Let a decision give a power to a post, by a new version; the decision must be locked.

    Raises:
        DelegationRefused: if the terms do not provide for it, the kind of activity is reserved to
            the body, the decision was itself taken under a delegation, or it, or the part that is
            named, was rejected or deferred.
        Invalid: if the day is past or too far off, the part is none, or the role names a person.
    """
    decision, version = recorded.decision, recorded.version
    scheme = await scheme_on(session, decision.body_id, decision.decided_on)
    authority = recorded.course.authority
    if authority is not None and authority.kind == "delegation":
        raise DelegationRefused("Who was given a power cannot give it to somebody else.")
    require_not_reserved(scheme, version.kind_of_activity)
    today = day_in_england(clerk.now)
    last = decision.decided_on + timedelta(days=scheme.longest_days)
    wrong = []
    if not today <= data.until <= last:
        wrong.append(FieldError("body.until", f"must lie between today and {last}"))
    if data.part is not None and data.part > len(version.parts):
        wrong.append(FieldError("body.part", "the resolution has no such part"))
    names = await meetings.names_at(session, decision.meeting_id, decision.body_id)
    if without_names(data.role, names) != data.role:
        wrong.append(FieldError("body.role", "names a person; name the role or post"))
    if wrong:
        raise Invalid("The delegation does not fit.", fields=tuple(wrong))
    if not resolved(recorded, data.part):
        raise DelegationRefused(
            "What was rejected or deferred gives nobody a power. If a part of it was carried, name "
            "that part."
        )
    given = Delegation(
        ics=decision.ics,
        id=ids(),
        decision_id=decision.id,
        body_id=decision.body_id,
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
        **data.model_dump(),
    )
    session.add(given)
    await session.flush()
    told = courses.Delegated(
        delegation_id=given.id,
        part=given.part,
        to=given.role,
        scope=given.scope,
        until=given.until,
        conditions=given.conditions,
    )
    course = recorded.course
    course = course.model_copy(update={"delegated": [*course.delegated, told]})
    return await decisions.move_on(session, recorded, course, clerk, "A power was delegated.")


async def revoke(
    session: WriteSession, delegation_id: UUID, reason: str, clerk: Clerk
) -> Recorded:  # fmt: skip
    """Take a power back from today on, by a new version of the decision that gave it.

    Raises:
        DelegationNotFound: if this system has no such delegation.
        DelegationRefused: if it was revoked before.
    """
    given, _ = await get(session, delegation_id)
    recorded = await decisions.get_for_change(session, given.decision_id)
    _, revoked = await get(session, delegation_id)
    if revoked is not None:
        raise DelegationRefused("The delegation was revoked already.")
    today = day_in_england(clerk.now)
    session.add(
        Revocation(
            ics=given.ics,
            delegation_id=given.id,
            reason=reason,
            revoked_on=today,
            recorded_at=clerk.now,
            recorded_by=clerk.subject,
        )
    )
    await session.flush()
    course = recorded.course
    changed = [
        one.model_copy(update={"revoked_on": today, "revoked_reason": reason})
        if one.delegation_id == given.id
        else one
        for one in course.delegated
    ]
    course = course.model_copy(update={"delegated": changed})
    return await decisions.move_on(session, recorded, course, clerk, "A delegation was revoked.")


def resolved(recorded: Recorded, part: int | None) -> bool:
    """Say whether a decision, or the part of it that is named, still resolves something."""
    version = recorded.version
    said = version.parts[part - 1] if part is not None and part <= len(version.parts) else {}
    outcome = said.get("outcome") or version.outcome
    return not outcomes.says_not_carried(outcome, recorded.decision.decided_on)


def require_not_reserved(scheme: rules.Delegation, kind_of_activity: str | None) -> None:
    """Refuse what is reserved to the body.

    Raises:
        DelegationRefused: if it is.
    """
    if kind_of_activity in scheme.reserved_kinds:
        raise DelegationRefused(
            f"{scheme.source} reserves decisions of this kind of activity to the body."
        )


def state_on(found: repository.Found, day: date) -> str:
    """Give in_force, ended or revoked."""
    given, revoked = found
    if revoked is not None:
        return "revoked"
    return "in_force" if day <= given.until else "ended"
