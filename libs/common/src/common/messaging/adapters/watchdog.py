"""Notices a consumer that is alive but stuck: there are messages, and none arrives."""

from __future__ import annotations

import time
from collections.abc import Callable

from common.messaging.errors import ConsumerStuck

PATIENCE = 60.0
"""Seconds of lag without progress after which the process is better restarted."""


class Watchdog:
    """Raises once there has been lag without progress for too long.

    Args:
        clock: gives seconds that only grow.
    """

    def __init__(
        self, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience = patience
        self._clock = clock
        self._waiting_since: float | None = None
        self._handled: int | None = None

    def progressed(self) -> None:
        """Note that messages arrived."""
        self._waiting_since = None

    def observe(self, lag: int, handled: int) -> None:
        """Note how many messages wait, and how far the group has come, in any measure that grows.

        Raises:
            ConsumerStuck: if both have said "waiting" and "no further" for too long.
        """
        if lag <= 0 or handled != self._handled:
            self._waiting_since = None
        self._handled = handled
        if lag <= 0:
            return
        now = self._clock()
        if self._waiting_since is None:
            self._waiting_since = now
        elif now - self._waiting_since >= self._patience:
            raise ConsumerStuck(
                f"{lag} messages wait and none has arrived for {now - self._waiting_since:.0f} s; "
                "the process must restart"
            )
