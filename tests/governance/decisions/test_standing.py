"""How a decision stands on which day; pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.decisions import standing
from governance.decisions.course import Authority, CallIn, Course

pytestmark = pytest.mark.rule("governance.7")
DAY = date(2026, 3, 2)
STATES = ("open", "called_in", "upheld", "referred_back", "kept", "replaced")
days = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))


def stands(
    day: date, *, effective_on: date | None = None, review_on: date | None = None,
    course: Course = Course(),
) -> str:  # fmt: skip
    found = standing.course_of(DAY, effective_on, review_on, course, body_name="The board")
    return standing.on(found, day).code


def called(state: Any, since: date = DAY, until: date = date(2026, 3, 9)) -> Course:
    return Course(call_in=CallIn(until=until, state=state, to="scrutiny", since=since))


def urgent(**more: Any) -> Course:
    return Course(authority=Authority(kind="urgent", by=["Chair"], why="w", **more))


class TestCourse:
    def test_without_anything_else_it_is_in_force_from_its_day(self) -> None:
        assert stands(DAY) == "in_force"

    def test_a_later_day_of_effect_is_waited_for(self) -> None:
        later = date(2026, 4, 1)
        assert stands(date(2026, 3, 31), effective_on=later) == "not_yet_in_force"
        assert stands(later, effective_on=later) == "in_force"

    def test_the_window_ends_with_its_last_day(self) -> None:
        assert stands(date(2026, 3, 9), course=called("open")) == "open_to_call_in"
        assert stands(date(2026, 3, 10), course=called("open")) == "in_force"

    def test_after_the_window_a_later_day_of_effect_is_waited_for(self) -> None:
        later = date(2026, 3, 20)
        assert stands(date(2026, 3, 15), effective_on=later, course=called("open")) == (
            "not_yet_in_force"
        )
        assert stands(later, effective_on=later, course=called("open")) == "in_force"

    @pytest.mark.parametrize(
        ("state", "code"),
        [("called_in", "suspended"), ("referred_back", "referred_back"), ("replaced", "replaced"),
         ("upheld", "in_force"), ("kept", "in_force")],
    )  # fmt: skip
    def test_what_came_of_call_in_stands_for_good(self, state: str, code: str) -> None:
        course = called(state, since=date(2026, 3, 5))
        assert stands(date(2026, 3, 4), course=course) == "open_to_call_in"
        assert stands(date(2027, 3, 4), course=course) == code

    def test_a_change_for_a_time_is_due_back_on_its_day(self) -> None:
        review = date(2026, 6, 1)
        course = urgent(temporary=True)
        assert stands(date(2026, 5, 31), review_on=review, course=course) == "in_force"
        assert stands(review, review_on=review, course=course) == "due_back"
        assert stands(review, review_on=review, course=urgent()) == "in_force"

    def test_what_was_not_ratified_ends_on_that_day(self) -> None:
        course = urgent(ratified=False, ratified_on=date(2026, 3, 20))
        assert stands(date(2026, 3, 19), course=course) == "in_force"
        assert stands(date(2026, 3, 20), course=course) == "not_ratified"

    @given(
        state=st.sampled_from(STATES),
        since=days,
        until=days,
        effective=st.none() | days,
        review=st.none() | days,
        temporary=st.booleans(),
    )
    def test_its_days_are_in_order_and_all_have_words(
        self, state: str, since: date, until: date, effective: date | None, review: date | None, *,
        temporary: bool,
    ) -> None:  # fmt: skip
        course = called(state, since=max(since, DAY), until=until)
        course = course.model_copy(update={"authority": urgent(temporary=temporary).authority})
        found = standing.course_of(DAY, effective, review, course, body_name="The board")
        assert found[0].since == DAY
        assert [one.since for one in found] == sorted(one.since for one in found)
        assert all(one.words.endswith(".") for one in found)

    @given(until=days, effective=st.none() | days, day=days)
    def test_it_is_never_in_force_while_it_may_be_called_in(
        self, until: date, effective: date | None, day: date
    ) -> None:
        code = stands(day, effective_on=effective, course=called("open", until=until))
        assert (code == "open_to_call_in") == (day <= until)
