"""Attendance over rolling months, as the terms ask for it; pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field


class AttendanceRule(BaseModel):
    """When a member's attendance is brought to the chair."""

    flag_below_percent: int = Field(default=50, ge=0, le=100)
    rolling_months: int = Field(default=12, ge=1, le=120)
    deputies_count: bool = False


@dataclass(frozen=True)
class Rate:
    """How many of the meetings of a period somebody attended."""

    meetings: int
    attended: int
    flagged: bool

    @property
    def percent(self) -> int | None:
        """Give whole per cent, rounded down; None where there was no meeting."""
        return self.attended * 100 // self.meetings if self.meetings else None


@dataclass(frozen=True)
class Held:
    """A meeting that took place, and whether anybody was recorded at it."""

    meeting_id: UUID
    day: date
    """The last on which it sat: it was for whoever held a post then to come."""
    recorded: bool = True


@dataclass(frozen=True)
class Came:
    """Somebody came to a meeting for a post, themselves or through a deputy."""

    meeting_id: UUID
    post_id: UUID
    deputy: bool = False


@dataclass(frozen=True)
class Holding:
    """Who holds a post today has held it since this day."""

    post_id: UUID
    since: date


def rates(
    rule: AttendanceRule,
    until: date,
    held: Collection[Held],
    came: Collection[Came],
    holdings: Collection[Holding],
) -> dict[UUID, Rate]:
    """Give the rate of each holder over the months of the rule that end with a day.

    Meetings at which nobody was recorded are nobody's fault, and left out; so are those before the
    holder's time. Deputies count where the rule says so.
    """
    after = begins(until, rule.rolling_months)
    days = {one.meeting_id: one.day for one in held if one.recorded and after < one.day <= until}
    attended: dict[UUID, set[UUID]] = {}
    for one in came:
        if rule.deputies_count or not one.deputy:
            attended.setdefault(one.post_id, set()).add(one.meeting_id)
    return {
        one.post_id: rate(
            rule,
            [meeting for meeting, day in days.items() if day >= one.since],
            attended.get(one.post_id, ()),
        )
        for one in holdings
    }


def read(terms: Mapping[str, Any]) -> AttendanceRule | None:
    """Read the rule of terms of reference; None where they have none."""
    found = terms.get("attendance")
    return AttendanceRule.model_validate(found) if found is not None else None


def begins(until: date, months: int) -> date:
    """Give the day so many months earlier: the period is after it, up to and with ``until``."""
    number = until.year * 12 + until.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(until.day, monthrange(year, month + 1)[1]))


def rate(rule: AttendanceRule, due: Collection[UUID], came: Collection[UUID]) -> Rate:
    """Give a member's rate.

    Args:
        due: the meetings of the period that were theirs to attend.
        came: those that they attended, among others perhaps.
    """
    attended = sum(1 for meeting in due if meeting in came)
    below = attended * 100 < rule.flag_below_percent * len(due)
    return Rate(len(due), attended, flagged=below)
