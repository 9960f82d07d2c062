"""What stands in a cell that isn't plain text: read as text where it can be, refused where not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common.clock import day_named


@dataclass(frozen=True)
class Rejection:
    """Why a row isn't taken. The value itself is never repeated."""

    line: int
    field: str
    reason: str


class DayCell(str):
    """A cell that holds a date, not its picture: read whatever formats a mapping names."""

    day: date

    __slots__ = ("day",)

    @classmethod
    def of(cls, moment: date | datetime) -> DayCell:
        """Make the cell of a date, or of a moment."""
        if isinstance(moment, datetime):
            is_day = moment.time() == time()
            cell = cls((day_named(moment) if is_day else moment).isoformat())
            cell.day = day_named(moment)
        else:
            cell = cls(moment.isoformat())
            cell.day = moment
        return cell


class RefusedCell(str):
    """A cell whose value isn't taken; its text is the reason why, never the value."""

    __slots__ = ()


def number(value: float) -> str:
    """Write a number as a person would: 5, not 5.0."""
    return repr(value) if isinstance(value, float) and not value.is_integer() else str(int(value))


def passing(line: int, row: Sequence[str], heeded: Collection[int]) -> Rejection | Sequence[str]:
    """Give the row, or why it isn't taken, by the cells of the columns that are read."""
    for index in heeded:
        if index >= len(row):
            continue
        value = row[index]
        if isinstance(value, RefusedCell):
            return Rejection(line, f"column[{index + 1}]", str(value))
        if "\x00" in value:
            return Rejection(line, f"column[{index + 1}]", "holds a NUL character")
    return row


def span(value: timedelta) -> str:
    """Write a length of time in seconds."""
    return number(value.total_seconds())
