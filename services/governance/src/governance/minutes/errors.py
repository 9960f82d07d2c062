"""What can go wrong with imported minutes."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class ImportNotFound(NotFound):
    """No such import in this system."""

    code = "minutes-import-not-found"
    title = "There are no such imported minutes"

    def __init__(self) -> None:
        super().__init__("This system has no imported minutes with that id. GET /minutes-imports.")


class NotText(Invalid):
    """The body is not text that can be read."""

    code = "minutes-not-text"
    title = "These minutes are not text"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The body is {what}. Send the text of the minutes as text/plain in UTF-8; take it "
            "out of the document first.",
            fields=(FieldError("body", f"is {what}"),),
        )


class ImportRecorded(Conflict):
    """Recorded minutes are not corrected any more."""

    code = "minutes-recorded"
    title = "These minutes have been recorded"

    def __init__(self) -> None:
        super().__init__(
            "Correct the meeting and its decisions instead; the import shows what was read."
        )


class CorrectionRefused(Invalid):
    """A correction names nothing that can be corrected, or gives a value that cannot be."""

    code = "correction-refused"
    title = "This correction cannot be applied"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(
            "None of the corrections was applied. GET the draft for the paths that it has.",
            fields=(FieldError(field, message),),
        )


class DoubtsOpen(Conflict):
    """Something must be corrected or accepted first."""

    code = "doubts-open"
    title = "The draft has doubts that a person must settle"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Correct each of these in the draft, or accept it by its code in accept_doubts, then "
            "record again.",
            fields=fields,
        )
