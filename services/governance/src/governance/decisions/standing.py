"""How a decision stands on which day, in a code and in public words. Pure.

A decision is in force from its day, or from the day that it names. While it may be called in it is
not, nor while it is called in. What days alone bring about is told in advance, so that nobody has
to record that a day has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from governance.decisions.course import CallIn, Course

_DAY = timedelta(days=1)
IN_FORCE = "in_force"
OPEN = "open_to_call_in"


class Standing(BaseModel):
    """How a decision stands from a day on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: date
    code: str
    words: str


def in_words(day: date) -> str:
    """Write a day as people do: 3 March 2026."""
    return f"{day.day} {day:%B %Y}"


def course_of(
    decided_on: date,
    effective_on: date | None,
    review_on: date | None,
    course: Course,
    *,
    body_name: str,
) -> list[Standing]:
    """Give how a decision stands from which day on, the earliest first.

    Args:
        review_on: the day on which it comes back.
    """
    authority, call_in = course.authority, course.call_in
    if authority is not None and authority.ratified is False and authority.ratified_on is not None:
        words = (f"It was decided urgently, and {body_name} did not ratify it on "
                 f"{in_words(authority.ratified_on)}. It is not in force.")  # fmt: skip
        return [_in_force(decided_on, course), _new(authority.ratified_on, "not_ratified", words)]
    found = (
        _called(call_in, decided_on, effective_on, course, body_name)
        if call_in is not None
        else _from(decided_on, effective_on, course)
    )
    temporary = authority is not None and authority.temporary
    if temporary and review_on is not None and found[-1].code == IN_FORCE:
        words = (f"It was made for a time. Since {in_words(review_on)} it is due to come back to "
                 f"{body_name}, which decides whether it ends.")  # fmt: skip
        found.append(_new(max(review_on, found[-1].since), "due_back", words))
    return found


def on(found: Sequence[Standing], day: date) -> Standing:
    """Give how it stands on a day; before its first day, how it stood then."""
    begun = [one for one in found if one.since <= day]
    return begun[-1] if begun else found[0]


def in_force_on(found: Sequence[Standing], day: date) -> bool:
    """Say whether it may be acted on, on a day."""
    return on(found, day).code in {IN_FORCE, "due_back"}


def _from(first: date, effective_on: date | None, course: Course) -> list[Standing]:
    if effective_on is None or effective_on <= first:
        return [_in_force(first, course)]
    words = f"It takes effect on {in_words(effective_on)}."
    return [_new(first, "not_yet_in_force", words), _in_force(effective_on, course)]


def _called(
    call_in: CallIn, decided_on: date, effective_on: date | None, course: Course, body_name: str
) -> list[Standing]:
    waits = _new(
        decided_on,
        OPEN,
        f"It is not in force yet. It may be called in until {in_words(call_in.until)}.",
    )
    since = call_in.since
    match call_in.state:
        case "open":
            free = call_in.until + _DAY
            return [waits, *_from(free, effective_on, course)]
        case "called_in":
            words = (f"It was called in on {in_words(since)} and is on hold: {call_in.to} looks "
                     "at it.")  # fmt: skip
            return [waits, _new(since, "suspended", words)]
        case "referred_back":
            words = (f"It was called in, and {call_in.to} sent it back on {in_words(since)}. "
                     f"{body_name} decides again; until then it is on hold.")  # fmt: skip
            return [waits, _new(since, "referred_back", words)]
        case "replaced":
            words = f"It was called in, and another decision took its place on {in_words(since)}."
            return [waits, _new(since, "replaced", words)]
        case "upheld" | "kept":
            return [waits, *_from(since, effective_on, course)]


def _in_force(since: date, course: Course) -> Standing:
    words = "It is in force."
    call_in, authority = course.call_in, course.authority
    if call_in is not None and call_in.state == "upheld":
        words = (f"It was called in, and {call_in.to} let it stand on {in_words(call_in.since)}. "
                 "It is in force.")  # fmt: skip
    if call_in is not None and call_in.state == "kept":
        words = (f"It was called in and sent back. It was decided again on "
                 f"{in_words(call_in.since)} that it stands, and it is in force.")  # fmt: skip
    if authority is not None and authority.kind == "urgent":
        ratified = authority.ratified_on
        words = "It was decided urgently and is in force. The next meeting is told of it."
        if authority.ratified and ratified is not None:
            words = f"It was decided urgently and ratified on {in_words(ratified)}. It is in force."
    return _new(since, IN_FORCE, words)


def _new(since: date, code: str, words: str) -> Standing:
    return Standing(since=since, code=code, words=words)
