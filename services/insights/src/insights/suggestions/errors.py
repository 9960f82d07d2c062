"""What can go wrong with suggestions."""

from __future__ import annotations

from common.errors import NotFound


class SuggestionNotFound(NotFound):
    """No such suggestion, or the reader may not see the comment that it is for."""

    code = "theme-suggestion-not-found"
    title = "There is no such suggestion"

    def __init__(self) -> None:
        super().__init__(
            "You can see no suggestion with that id. GET /theme-suggestions lists those you can."
        )
