"""Call-in (rule 1: by the terms of the body; rule 7): who may, until when, and what comes of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.errors import FieldError
from governance.bodies import naming
from governance.bodies import service as bodies
from governance.call_ins import repository
from governance.call_ins.errors import (
    CallInClosed,
    CallInNotFound,
    CallInState,
    NotEntitledToCallIn,
)
from governance.call_ins.models import CallIn, Outcome
from governance.call_ins.schemas import CallInIn, OutcomeIn, ReconsiderationIn
from governance.decisions import course as courses
from governance.decisions import service as decisions
from governance.decisions.service import Clerk, Recorded
from governance.decisions.standing import in_words
from governance.sittings.errors import RuleOutOfDate
from governance.standing_orders import rules


async def get(session: ReadSession, decision_id: UUID) -> tuple[CallIn, list[Outcome]]:
    """Give who called a decision in, and what came of it.

    Raises:
        CallInNotFound: if it was not called in, or this system has no such decision.
    """
    found = await repository.get(session, decision_id)
    if found is None:
        raise CallInNotFound
    return found, await repository.outcomes(session, decision_id)


async def call_in(
    session: WriteSession, recorded: Recorded, data: CallInIn, clerk: Clerk
) -> Recorded:  # fmt: skip
    """Call a decision in, which puts it on hold; the decision must be locked.

    Raises:
        CallInClosed: if the terms have no call-in of it, its last day is over, or it was called in.
        NotEntitledToCallIn: if not these may, or too few.
        ClockMovedBack: if the decision is on record at a later time.
    """
    decision, today = recorded.decision, day_in_england(clerk.now)
    window = recorded.course.call_in
    if window is None:
        raise CallInClosed("By the terms of its day the decision is not called in.")
    if window.state != "open":
        raise CallInClosed("It was called in already, and once only.")
    if today > window.until:
        raise CallInClosed(f"It could be called in until {in_words(window.until)}.")
    terms = await bodies.terms_on(session, decision.body_id, decision.decided_on)
    try:
        rule = None if terms is None else rules.call_in(terms.content)
    except ValueError:
        rule = None
    if rule is None:
        raise RuleOutOfDate
    if data.by_body_id is not None:
        await _require_scrutiny(session, rule, data.by_body_id)
    else:
        await _require_members(session, rule, decision.body_id, data.by_post_ids, today)
    session.add(
        CallIn(
            ics=decision.ics,
            decision_id=decision.id,
            called_at=clerk.now,
            recorded_by=clerk.subject,
            **data.model_dump(),
        )
    )
    await session.flush()
    called = {"state": "called_in", "since": today, "reason": data.reason}
    return await _move_on(session, recorded, clerk, "It was called in.", called)


async def conclude(
    session: WriteSession, recorded: Recorded, data: OutcomeIn, clerk: Clerk
) -> Recorded:  # fmt: skip
    """Say, once, what the committee says that looked at it; the decision must be locked.

    Raises:
        CallInState: if the decision is not called in, or that was said.
    """
    _require_state(recorded, "called_in")
    await _add(session, recorded, clerk, 1, replaced_by=None, **data.model_dump())
    today = day_in_england(clerk.now)
    said = {"outcome_reason": data.reason, "state": data.outcome, "since": today}
    reason = "After call-in it stands." if data.outcome == "upheld" else "It was sent back."
    return await _move_on(session, recorded, clerk, reason, said)


async def reconsider(
    session: WriteSession, recorded: Recorded, data: ReconsiderationIn, clerk: Clerk
) -> Recorded:
    """Say, once, what the body decided again; the decision must be locked.

    Raises:
        CallInState: if the decision was not sent back, or the one that takes its place is not a
            later decision of the same body that was recorded since.
        DecisionNotFound: if this system has no such decision.
    """
    window = _require_state(recorded, "referred_back")
    if data.replaced_by is not None:
        other = (await decisions.get(session, data.replaced_by)).decision
        fits = other.body_id == recorded.decision.body_id and other.id != recorded.decision.id
        if not fits or other.decided_on < window.since:
            raise CallInState(
                "Its place is taken by another decision of the same body, taken since it was sent "
                "back."
            )
    await _add(session, recorded, clerk, 2, **data.model_dump())
    said = {
        "outcome_reason": data.reason,
        "state": data.outcome,
        "since": day_in_england(clerk.now),
        "replaced_by": data.replaced_by,
    }
    return await _move_on(session, recorded, clerk, "It was decided again.", said)


async def _require_scrutiny(session: ReadSession, rule: rules.CallIn, body_id: UUID) -> None:
    body = await naming.named(session, body_id)
    if rule.scrutiny is None or body.code != rule.scrutiny:
        raise NotEntitledToCallIn(
            "The terms do not let this body call decisions in.",
            fields=(FieldError("body.by_body_id", "may not call in"),),
        )


async def _require_members(
    session: ReadSession, rule: rules.CallIn, own_body: UUID, post_ids: list[UUID], today: date
) -> None:
    asked = rule.members
    if asked is None:
        raise NotEntitledToCallIn("The terms let no members call decisions in.")
    body_id = own_body
    if asked.body is not None:
        named = await bodies.by_code(session, asked.body)
        if named is None:
            raise RuleOutOfDate
        body_id = named.id
    members = {one.post_id for one in await bodies.members_on(session, body_id, today)
               if not one.vacant}  # fmt: skip
    wrong = [
        FieldError(f"body.by_post_ids[{index}]", "is no member who may call in, or is vacant")
        for index, post in enumerate(post_ids)
        if post not in members
    ]
    if not wrong and len(post_ids) < asked.number:
        wrong.append(FieldError("body.by_post_ids", f"needs {asked.number} members"))
    if wrong:
        raise NotEntitledToCallIn(
            f"By {rule.source} it takes {asked.number} members together.", fields=tuple(wrong)
        )


def _require_state(recorded: Recorded, state: str) -> courses.CallIn:
    window = recorded.course.call_in
    if window is None or window.state != state:
        raise CallInState("GET /decisions/{id} says how the decision stands, and since when.")
    return window


async def _add(
    session: WriteSession, recorded: Recorded, clerk: Clerk, step: int, **said: Any
) -> None:
    session.add(
        Outcome(
            ics=recorded.decision.ics,
            decision_id=recorded.decision.id,
            step=step,
            recorded_at=clerk.now,
            recorded_by=clerk.subject,
            **said,
        )
    )
    await session.flush()


async def _move_on(
    session: WriteSession, recorded: Recorded, clerk: Clerk, reason: str, said: dict[str, object]
) -> Recorded:
    course = recorded.course
    window = course.call_in and course.call_in.model_copy(update=said)
    course = course.model_copy(update={"call_in": window})
    return await decisions.move_on(session, recorded, course, clerk, reason)
