"""What can go wrong with call-in."""

from __future__ import annotations

from common.errors import Conflict, Invalid, NotFound


class CallInNotFound(NotFound):
    """The decision was not called in."""

    code = "call-in-not-found"
    title = "The decision was not called in"

    def __init__(self) -> None:
        super().__init__("GET /decisions/{id} says how the decision stands.")


class CallInClosed(Conflict):
    """The decision cannot be called in, or not any more."""

    code = "call-in-closed"
    title = "The decision cannot be called in"


class NotEntitledToCallIn(Invalid):
    """Not these may call it in, or too few."""

    code = "not-entitled-to-call-in"
    title = "The terms do not let these call it in"


class CallInState(Conflict):
    """The call-in is not at that point."""

    code = "call-in-state"
    title = "Not possible as the call-in stands"
