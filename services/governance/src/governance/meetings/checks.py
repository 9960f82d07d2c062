"""What must hold of a meeting's days."""

from __future__ import annotations

from datetime import date

from common.errors import FieldError, Invalid
from governance.bodies.models import Body


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
