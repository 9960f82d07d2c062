"""Working days: Monday to Friday, less England's bank holidays and what closes or opens once.

Counting conventions. *So many working days before*: the n-th working day before the day of the
meeting, that day not counted; what is sent on it is in time. *Clear days* (as in the Local
Government Act 1972, schedule 12): n whole working days lie between, so it is one working day
earlier.

The bank holidays of the years up to 2100 are known, by the rules of the Banking and Financial
Dealings Act 1971 and, for years that are past, what was proclaimed. A holiday that is proclaimed
later is a changed day until then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class ChangedDay:
    """A day that is not as the calendar has it, by proclamation or local closure."""

    day: date
    working: bool
    reason: str


@dataclass(frozen=True)
class WorkingCalendar:
    """England's working days, with a system's exceptions."""

    exceptions: dict[date, ChangedDay] = field(default_factory=dict)

    @classmethod
    def of(cls, exceptions: Iterable[ChangedDay] = ()) -> WorkingCalendar:
        """Make a calendar; of two exceptions for a day the later given one stands."""
        return cls({one.day: one for one in exceptions})

    def why_closed(self, day: date) -> str | None:
        """Give the reason why a day is no working day; None where it is one."""
        exception = self.exceptions.get(day)
        if exception is not None:
            return None if exception.working else exception.reason
        if day.weekday() >= _SATURDAY:
            return "weekend"
        return _bank_holiday(day)

    def is_working(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return self.why_closed(day) is None

    def before(self, day: date, number: int, *, clear: bool = False) -> date:
        """Give the last day on which something is in time so many working days before a day.

        Args:
            number: working days, 0 or more; 0 gives the day itself.
            clear: so many whole working days must lie between.
        """
        left = number + 1 if clear else number
        while left:
            day -= _DAY
            left -= self.is_working(day)
        return day

    def after(self, day: date, number: int) -> date:
        """Give the n-th working day after a day, that day not counted."""
        while number:
            day += _DAY
            number -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Count the working days from the day after the first up to the last."""
        days = (last - first).days
        return sum(self.is_working(first + _DAY * n) for n in range(1, days + 1))


def _bank_holiday(day: date) -> str | None:
    return _bank_holidays(day.year).get(day)


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(country_holidays("GB", subdiv="ENG", years=year))
