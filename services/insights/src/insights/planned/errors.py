"""What can go wrong with items of forward plans, in the domain's words."""

from __future__ import annotations

from common.errors import NotFound


class PlannedItemNotFound(NotFound):
    """No such item, or the reader may not know that there is."""

    code = "planned-item-not-found"
    title = "There is no such item of a forward plan"

    def __init__(self) -> None:
        super().__init__("GET /planned-items lists those that there are.")
