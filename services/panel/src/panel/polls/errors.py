"""What can go wrong with open polls."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class PollNotFound(NotFound):
    """This system has no such poll."""

    code = "poll-not-found"
    title = "There is no such poll"

    def __init__(self) -> None:
        super().__init__("Check the address. Staff find polls by GET /polls.")


class PollNotOpen(Conflict):
    """The poll takes no votes."""

    code = "poll-not-open"
    title = "The poll is not open"

    def __init__(self) -> None:
        super().__init__("It has not begun, or it has closed. A closed poll is not opened again.")


class NoSuchOption(Invalid):
    """The poll does not offer this."""

    code = "no-such-option"
    title = "The poll has no such option"

    def __init__(self) -> None:
        super().__init__(
            "Choose one of the options.",
            fields=(FieldError("body.choice", "is not one of the options"),),
        )
