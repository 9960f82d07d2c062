"""What can go wrong with confirming an address."""

from __future__ import annotations

from common.errors import NotFound


class LinkNotValid(NotFound):
    """The token of a mailed link is forged, used or too old."""

    code = "link-not-valid"
    title = "This link is not valid"

    def __init__(self) -> None:
        super().__init__(
            "It may have been used already, or be older than 48 hours. Give your email address "
            "again to get a new one."
        )
