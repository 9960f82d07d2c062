"""The day in England, which residents see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from common.clock import day_in_england


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
