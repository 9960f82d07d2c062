"""What can go wrong with notices."""

from __future__ import annotations

from common.errors import NotFound


class NoticeNotFound(NotFound):
    """The caller's organisation has no such notice, or has it no more."""

    code = "notice-not-found"
    title = "There is no such notice"

    def __init__(self) -> None:
        super().__init__("Your organisation has no notice with that id. GET /notices lists them.")
