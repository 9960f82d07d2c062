"""How many long answers are on their way at once, and how many of them to one caller.

Each holds something scarce for as long as its reader takes: a connection, to a database or to
another service. So those who read slowly leave room for everybody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from common.errors import DomainError


class Room:
    """Counts who reads.

    Args:
        places: how many may read at once in this process; one caller has at most half of them, and
            one in any case.
        full: makes what is raised where there is no place.
    """

    def __init__(self, places: int, full: Callable[[], DomainError]) -> None:
        self._places = places
        self._of_one = max(1, places // 2)
        self._full = full
        self._taken: Counter[str] = Counter()

    def enter(self, who: str) -> Callable[[], None]:
        """Take a place; give what gives it back, to be called once.

        Raises:
            DomainError: as made by ``full``, if every place is taken, or as many as one caller may
                have.
        """
        if self._taken.total() >= self._places or self._taken[who] >= self._of_one:
            raise self._full()
        self._taken[who] += 1

        def leave() -> None:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]

        return leave


class ReadOut(StreamingResponse):
    """A long answer on its way out; it gives its place back however it ends."""

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        leave: Callable[[], None],
        *,
        media_type: str | None = None,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()
