"""What can go wrong with interests."""

from __future__ import annotations

from common.errors import NotFound


class InterestNotFound(NotFound):
    """No such entry for that post."""

    code = "interest-not-found"
    title = "There is no such interest"

    def __init__(self) -> None:
        super().__init__("The register has no such entry. GET /bodies/{id}/interests lists them.")
