"""What can go wrong with public minutes."""

from __future__ import annotations

from common.errors import NotFound


class MinutesNotFound(NotFound):
    """No minutes of that meeting that everybody may read."""

    code = "minutes-not-found"
    title = "There are no public minutes of that meeting"

    def __init__(self) -> None:
        super().__init__(
            "Minutes are public once they are approved and the meeting is published again. GET "
            "/published-meetings lists the meetings."
        )
