"""A circuit breaker per service: after failures in a row, leave it alone for a while, then try."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half_open"]


class Breaker:
    """Counts failures in a row. Not reaching a service, its silence and its 502, 503 and 504 count;
    an answer of any other kind is a success.

    Args:
        failures: in a row, after which it opens.
        seconds: that it stays open before one request may try.
        monotonic: seconds that only grow; tests set it.
    """

    def __init__(
        self,
        *,
        failures: int,
        seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._seconds = seconds
        self._monotonic = monotonic
        self._failed = 0
        self._opened_at: float | None = None
        self._probing_since: float | None = None

    @property
    def state(self) -> State:
        """Say how the service is treated now."""
        if self._opened_at is None:
            return "closed"
        return "open" if self._wait() > 0 else "half_open"

    def admit(self) -> bool:
        """Say whether a request may go now; while half open, one alone may.

        Whoever was admitted calls `succeeded`, `failed` or `abandoned` exactly once.
        """
        if self._opened_at is None:
            return True
        if self._wait() > 0:
            return False
        now = self._monotonic()
        if self._probing_since is not None and now - self._probing_since < self._seconds:
            return False
        self._probing_since = now
        return True

    def retry_after(self) -> int:
        """Give the whole seconds after which trying again makes sense, at least 1."""
        return max(1, math.ceil(self._wait()))

    def succeeded(self) -> None:
        """Note an answer."""
        self._failed = 0
        self._opened_at = None
        self._probing_since = None

    def failed(self) -> None:
        """Note a failure."""
        self._failed += 1
        self._probing_since = None
        if self._opened_at is not None or self._failed >= self._limit:
            self._opened_at = self._monotonic()

    def abandoned(self) -> None:
        """Note that the caller went away before the service could answer: it says nothing."""
        self._probing_since = None

    def _wait(self) -> float:
        if self._opened_at is None:
            return 0.0
        return self._opened_at + self._seconds - self._monotonic()
