"""What can go wrong with deputies."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class NominationNotFound(NotFound):
    """No such nomination for that meeting."""

    code = "nomination-not-found"
    title = "There is no such nomination"

    def __init__(self) -> None:
        super().__init__("The meeting has none with that id. GET /meetings/{id}/deputies.")


class NominationState(Conflict):
    """What was ruled on the nomination does not allow this."""

    code = "nomination-state"
    title = "Not possible after what was ruled"
