"""What can go wrong with papers."""

from __future__ import annotations

from datetime import date

from common.errors import Conflict, FieldError, Invalid, NotFound


class PaperNotFound(NotFound):
    """No such paper in this system, or none that is published."""

    code = "paper-not-found"
    title = "There is no such paper"

    def __init__(self) -> None:
        super().__init__("No paper with that id can be read here.")


class NoTemplate(Conflict):
    """No template is in force on the day of the meeting."""

    code = "no-paper-template"
    title = "There is no template for papers of that day"

    def __init__(self) -> None:
        super().__init__("Papers are taken from 1 July 2022 on; record earlier ones as minutes.")


class PaperState(Conflict):
    """The paper's state does not allow this."""

    code = "paper-state"
    title = "Not possible in the paper's present state"


class PaperIncomplete(Invalid):
    """The paper lacks what a final one must have."""

    code = "paper-incomplete"
    title = "The paper is not complete"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "Fill every section that is named, or give a reason where the template takes one. "
            "“None” is no reason.",
            fields=fields,
        )


class LateReason(Invalid):
    """A late paper says why; one in time has nothing to explain."""

    code = "late-reason"
    title = "Say why the paper is late"

    def __init__(self, due_on: date, *, late: bool) -> None:
        rest = "say in late_reason why it comes later" if late else "leave out late_reason"
        super().__init__(
            f"By the body's terms the paper is due on {due_on.isoformat()}: {rest}.",
            fields=(FieldError("body.late_reason", "goes with a late paper, and only with it"),),
        )
