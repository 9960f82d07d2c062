"""A clock that tests set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FakeClock:
    """A `common.clock.Clock` that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Give the moment that it was set to."""
        return self.now

    def advance(self, by: timedelta) -> None:
        """Move forwards."""
        self.now += by
