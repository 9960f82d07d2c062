"""Time and identifiers, let in through the front door so that tests can set them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

Clock = Callable[[], datetime]
"""Gives the present moment, always aware and in UTC."""

ENGLAND = ZoneInfo("Europe/London")

NewId = Callable[[], UUID]
"""Gives a fresh identifier; UUIDv7 outside tests, so that ids sort by time of birth."""


def utc_now() -> datetime:
    """Give the present moment in UTC."""
    return datetime.now(UTC)


def day_in_england(moment: datetime) -> date:
    """Give the day that it is for who lives there; in summer it begins at 23:00 UTC."""
    return moment.astimezone(ENGLAND).date()


def day_named(moment: datetime) -> date:
    """Give the day that a moment names: England's of one with a zone, its own of one without."""
    return moment.date() if moment.tzinfo is None else day_in_england(moment)


def beginning_of(day: date) -> datetime:
    """Give the moment at which a day begins in England, told by its clocks."""
    return datetime.combine(day, time(), ENGLAND)


def end_of(day: date) -> datetime:
    """Give the first moment after a day in England; of the last day that there is, the last."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return beginning_of(day + timedelta(days=1))


def new_id() -> UUID:
    """Give a fresh UUIDv7 (RFC 9562, section 5.7)."""
    return uuid7()
