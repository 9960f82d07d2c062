"""Days on pages are England's, of dates and of moments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.pages.render import environment


@pytest.mark.rule("governance.7")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2027-07-01", "1 July 2027"),
        ("2027-07-01T23:30:00Z", "2 July 2027"),
        ("2027-07-01T23:30:00.123456+00:00", "2 July 2027"),
        ("2027-12-01T23:30:00Z", "1 December 2027"),
        (datetime(2027, 7, 1, 23, 30, tzinfo=UTC), "2 July 2027"),
        (date(2027, 7, 1), "1 July 2027"),
        (None, ""),
    ],
)
def test_the_day_of_a_moment_is_the_one_that_it_is_for_people(said: Any, shown: str) -> None:
    assert environment().from_string("{{ said | day }}").render(said=said) == shown
