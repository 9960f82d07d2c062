"""A clock that tests set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from common.clock import ENGLAND, day_in_england, utc_now

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


def today() -> date:
    """Give the day that it is in England."""
    return day_in_england(utc_now())


def days_later(days: int) -> datetime:
    """Give the moment when clocks in England say the hour that they say now, so many days on.

    So many times 24 hours are not that: where summer time begins between, 23:30 becomes 00:30 of
    the day after.
    """
    return (utc_now().astimezone(ENGLAND) + timedelta(days=days)).astimezone(UTC)
