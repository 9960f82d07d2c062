"""How many files are read out at once: each holds a connection for as long as its reader takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from insights.exports.errors import ManyReadOut


class Room:
    """Counts who reads files out, so that slow readers leave connections to everybody else.

    Args:
        connections: that the process keeps at most. A third of them may be read from at once, one
            in any case; by one caller half of these, one in any case. The gateway bounds those who
            read open data.
    """

    def __init__(self, connections: int) -> None:
        self._places = max(1, connections // 3)
        self._of_one = max(1, self._places // 2)
        self._taken: Counter[str] = Counter()

    def enter(self, who: str) -> Callable[[], None]:
        """Take a place; give what gives it back, once.

        Raises:
            ManyReadOut: if every place is taken, or as many as one caller may have.
        """
        if self._taken.total() >= self._places or self._taken[who] >= self._of_one:
            raise ManyReadOut
        self._taken[who] += 1

        def leave() -> None:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]

        return leave


class ReadOut(StreamingResponse):
    """A file on its way out; it gives its place back however it ends."""

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        leave: Callable[[], None],
        *,
        media_type: str,
        headers: dict[str, str],
    ) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()
