"""What must hold of a meeting's days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from common.errors import FieldError, Invalid
from governance.bodies.models import Body
from governance.meetings.errors import MeetingState

AGREED = frozenset({"held_on", "notice_given_on", "remote_agreed"})
"""What of a meeting was said before it."""


def in_being(body: Body, on: date) -> None:
    """Refuse a day on which a body is not in being.

    Raises:
        Invalid: if it is not.
    """
    if on < body.valid_from or (body.valid_to and on >= body.valid_to):
        raise Invalid(
            "The body is not in being on that day.",
            fields=(FieldError("body.held_on", "lies outside of the body's dates"),),
        )


def not_emptied(sent: Mapping[str, Any]) -> None:
    """Refuse to leave a meeting without what every meeting has.

    Raises:
        Invalid: naming each field.
    """
    missing = [
        name
        for name in ("held_on", "status", "remote_agreed")
        if name in sent and sent[name] is None
    ]
    if missing:
        raise Invalid(
            "These fields cannot be empty.",
            fields=tuple(FieldError(f"body.{name}", "cannot be null") for name in missing),
        )


def notice(given: date | None, held_on: date) -> None:
    """Refuse notice that is given after the meeting.

    Raises:
        Invalid: if it is.
    """
    if given is not None and given > held_on:
        raise Invalid(
            "Notice is given before a meeting.",
            fields=(FieldError("body.notice_given_on", "must not be after held_on"),),
        )


def day_has_come(changed: set[str], status: str, held_on: date, today: date) -> None:
    """Refuse to say that a meeting was held, or its minutes approved, before its day.

    Args:
        changed: the fields that change.
        status: what it is to be.
        today: by the clocks of England.

    Raises:
        MeetingState: if the day has not come.
    """
    if "status" in changed and status in {"held", "minutes_approved"} and held_on > today:
        raise MeetingState("A meeting is held on its day, and its minutes are approved after it.")


def unsettles(changed: set[str], status: str) -> bool:
    """Say whether a change would leave what is on record of a meeting without its ground: of its
    day, of notice and of what was agreed beforehand, or of its having taken place."""
    return bool(changed & AGREED) or ("status" in changed and status == "cancelled")
