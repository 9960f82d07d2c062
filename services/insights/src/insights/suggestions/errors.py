"""What can go wrong with suggestions."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class SuggestionNotFound(NotFound):
    """No such suggestion, or the reader may not see the comment that it is for."""

    code = "theme-suggestion-not-found"
    title = "There is no such suggestion"

    def __init__(self) -> None:
        super().__init__(
            "You can see no suggestion with that id. GET /theme-suggestions lists those you can."
        )


class CommentNotFound(NotFound):
    """No such comment, or the reader may not see it."""

    code = "comment-not-found"
    title = "There is no such comment"

    def __init__(self) -> None:
        super().__init__("You can see no comment with that id. GET /feedback finds those you can.")


class ThemeThere(Conflict):
    """The file that brought a comment gave it the theme."""

    code = "theme-there"
    title = "The comment has that theme already"

    def __init__(self) -> None:
        super().__init__("The file that brought it said so. There is nothing to add.")
