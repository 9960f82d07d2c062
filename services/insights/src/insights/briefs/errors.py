"""What can go wrong with briefs."""

from __future__ import annotations

from common.errors import NotFound


class BriefNotFound(NotFound):
    """No such brief, or the reader may not know that there is."""

    code = "brief-not-found"
    title = "There is no such brief"

    def __init__(self) -> None:
        super().__init__("You can see no brief with that id. GET /briefs lists them.")
