"""What can go wrong with decisions."""

from __future__ import annotations

from common.errors import NotFound


class DecisionNotFound(NotFound):
    """No such decision in this system."""

    code = "decision-not-found"
    title = "There is no such decision"

    def __init__(self) -> None:
        super().__init__("This system has no decision with that id. GET /decisions lists them.")
