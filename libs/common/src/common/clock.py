"""Time and identifiers, let in through the front door so that tests can set them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
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


def new_id() -> UUID:
    """Give a fresh UUIDv7 (RFC 9562, section 5.7)."""
    return uuid7()
