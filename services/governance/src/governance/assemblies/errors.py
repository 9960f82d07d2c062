"""What can go wrong with assemblies."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class AssemblyNotFound(NotFound):
    """No such assembly in this system."""

    code = "assembly-not-found"
    title = "There is no such assembly"

    def __init__(self) -> None:
        super().__init__("This system has no assembly with that id. GET /assemblies lists them.")


class RecommendationNotFound(NotFound):
    """The assembly made no such recommendation."""

    code = "recommendation-not-found"
    title = "There is no such recommendation"

    def __init__(self) -> None:
        super().__init__("This assembly has no recommendation with that id. GET it to read them.")


class AssemblyState(Conflict):
    """The assembly is not where this could be done."""

    code = "assembly-state"
    title = "Not possible as the assembly stands"


class LotteryCommitted(Conflict):
    """The lottery is committed to: what it rests on stands."""

    code = "assembly-lottery-committed"
    title = "The lottery has begun"

    def __init__(self) -> None:
        super().__init__(
            "The panel has committed to the lottery, so kind, seats and categories stand. Cancel "
            "this assembly, with the reason, and commission another."
        )
