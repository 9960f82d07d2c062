"""What can go wrong with extending a survey."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid


class NotToExtend(Conflict):
    """The survey has no last day to come that could be moved."""

    code = "survey-not-extendable"
    title = "This survey cannot be extended"


class NotLater(Invalid):
    """The new last day is not one to which the survey may be moved."""

    code = "extension-not-possible"
    title = "The survey cannot be extended to this day"

    def __init__(self, message: str) -> None:
        super().__init__(
            "Give a day after the last day that people were told, within what was recorded.",
            fields=(FieldError("body.closes_on", message),),
        )


class RemindedAlready(Conflict):
    """People were reminded of this survey."""

    code = "reminded-already"
    title = "People were reminded of this survey already"

    def __init__(self) -> None:
        super().__init__("They were told that they are reminded once. Extend it without reminding.")
