"""The day in England, which residents see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from common.clock import beginning_of, day_in_england, day_named, end_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 7, 2, 3, tzinfo=timezone(timedelta(hours=9))), date(2026, 7, 1)),
    ],
    ids=["before midnight", "half past midnight in summer", "winter", "said elsewhere"],
)
def test_the_day_begins_at_midnight_of_those_who_live_there(moment: datetime, day: date) -> None:
    assert day_in_england(moment) == day


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (
            date(2026, 7, 1),
            datetime(2026, 6, 30, 23, tzinfo=UTC),
            datetime(2026, 7, 1, 23, tzinfo=UTC),
        ),
        (
            date(2026, 3, 29),
            datetime(2026, 3, 29, tzinfo=UTC),
            datetime(2026, 3, 29, 23, tzinfo=UTC),
        ),
        (
            date(2026, 10, 25),
            datetime(2026, 10, 24, 23, tzinfo=UTC),
            datetime(2026, 10, 26, tzinfo=UTC),
        ),
    ],
    ids=["summer", "of 23 hours", "of 25 hours"],
)
def test_a_day_is_from_midnight_to_midnight(day: date, begins: datetime, ends: datetime) -> None:
    assert (beginning_of(day), end_of(day)) == (begins, ends)
    assert day_in_england(begins) == day
    assert day_in_england(ends - timedelta(microseconds=1)) == day


def test_the_last_day_that_there_is_ends_too() -> None:
    assert end_of(date.max) > beginning_of(date.max)


def test_a_moment_without_a_zone_names_its_own_day() -> None:
    late = datetime(2026, 7, 1, 23, 30)  # noqa: DTZ001
    assert (day_named(late), day_named(late.replace(tzinfo=UTC))) == (
        date(2026, 7, 1),
        date(2026, 7, 2),
    )
