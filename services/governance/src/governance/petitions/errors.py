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


class CountNotFound(NotFound):
    """The petition has no such count of signatures on paper."""

    code = "paper-count-not-found"
    title = "There is no such count"

    def __init__(self) -> None:
        super().__init__("GET /petitions/{id}/paper-counts lists the counts of the petition.")


class CountCorrected(Conflict):
    """That count was corrected before."""

    code = "paper-count-corrected"
    title = "The count was corrected before"

    def __init__(self) -> None:
        super().__init__("Correct the count that took its place.")
