"""How many long files may be read at once."""

from __future__ import annotations

from gateway.proxy.errors import ServiceUnavailable


class Room:
    """Counts who reads, so that open data never take every connection to the library.

    Args:
        places: how many may read at once in this process.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken = 0

    def enter(self) -> None:
        """Take a place.

        Raises:
            ServiceUnavailable: if every place is taken.
        """
        if self._taken >= self._places:
            raise ServiceUnavailable("Many are reading open data just now. Try again in a moment.")
        self._taken += 1

    def leave(self) -> None:
        """Give a place back."""
        self._taken -= 1
