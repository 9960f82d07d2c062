"""Working days around England's bank holidays, and what closes or opens once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.working_days.calendar import ChangedDay, WorkingCalendar

pytestmark = pytest.mark.rule("governance.3")
CALENDAR = WorkingCalendar()


class TestBankHolidays:
    @pytest.mark.parametrize(
        ("day", "reason"),
        [
            (date(2024, 3, 29), "Good Friday"),
            (date(2024, 4, 1), "Easter Monday"),
            (date(2024, 12, 25), "Christmas Day"),
            (date(2022, 6, 2), "Spring Bank Holiday"),
            (date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
            (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
            (date(2023, 5, 8), "Coronation of Charles III"),
            (date(2022, 12, 27), "Christmas Day (observed)"),
            (date(2024, 3, 30), "weekend"),
        ],
    )
    def test_closed_and_why(self, day: date, reason: str) -> None:
        assert CALENDAR.why_closed(day) == reason

    def test_every_year_up_to_2100_has_them(self) -> None:
        for year in range(1980, 2101):
            days = (date(year, 1, 1) + timedelta(n) for n in range(365))
            closed = {CALENDAR.why_closed(day) for day in days if day.weekday() < 5}
            assert len(closed - {None}) >= 6, year

    @pytest.mark.parametrize(
        "day",
        [date(2022, 5, 30), date(2024, 11, 30) - timedelta(1), date(2024, 3, 18),
         date(2024, 1, 2), date(2024, 8, 5)],
    )  # fmt: skip
    def test_days_off_elsewhere_or_moved_are_worked_in_england(self, day: date) -> None:
        """2 January and St Andrew's are Scotland's; in 2022 the late May holiday moved to June."""
        assert CALENDAR.is_working(day)


class TestNotice:
    def test_9_2_papers_seven_working_days_before_the_meeting_of_25_march_2024(self) -> None:
        assert CALENDAR.before(date(2024, 3, 25), 7) == date(2024, 3, 14)

    def test_across_easter(self) -> None:
        assert CALENDAR.before(date(2024, 4, 8), 7) == date(2024, 3, 26)

    def test_across_christmas(self) -> None:
        assert CALENDAR.before(date(2025, 1, 6), 7) == date(2024, 12, 23)

    def test_across_the_jubilee_of_2022(self) -> None:
        assert CALENDAR.before(date(2022, 6, 8), 7) == date(2022, 5, 26)

    def test_across_the_state_funeral_of_2022(self) -> None:
        assert CALENDAR.before(date(2022, 9, 23), 7) == date(2022, 9, 13)

    def test_clear_days_are_a_working_day_earlier(self) -> None:
        assert CALENDAR.before(date(2024, 3, 25), 5, clear=True) == date(2024, 3, 15)
        assert CALENDAR.before(date(2024, 3, 25), 5) == date(2024, 3, 18)


class TestChangedDays:
    def test_a_closure_by_proclamation_moves_deadlines(self) -> None:
        closed = WorkingCalendar.of([ChangedDay(date(2024, 3, 20), False, "offices closed")])
        assert closed.why_closed(date(2024, 3, 20)) == "offices closed"
        assert closed.before(date(2024, 3, 25), 7) == date(2024, 3, 13)

    def test_a_holiday_can_be_worked(self) -> None:
        opened = WorkingCalendar.of([ChangedDay(date(2024, 4, 1), True, "election")])
        assert opened.is_working(date(2024, 4, 1))


DAYS = st.dates(date(2015, 1, 1), date(2032, 1, 1))


@given(DAYS, st.integers(1, 30), st.booleans())
def test_between_the_deadline_and_the_day_lie_so_many_working_days(
    day: date, number: int, clear: bool
) -> None:
    """Counted one by one, without the calendar's own counting."""
    found = CALENDAR.before(day, number, clear=clear)
    assert CALENDAR.is_working(found)
    lying = [found + timedelta(n) for n in range(1, (day - found).days)]
    working = [one for one in lying if CALENDAR.is_working(one)]
    assert len(working) == (number if clear else number - 1)


@given(DAYS, st.integers(1, 30))
def test_after_and_between_agree(day: date, number: int) -> None:
    assert CALENDAR.between(day, CALENDAR.after(day, number)) == number
