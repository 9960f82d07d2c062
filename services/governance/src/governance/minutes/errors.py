"""What can go wrong with imported minutes."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound, TooLarge


class ImportNotFound(NotFound):
    """No such import in this system."""

    code = "minutes-import-not-found"
    title = "There are no such imported minutes"

    def __init__(self) -> None:
        super().__init__("This system has no imported minutes with that id. GET /minutes-imports.")


class NotText(Invalid):
    """The body is neither a document that is known nor text that can be read."""

    code = "minutes-not-text"
    title = "These minutes are not text"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The body is {what}. Send the minutes as PDF, Word (.docx), HTML or ModernGov's XML, "
            "or their text in UTF-8.",
            fields=(FieldError("body", f"is {what}"),),
        )


class MinutesTooLarge(TooLarge):
    """There is more than minutes may have."""

    code = "minutes-too-large"
    title = "These minutes are too large"

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"{what} may have {most} bytes at most. Nothing of it was kept.")


class DocumentRefused(Invalid):
    """The document cannot be read; nothing of it was kept, and the record is as it was."""

    code = "minutes-unreadable"
    title = "This document cannot be read"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The document is {what}. Nothing of it was kept.",
            fields=(FieldError("body", f"is {what}"),),
        )


class NeedsRecognition(DocumentRefused):
    """Its pages are pictures: there is no text in it."""

    code = "minutes-need-ocr"
    title = "There is no text in this document"


class HasMacros(DocumentRefused):
    """It holds a program."""

    code = "minutes-with-macros"
    title = "This document holds macros"


class DocumentLocked(DocumentRefused):
    """It is encrypted."""

    code = "minutes-locked"
    title = "This document is locked with a password"


class DocumentTooHeavy(DocumentRefused):
    """It is longer, or takes more memory or time, than a reader may take."""

    code = "minutes-too-heavy"
    title = "This document is too heavy to read"


class NoMinutesPublished(DocumentRefused):
    """It is the page of a meeting, with an agenda and no minutes."""

    code = "minutes-not-published"
    title = "There are no minutes on this page"


_REFUSALS: dict[str, type[DocumentRefused]] = {
    "no-text-layer": NeedsRecognition,
    "image": NeedsRecognition,
    "macros": HasMacros,
    "locked": DocumentLocked,
    "too-heavy": DocumentTooHeavy,
    "too-long": DocumentTooHeavy,
    "bomb": DocumentTooHeavy,
    "agenda-only": NoMinutesPublished,
}


def refusal(code: str, words: str) -> DocumentRefused:
    """Give the problem for what a reader said of a document."""
    return _REFUSALS.get(code, DocumentRefused)(words)


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


class DoesNotFit(Conflict):
    """Something of the draft cannot stand in a record, and no person can accept it as it is."""

    code = "minutes-do-not-fit"
    title = "Something in the draft cannot be recorded"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Correct each of these in the draft, then record again. Nothing was recorded.",
            fields=fields,
        )
