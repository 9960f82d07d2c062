"""What can go wrong with activities."""

from __future__ import annotations

from common.errors import Conflict, Forbidden, NotFound


class ActivityNotFound(NotFound):
    """No such activity, or the reader may not know that there is."""

    code = "activity-not-found"
    title = "There is no such activity"

    def __init__(self) -> None:
        super().__init__("You can see no activity with that id. GET /activities lists them.")


class NotTheLead(Forbidden):
    """The activity is led by another organisation."""

    code = "activity-of-another-organisation"
    title = "This activity is led by another organisation"

    def __init__(self) -> None:
        super().__init__("Only the lead organisation and the system's editors change an activity.")


class ReasonNeeded(Conflict):
    """Something near is known or planned, and nobody has said why to ask all the same."""

    code = "reason-to-go-ahead-needed"
    title = "Much the same is known or planned already"

    def __init__(self) -> None:
        super().__init__(
            "Read the activity's near matches. Then send going_ahead_reason with the change, or "
            "call the activity off and name the findings that you use instead."
        )


class NotInThatStatus(Conflict):
    """The activity is over or called off, or can't go back."""

    code = "activity-status"
    title = "The activity is not in a status that allows this"

    def __init__(self, status: str) -> None:
        super().__init__(f"It is {status}. An activity goes from planned to under way to finished.")
