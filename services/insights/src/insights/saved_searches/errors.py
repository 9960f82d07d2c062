"""What can go wrong with saved searches."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class SavedSearchNotFound(NotFound):
    """The caller's organisation keeps no such search."""

    code = "saved-search-not-found"
    title = "There is no such saved search"

    def __init__(self) -> None:
        super().__init__("Your organisation keeps no search with that id. GET /saved-searches.")


class TooManySearches(Conflict):
    """The organisation keeps as many searches as it may."""

    code = "too-many-saved-searches"
    title = "Your organisation keeps as many searches as it may"

    def __init__(self, limit: int) -> None:
        super().__init__(f"An organisation keeps {limit} searches at most. Delete one first.")


class NameTaken(Conflict):
    """The organisation keeps another search under that name."""

    code = "saved-search-name-taken"
    title = "There is a saved search with that name"

    def __init__(self) -> None:
        super().__init__("Your organisation keeps another search under that name. Choose another.")
