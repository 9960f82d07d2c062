"""What can go wrong with offices that rotate."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid, NotFound


class OfficeTermNotFound(NotFound):
    """No such term of an office."""

    code = "office-term-not-found"
    title = "There is no such term of an office"

    def __init__(self) -> None:
        super().__init__("This system has none with that id. GET /bodies/{id}/offices lists them.")


class DoesNotRotate(Conflict):
    """The terms of reference have no rotation of that office."""

    code = "office-does-not-rotate"
    title = "That office does not rotate"

    def __init__(self) -> None:
        super().__init__(
            "The terms of the first day have no rotation of that office. GET /bodies/{id} shows "
            "them, under arrangements.rotation."
        )


class OfficeHeld(Conflict):
    """Somebody holds the office in that time."""

    code = "office-held"
    title = "The office is held in that time"

    def __init__(self) -> None:
        super().__init__("End the other term first. GET /bodies/{id}/offices lists them.")


class RotationRefused(Invalid):
    """The choice does not follow the rotation that the terms lay down."""

    code = "rotation-refused"
    title = "That does not follow the rotation"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "The terms of reference say among whom the office goes round, for how long and with "
            "which other office. GET /bodies/{id}/offices says who may be next.",
            fields=fields,
        )
