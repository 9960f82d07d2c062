"""What can go wrong with delegations."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class DelegationNotFound(NotFound):
    """No such delegation in this system."""

    code = "delegation-not-found"
    title = "There is no such delegation"

    def __init__(self) -> None:
        super().__init__(
            "This system has no delegation with that id. GET /bodies/{id}/delegations lists those "
            "of a body."
        )


class DelegationRefused(Conflict):
    """The body may not give this power away."""

    code = "delegation-refused"
    title = "The body cannot delegate this"


class DelegationNotInForce(Conflict):
    """Nothing can be decided under it today."""

    code = "delegation-not-in-force"
    title = "The delegation is not in force"


class OutsideDelegation(Conflict):
    """The decision is not one that was delegated."""

    code = "outside-delegation"
    title = "This is outside the delegation"
