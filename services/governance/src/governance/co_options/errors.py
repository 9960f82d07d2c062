"""What can go wrong with co-opting."""

from __future__ import annotations

from common.errors import Conflict, FieldError, Invalid


class NoCoOption(Conflict):
    """The terms of reference do not let anybody be co-opted so."""

    code = "no-co-option"
    title = "The terms of reference do not provide for that"


class CoOptionRefused(Invalid):
    """The co-option does not fit what the terms of reference say."""

    code = "co-option-refused"
    title = "The terms of reference do not admit this co-option"

    def __init__(self, fields: tuple[FieldError, ...]) -> None:
        super().__init__(
            "The terms of the first day name the grounds of co-option, and for how long it is at "
            "most. GET /bodies/{id} shows them, under arrangements.co_option.",
            fields=fields,
        )
