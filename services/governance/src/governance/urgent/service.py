"""Urgent decisions (rules 7 and 8): who takes them, with whose advice, and how they come back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from governance.bodies import service as bodies
from governance.decisions import course as courses
from governance.decisions import service as decisions
from governance.decisions.schemas import DecisionContent, DecisionIn
from governance.decisions.service import Clerk, Recorded
from governance.duty import attachments, urgency
from governance.duty import service as duty
from governance.duty.schemas import TemporaryChangeIn
from governance.meetings import service as meetings
from governance.reporting import service as reporting
from governance.reporting.service import Back
from governance.sittings.errors import RuleOutOfDate
from governance.standing_orders import rules
from governance.urgent.errors import NotTheseDecide, RatificationRefused, UrgentRefused
from governance.urgent.schemas import RatificationIn, UrgentIn


async def decide(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: UrgentIn, clerk: Clerk
) -> Recorded:
    """Record an urgent decision, and bring it to the next meeting to be ratified.

    Raises:
        UrgentRefused: if the body's terms of today provide for none.
        NotTheseDecide: if not those whom the terms name took part, or too few were consulted.
        AssessmentNotFound, AssessmentOpen, AssessmentOutdated: if the duty was not assessed.
        NothingToLimit, Invalid: if involvement cannot be limited so, or a day does not lie ahead.
    """
    today = day_in_england(clerk.now)
    content = await _terms(session, body_id, today)
    await _require_deciders(session, body_id, content, data, today)
    titles = {post.id: post.title for post, _ in await bodies.posts(session, body_id)}
    limited = data.involvement_limited
    assessment = await duty.get_for_change(session, data.duty_assessment_id)
    if limited is not None:
        await urgency.limit(session, assessment, limited, clerk)
    if data.temporary and data.review_on is not None:
        change = TemporaryChangeIn(what=data.title, back_on=data.review_on)
        await urgency.change_for_a_time(session, assessment, change, clerk)
    authority = courses.Authority(
        kind="urgent",
        by=[titles[one] for one in data.taken_by],
        why=data.why_urgent,
        consulted=[titles[one] for one in data.consulted],
        involvement_limited=limited and limited.reason,
        temporary=data.temporary,
    )
    said = DecisionIn.model_validate(
        data.model_dump(include=set(DecisionContent.model_fields))
        | {"body_id": body_id, "decided_on": today}
    )
    course = courses.Course(authority=authority)
    recorded = await decisions.record(session, ics, said, clerk, course=course)
    decision = recorded.decision
    await attachments.link(session, ics, decision.id, data.duty_assessment_id, clerk)
    back = Back("urgent", decision.id, body_id, decision.reference, today)
    await reporting.bring_back(session, ics, back, today, now=clerk.now)
    return recorded


async def ratify(
    session: WriteSession, recorded: Recorded, data: RatificationIn, clerk: Clerk
) -> Recorded:
    """Say, once, whether the body ratified an urgent decision; the decision must be locked.

    Raises:
        RatificationRefused: if it was not urgent, that was said before, or the meeting is another
            body's, came before it, or was not held.
        MeetingNotFound: if this system has no such meeting.
    """
    decision, authority = recorded.decision, recorded.course.authority
    if authority is None or authority.kind != "urgent":
        raise RatificationRefused("Only an urgent decision is ratified.")
    if authority.ratified is not None:
        raise RatificationRefused("The body said already whether it ratifies it.")
    meeting = await meetings.get(session, data.meeting_id)
    if meeting.body_id != decision.body_id or meeting.held_on < decision.decided_on:
        raise RatificationRefused("It is ratified by its body, at a meeting that came after it.")
    if meeting.status not in {"held", "minutes_approved"}:
        raise RatificationRefused("The meeting was not held yet.")
    said = {
        "ratified": data.ratified,
        "ratified_on": meeting.held_on,
        "ratified_reason": data.reason,
    }
    course = recorded.course
    course = course.model_copy(update={"authority": authority.model_copy(update=said)})
    reason = "It was ratified." if data.ratified else "It was not ratified."
    return await decisions.move_on(session, recorded, course, clerk, reason)


async def _terms(session: ReadSession, body_id: UUID, today: date) -> dict[str, Any]:
    await bodies.get(session, body_id)
    terms = await bodies.terms_on(session, body_id, today)
    return terms.content if terms is not None else {}


async def _require_deciders(
    session: ReadSession, body_id: UUID, content: dict[str, Any], data: UrgentIn, today: date
) -> None:
    try:
        rule = rules.urgent(content)
    except ValueError:
        raise RuleOutOfDate from None
    if rule is None:
        raise UrgentRefused
    filled = {one.post_id for one in await bodies.members_on(session, body_id, today)
              if not one.vacant} - set(data.conflicted)  # fmt: skip
    groups = {name: {UUID(post) for post in posts} for name, posts in content["groups"].items()}
    advisers = filled if rule.consult is None else filled & _all(groups, rule.consult)
    wrong = _strangers("taken_by", data.taken_by, filled & _all(groups, rule.by))
    wrong += _strangers("consulted", data.consulted, advisers)
    wrong += [
        FieldError("body.taken_by", f"needs a post of the group {name}")
        for name in rule.by
        if not groups[name] & set(data.taken_by)
    ]
    if len(data.consulted) < rule.consult_at_least:
        wrong.append(FieldError("body.consulted", f"needs {rule.consult_at_least} posts"))
    if wrong:
        raise NotTheseDecide(rule.source, tuple(wrong))


def _all(groups: dict[str, set[UUID]], names: Collection[str]) -> set[UUID]:
    return {post for name in names for post in groups[name]}


def _strangers(field: str, posts: list[UUID], allowed: set[UUID]) -> list[FieldError]:
    return [
        FieldError(f"body.{field}[{index}]", "has no part in it, is vacant or has an interest")
        for index, post in enumerate(posts)
        if post not in allowed
    ]
