"""What can go wrong with organisations."""

from __future__ import annotations

from common.errors import Forbidden, NotFound


class OrganisationNotFound(NotFound):
    """No such organisation in this system."""

    code = "organisation-not-found"
    title = "There is no such organisation"

    def __init__(self) -> None:
        super().__init__("This system has no organisation with that id. GET /organisations.")


class OrganisationNotYours(Forbidden):
    """A credential that stands for one organisation would write the entry of another."""

    code = "organisation-not-yours"
    title = "This entry is not your organisation's"

    def __init__(self) -> None:
        super().__init__(
            "A credential of an organisation changes its own entry alone. The system's editors add "
            "and change the others."
        )


class OrganisationNotInBeing(Forbidden):
    """The caller's organisation isn't one of this system today."""

    code = "organisation-not-in-being"
    title = "Your organisation is not one of this system's today"

    def __init__(self) -> None:
        super().__init__(
            "The credential's organisation is not registered in this system, or no longer. "
            "Ask the system's involvement team."
        )
