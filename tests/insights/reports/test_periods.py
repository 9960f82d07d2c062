"""Periods, the one before, and how a score feels."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.reports.feeling import feeling
from insights.reports.periods import Span, before, buckets

pytestmark = pytest.mark.rule("insights.10")
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("span", "earlier"),
    [
        (("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
        (("2024-03-01", "2024-03-31"), ("2024-02-01", "2024-02-29")),
        (("2025-04-01", "2026-03-31"), ("2024-04-01", "2025-03-31")),
        (("2026-07-02", "2026-07-08"), ("2026-06-25", "2026-07-01")),
        (("2026-07-01", "2026-07-30"), ("2026-06-01", "2026-06-30")),
    ],
)
def test_the_period_before_ends_the_day_before(
    span: tuple[str, str], earlier: tuple[str, str]
) -> None:
    found = before(Span(*map(date.fromisoformat, span)))
    assert (found.since.isoformat(), found.until.isoformat()) == earlier


@given(DAYS, st.integers(0, 800), st.sampled_from(["month", "quarter"]))
def test_every_day_is_in_one_bucket(since: date, days: int, step: str) -> None:
    span = Span(since, since + timedelta(days))
    found = [one for _, one in buckets(span, step)]  # type: ignore[arg-type]
    assert found[0].holds(span.since)
    assert found[-1].holds(span.until)
    for one, following in itertools.pairwise(found):
        assert following.since == one.until + timedelta(days=1)


@pytest.mark.parametrize(("best", "worst"), [(1, 5), (5, 1), (0, 10)])
def test_a_score_feels_by_its_half_of_the_scale_either_way_round(best: int, worst: int) -> None:
    length = abs(best - worst)
    assert feeling(best, best, worst) == "positive"
    assert feeling(worst, best, worst) == "negative"
    assert feeling(min(best, worst) + length // 2, best, worst) == "neutral"
