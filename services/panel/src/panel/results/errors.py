"""What can go wrong with results."""

from __future__ import annotations

from common.errors import Conflict


class NotPublishedYet(Conflict):
    """There are no published figures before the survey has closed."""

    code = "results-not-published"
    title = "There are no published results yet"

    def __init__(self) -> None:
        super().__init__(
            "Figures are published once, when the survey closes: figures that moved with every "
            "answer would show who answered last. Staff with panel:personal can read level=exact."
        )
