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
