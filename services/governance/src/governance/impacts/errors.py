"""What can go wrong with further assessments."""

from __future__ import annotations

from common.errors import NotFound


class ImpactNotFound(NotFound):
    """The decision was not assessed in that way."""

    code = "impact-assessment-not-found"
    title = "There is no such assessment of the decision"

    def __init__(self) -> None:
        super().__init__("GET /decisions/{id}/impact-assessments lists those that there are.")
