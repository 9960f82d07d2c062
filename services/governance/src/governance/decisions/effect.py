"""When a decision takes effect: until when it may be called in, and which days fit that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.errors import FieldError, Invalid
from governance.decisions.course import CallIn, Course
from governance.decisions.errors import DecisionOnHold
from governance.decisions.schemas import DecisionContent
from governance.decisions.standing import in_words
from governance.standing_orders import rules
from governance.working_days import service as working_days

_ON_HOLD = {"called_in", "referred_back"}
_WAITING = _ON_HOLD | {"open"}


async def opened(
    session: ReadSession, entry: dict[str, Any] | None, content: DecisionContent, course: Course,
    now: datetime,
) -> Course:  # fmt: skip
    """Give the course of a decision that is recorded today, with its window where it has one.

    The window is counted from today in England, by the clock, and from no day that anybody sends.

    Args:
        entry: `call_in` of the terms of its day.
    """
    try:
        rule = rules.call_in({rules.CALL_IN: entry})
    except ValueError:
        # Adopted in a form that is older than today's.
        rule = None
    if rule is None or (rule.outcomes is not None and content.outcome not in rule.outcomes):
        return course
    urgent = course.authority is not None and course.authority.kind == "urgent"
    if urgent and rule.urgent_exempt:
        return course
    today = day_in_england(now)
    calendar = await working_days.calendar(session)
    until = calendar.after(today, rule.window_working_days)
    window = CallIn(until=until, state="open", to=rule.heard_by, since=today)
    return course.model_copy(update={"call_in": window})


def require_may_say(course: Course, corrected: set[str]) -> None:
    """Refuse to correct what a decision resolves while it is looked at.

    Args:
        corrected: the fields that the correction sends.

    Raises:
        DecisionOnHold: if it is on hold and would resolve something else.
    """
    on_hold = course.call_in is not None and course.call_in.state in _ON_HOLD
    if on_hold and corrected & {"parts", "outcome"}:
        raise DecisionOnHold


def require_days(course: Course, content: DecisionContent) -> None:
    """Refuse a day of effect on which the decision could still be called in, and a change for a
    time that does not come back.

    Raises:
        Invalid: naming the day.
    """
    authority, call_in = course.authority, course.call_in
    if authority is not None and authority.temporary and content.review_on is None:
        raise Invalid(
            "A change for a time comes back: say on which day.",
            fields=(FieldError("body.review_on", "is needed of a change for a time"),),
        )
    if call_in is None or call_in.state not in _WAITING or content.effective_on is None:
        return
    if content.effective_on <= call_in.until:
        raise Invalid(
            f"The decision may be called in until {in_words(call_in.until)}, and takes effect "
            "after that day. Send a later day, or none: then it takes effect on the next.",
            fields=(FieldError("body.effective_on", "must be after the last day for call-in"),),
        )
