"""What can go wrong with files of the library."""

from __future__ import annotations

from common.errors import Invalid, NotFound


class NotOpen(NotFound):
    """No such open data."""

    code = "not-open-data"
    title = "This is not open data"


class NoMarkInThisForm(Invalid):
    """A byte-order mark was asked for in a form that has none."""

    code = "no-mark-in-this-form"
    title = "Only CSV can begin with a byte-order mark"

    def __init__(self) -> None:
        super().__init__("Leave `bom` out, or ask for CSV.")
