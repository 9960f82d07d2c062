"""What can go wrong with petitions."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class PetitionNotFound(NotFound):
    """No such petition in this system, or the link to it is not valid."""

    code = "petition-not-found"
    title = "There is no such petition"

    def __init__(self) -> None:
        super().__init__(
            "Check the id or the link. GET /public-petitions lists those that are open."
        )


class PetitionClosed(Conflict):
    """The petition cannot be signed, or a signature taken back, any more."""

    code = "petition-closed"
    title = "This petition is not open"

    def __init__(self) -> None:
        super().__init__("It can be signed, and signatures taken back, only while it is open.")


class PetitionState(Conflict):
    """The petition's state does not allow this."""

    code = "petition-state"
    title = "Not possible as the petition stands"
