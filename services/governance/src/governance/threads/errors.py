"""What can go wrong with threads."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class ThreadNotFound(NotFound):
    """No such thread in this system, or what it answers is withheld."""

    code = "feedback-thread-not-found"
    title = "There is no such thread"

    def __init__(self) -> None:
        super().__init__("This system has none with that id. GET /feedback-threads lists them.")


class ThreadExists(Conflict):
    """The body owes that answer already."""

    code = "feedback-thread-exists"
    title = "That thread is open already"

    def __init__(self) -> None:
        super().__init__("GET /feedback-threads?body_id= shows it, with who owes the answer.")


class NothingOwed(Conflict):
    """What the thread would answer is withheld, or not published."""

    code = "nothing-owed"
    title = "No answer can be owed for this"
