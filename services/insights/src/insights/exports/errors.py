"""What can go wrong with files of the library."""

from __future__ import annotations

from common.errors import Invalid, NotFound, Unavailable


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


class ManyReadOut(Unavailable):
    """As many files are read out as there is room for."""

    code = "many-read-out"
    title = "Many files are being read just now"

    def __init__(self) -> None:
        super().__init__("Read your files one after the other, or try again in a moment.")
