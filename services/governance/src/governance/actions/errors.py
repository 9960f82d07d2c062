"""What can go wrong with actions."""

from __future__ import annotations

from common.errors import NotFound


class ActionNotFound(NotFound):
    """No such action in this system."""

    code = "action-not-found"
    title = "There is no such action"

    def __init__(self) -> None:
        super().__init__("This system has no action with that id. GET /actions lists them.")
