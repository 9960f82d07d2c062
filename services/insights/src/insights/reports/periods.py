"""Periods, the one before, and their months or quarters. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Step = Literal["month", "quarter"]
_MONTHS: dict[Step, int] = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Span:
    """From one day to another, both within."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Say whether a day is within."""
        return self.since <= day <= self.until


def before(span: Span) -> Span:
    """Give the period of the same length that ends the day before; whole months stay whole."""
    last = span.since - timedelta(days=1)
    if span.since.day == 1 and span.until.day == monthrange(span.until.year, span.until.month)[1]:
        months = (span.until.year - span.since.year) * 12 + span.until.month - span.since.month + 1
        return Span(_first_of(span.since, -months), last)
    return Span(span.since - (span.until - span.since) - timedelta(days=1), last)


def buckets(span: Span, step: Step) -> Iterator[tuple[str, Span]]:
    """Give the months or the quarters of the calendar year that a period touches, by name."""
    months = _MONTHS[step]
    first = date(span.since.year, (span.since.month - 1) // months * months + 1, 1)
    while first <= span.until:
        following = _first_of(first, months)
        yield _name(first, step), Span(first, following - timedelta(days=1))
        first = following


def _first_of(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def _name(first: date, step: Step) -> str:
    if step == "month":
        return f"{first:%B %Y}"
    last = _first_of(first, 2)
    return f"{first:%B} to {last:%B %Y}"
