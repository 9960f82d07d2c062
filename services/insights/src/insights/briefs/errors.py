"""What can go wrong with briefs."""

from __future__ import annotations

from common.errors import Forbidden, NotFound


class BriefNotFound(NotFound):
    """No such brief, or the reader may not know that there is."""

    code = "brief-not-found"
    title = "There is no such brief"

    def __init__(self) -> None:
        super().__init__("You can see no brief with that id. GET /briefs lists them.")


class NotForEverybody(Forbidden):
    """Whoever only reads publishes nothing in the system's name."""

    code = "brief-not-for-everybody"
    title = "You may not make a brief for everybody"

    def __init__(self) -> None:
        super().__init__(
            "A public brief needs the scope insights:deposit. Ask with the visibility partners or "
            "organisation: you can read it yourself all the same."
        )
