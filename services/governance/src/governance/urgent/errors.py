"""What can go wrong with urgent decisions."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid


class UrgentRefused(Conflict):
    """The body's terms do not let anybody decide between meetings."""

    code = "urgent-refused"
    title = "Nobody decides for this body between meetings"

    def __init__(self) -> None:
        super().__init__("Its terms of reference of today do not provide for urgent decisions.")


class NotTheseDecide(Invalid):
    """Not those whom the terms name took part, or were consulted."""

    code = "not-these-decide"
    title = "The terms do not let these decide"

    def __init__(self, source: str, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            f"{source} says who decides between meetings and whom they consult before.",
            fields=fields,
        )


class RatificationRefused(Conflict):
    """There is nothing to ratify, or not at that meeting."""

    code = "ratification-refused"
    title = "This cannot be ratified"
