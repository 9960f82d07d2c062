"""A moment in a file of feedback is of its day in England, if it says where it was."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from insights.feedback.cells import DayCell
from insights.feedback.fitting import _first_date

TODAY = date(2027, 7, 2)
YESTERDAY = date(2027, 7, 1)


@pytest.mark.rule("insights.11")
def test_a_moment_in_a_file_is_of_its_day_in_england() -> None:
    found = _first_date("2027-07-01T23:30:00Z", ["%Y-%m-%dT%H:%M:%S%z"])
    assert found == TODAY
    assert _first_date("2027-07-01 23:30", ["%Y-%m-%d %H:%M"]) == YESTERDAY


@pytest.mark.rule("insights.11")
@pytest.mark.parametrize("zone", ["Z", "+00:00", "+01:00", None])
def test_a_cell_with_a_moment_is_of_its_day_in_england(zone: str | None) -> None:
    moment = datetime.fromisoformat(f"2027-07-01T23:30:00{zone or ''}")
    assert DayCell.of(moment).day == (TODAY if zone in {"Z", "+00:00"} else YESTERDAY)
