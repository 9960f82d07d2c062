"""What can go wrong with trials of surveys."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class PilotNotFound(NotFound):
    """This survey has no such trial."""

    code = "pilot-not-found"
    title = "There is no such trial"

    def __init__(self) -> None:
        super().__init__("GET /surveys/{survey_id}/pilots lists the trials of a survey.")


class PilotEnded(Conflict):
    """The trial takes no answers any more."""

    code = "pilot-ended"
    title = "The trial has ended"

    def __init__(self) -> None:
        super().__init__("It takes no more answers. Begin another trial, or open the survey.")
