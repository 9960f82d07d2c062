"""What can go wrong with reviews of attendance."""

from __future__ import annotations

from common.errors import Conflict


class NothingToReview(Conflict):
    """The member's attendance is not below what the terms ask."""

    code = "nothing-to-review"
    title = "That attendance is not to be reviewed"

    def __init__(self) -> None:
        super().__init__(
            "The chair reviews members whose attendance is below what the terms ask. "
            "GET /bodies/{id}/attendance-report?until= flags them."
        )
