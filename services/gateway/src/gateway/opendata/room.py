"""How many long files may be read at once, and how many of them by one network."""

from __future__ import annotations

from collections import Counter

from gateway.proxy.errors import ServiceUnavailable


class Room:
    """Counts who reads, so that open data never take every connection to the library, and nobody
    who reads slowly keeps all others out.

    Args:
        places: how many may read at once in this process; one network has at most half of them,
            and one in any case.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._of_one = max(1, places // 2)
        self._taken: Counter[str] = Counter()

    def enter(self, network: str) -> None:
        """Take a place.

        Raises:
            ServiceUnavailable: if every place is taken, or as many as one network may have.
        """
        if self._taken.total() >= self._places or self._taken[network] >= self._of_one:
            raise ServiceUnavailable("Many are reading open data just now. Try again in a moment.")
        self._taken[network] += 1

    def leave(self, network: str) -> None:
        """Give a place back."""
        self._taken[network] -= 1
        if not self._taken[network]:
            del self._taken[network]
