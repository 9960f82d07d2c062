"""What can go wrong with systems and places."""

from __future__ import annotations

from common.errors import NotFound


class SystemNotLoaded(NotFound):
    """The caller's system has no data here."""

    code = "system-not-found"
    title = "There is no such system"

    def __init__(self) -> None:
        super().__init__("This system has not been loaded into the panel. Ask its operator.")
