"""What can go wrong with held messages."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class NotHeld(NotFound):
    """There is no message of this id that is held."""

    code = "message-not-held"
    title = "No such message is held"

    def __init__(self) -> None:
        super().__init__(
            "It was sent, carried out or released meanwhile. GET /mails/held lists what is held."
        )


class FormatRuledOut(Conflict):
    """The member said that they cannot use this format."""

    code = "format-ruled-out"
    title = "The member cannot use this format"

    def __init__(self) -> None:
        super().__init__(
            "Choose one that their needs allow; GET /mails/held lists those they ask for.",
            fields=(FieldError("body.format", "is ruled out by what the member needs"),),
        )


class FormatUnknown(Invalid):
    """The format is not in the vocabulary, or is not of the kind that is meant here."""

    code = "format-unknown"
    title = "There is no such format"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, fields=(FieldError("body.format", "is not such a format"),))


class NotYetReleased(NotFound):
    """No counts of held messages have been published yet."""

    code = "not-yet-counted"
    title = "No counts yet"

    def __init__(self) -> None:
        super().__init__("The first counts are published within minutes of the worker's start.")
