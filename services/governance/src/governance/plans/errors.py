"""What can go wrong with plans."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class PlanItemNotFound(NotFound):
    """No such item of a plan in this system."""

    code = "plan-item-not-found"
    title = "There is no such item of a plan"

    def __init__(self) -> None:
        super().__init__("GET /bodies/{id}/work-programme lists the plan of a body.")


class PlacementNotFound(NotFound):
    """No such placement in this system."""

    code = "placement-not-found"
    title = "It is not placed there"

    def __init__(self) -> None:
        super().__init__("GET /bodies/{id}/work-programme lists the plan of a body.")


class PlanState(Conflict):
    """The item, the placement or the meeting does not allow this."""

    code = "plan-state"
    title = "Not possible as the plan stands"
