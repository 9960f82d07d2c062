"""What can go wrong with what goes out."""

from __future__ import annotations

from datetime import date

from common.errors import Conflict, FieldError, Invalid


class IssueLate(Invalid):
    """Agenda and papers are late and no reason is given, or a reason and they are not."""

    code = "late-reason"
    title = "Late agendas need a reason, and no others have one"

    def __init__(self, due_on: date, *, late: bool) -> None:
        message = "is needed after" if late else "is not needed up to"
        super().__init__(
            f"By the terms of reference they are due on {due_on.isoformat()}.",
            fields=(FieldError("body.late_reason", f"{message} {due_on.isoformat()}"),),
        )


class PresentedAlready(Conflict):
    """It was put before that board already."""

    code = "presented-already"
    title = "That board has had it already"

    def __init__(self) -> None:
        super().__init__("GET /meetings/{id}/presentations says when.")
