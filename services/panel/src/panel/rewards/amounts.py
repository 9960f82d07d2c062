"""Money, in whole pence: what a claim comes to, how long its entry is kept. Pure."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_YEAR_ENDS = (3, 31)
"""Month and day on which the financial year of an NHS body ends."""


def due(rate_pence: int, quantity: Decimal, left_pence: int) -> int:
    """Give what a quantity comes to, in pence: half a penny is rounded up, and no more is due than
    what is left of the cap."""
    exact = (rate_pence * quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return max(0, min(int(exact), left_pence))


def keep_until(entered_on: date, years: int) -> date:
    """Give the last day on which an entry is kept: so many years after its financial year."""
    this_year = date(entered_on.year, *_YEAR_ENDS)
    ends = this_year.year if entered_on <= this_year else this_year.year + 1
    return date(ends + years, *_YEAR_ENDS)


def month_of(day: date) -> tuple[date, date]:
    """Give the first day of a day's month, and that of the month after."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=1), following
