"""The four principles against a record (rule 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.gunning.principles import pack
from governance.gunning.record import Cited, Member, Moment, Period, Put, Ran, Record, Text

pytestmark = pytest.mark.rule("governance.9")

ONE, TWO = UUID(int=1), UUID(int=2)
DECIDED = Moment(datetime(2024, 7, 15, 14, 0, tzinfo=UTC), "vote")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=UTC)


ACTIVITY = Ran(ONE, "Survey", True, date(2024, 3, 4), date(2024, 4, 12), at(3, 1), False)
FINDING = Cited(TWO, 2, "People work late", True, at(5, 20))
PAPER = Put(TWO, 1, "b" * 64, at(7, 4), False)
WHOLE = Record(
    decided=DECIDED,
    texts=[Text(ONE, 1, "a" * 64, at(2, 1))],
    activities=[ACTIVITY],
    findings=[FINDING],
    published=[(ONE, at(7, 4))],
    papers=[PAPER],
    notice_given_on=date(2024, 7, 4),
    members=[Member(ONE, "Chair", [("the paper", at(7, 10))])],
    members_known=True,
)
"""Nothing is wanting in it."""


def states(record: Record) -> list[str]:
    return [one.state for one in pack(record)]


def test_a_whole_record_shows_all_four() -> None:
    assert states(WHOLE) == ["held"] * 4
    assert all(not one.missing for one in pack(WHOLE))
    assert all(proof.on for one in pack(WHOLE) for proof in one.evidence)


def test_an_empty_record_shows_none_and_says_what_is_missing() -> None:
    empty = pack(Record(decided=DECIDED))
    assert [one.state for one in empty] == ["missing"] * 4
    assert all(one.missing and not one.evidence for one in empty)


class TestFormative:
    @pytest.mark.parametrize(
        ("recorded", "state"),
        [
            (at(3, 3, 23), "held"),
            (at(3, 4, 0), "partly"),
            (at(7, 15, 13), "partly"),
            (at(7, 15, 14), "missing"),
        ],
    )
    def test_the_proposal_is_on_record_before_involvement(
        self, recorded: datetime, state: str
    ) -> None:
        record = replace(WHOLE, texts=[Text(ONE, 1, "a" * 64, recorded)])
        assert states(record)[0] == state

    def test_involving_people_after_the_decision_does_not_count(self) -> None:
        late = replace(ACTIVITY, starts_on=date(2024, 7, 15), ends_on=date(2024, 8, 1))
        [first, second, third, _] = pack(replace(WHOLE, activities=[late]))
        assert [first.state, second.state, third.state] == ["partly", "partly", "missing"]
        assert any("on or after the day of the decision" in words for words in first.missing)

    def test_what_was_called_off_does_not_count(self) -> None:
        record = replace(WHOLE, activities=[replace(ACTIVITY, called_off=True)])
        assert states(record)[:3] == ["partly", "partly", "missing"]


class TestInformation:
    @pytest.mark.parametrize(
        "change",
        [
            {"published": []},
            {"published": [(ONE, at(7, 15, 14))]},
            {"papers": [replace(PAPER, late=True)]},
            {"papers": [replace(PAPER, published_at=at(7, 15, 14))]},
            {"activities": [replace(ACTIVITY, public=False)]},
            {"activities": [replace(ACTIVITY, announced_at=None)]},
            {"activities": [replace(ACTIVITY, announced_at=at(3, 5))]},
        ],
    )
    def test_each_thing_that_was_not_public_in_time_is_named(self, change: Any) -> None:
        second = pack(replace(WHOLE, **change))[1]
        assert (second.state, len(second.missing)) == ("partly", 1)

    def test_a_paper_that_is_not_on_record_here_is_not_asked_for(self) -> None:
        assert states(replace(WHOLE, papers=[]))[1] == "held"

    def test_a_title_that_not_everybody_may_read_is_left_out(self) -> None:
        hidden = replace(ACTIVITY, title=None, public=False)
        words = " ".join(pack(replace(WHOLE, activities=[hidden]))[1].missing)
        assert "An activity is not open" in words
        assert "Survey" not in words


class TestTime:
    def test_days_and_holidays_are_counted(self) -> None:
        third = pack(WHOLE)[2]
        assert third.evidence[0].words == "“Survey” ran for 40 days, 28 of them working days."
        holidays = {proof.on: proof.words for proof in third.evidence if proof.kind == "holiday"}
        assert set(holidays) == {date(2024, 3, 29), date(2024, 4, 1)}
        assert "Good Friday" in holidays[date(2024, 3, 29)]

    def test_a_pre_election_period_is_noted_and_beginning_in_one_is_wanting(self) -> None:
        inside = Period("ge", "the general election", date(2024, 4, 10), date(2024, 5, 2))
        third = pack(replace(WHOLE, elections=[inside]))[2]
        assert third.state == "held"
        [noted] = [proof for proof in third.evidence if proof.kind == "pre_election_period"]
        assert noted.words.startswith("3 of its days")
        before = replace(inside, begins_on=date(2024, 3, 4))
        third = pack(replace(WHOLE, elections=[before]))[2]
        assert (third.state, len(third.missing)) == ("partly", 1)

    @pytest.mark.parametrize(
        ("change", "state"),
        [
            ({"ends_on": None}, "missing"),
            ({"starts_on": None}, "missing"),
            ({"ends_on": date(2024, 7, 15)}, "partly"),
            ({"ends_on": date(2024, 7, 14)}, "held"),
        ],
    )
    def test_it_has_both_days_and_ended_before_the_decision(self, change: Any, state: str) -> None:
        record = replace(WHOLE, activities=[replace(ACTIVITY, **change)])
        assert states(record)[2] == state

    @given(st.dates(date(2023, 1, 1), date(2024, 7, 1)), st.integers(0, 12))
    def test_working_days_are_those_that_no_holiday_takes(self, first: date, more: int) -> None:
        last = first + timedelta(more)
        run = replace(ACTIVITY, starts_on=first, ends_on=last)
        third = pack(replace(WHOLE, activities=[run]))[2]
        holidays = sum(proof.kind == "holiday" for proof in third.evidence)
        weekdays = sum((first + timedelta(n)).weekday() < 5 for n in range(more + 1))
        assert f"for {more + 1} days, {weekdays - holidays} of them" in third.evidence[0].words


class TestConsidered:
    @pytest.mark.parametrize(
        ("opened", "state"),
        [([at(7, 15, 13)], "held"), ([at(7, 15, 14)], "partly"), ([], "partly")],
    )
    def test_opened_after_the_vote_is_not_before_it(self, opened: Any, state: str) -> None:
        member = Member(ONE, "Chair", [("the paper", one) for one in opened])
        fourth = pack(replace(WHOLE, members=[member]))[3]
        assert fourth.state == state
        assert any("Chair opened neither" in words for words in fourth.missing) == (
            state == "partly"
        )

    def test_one_member_who_did_not_open_it_is_named(self) -> None:
        members = [*WHOLE.members, Member(TWO, "Deputy")]
        fourth = pack(replace(WHOLE, members=members))[3]
        assert fourth.state == "partly"
        assert fourth.missing == ["Deputy opened neither paper nor analysis before the decision."]

    @pytest.mark.parametrize(
        "findings", [[], [replace(FINDING, published_at=at(7, 15, 14))],
                     [replace(FINDING, published_at=None)]],
    )  # fmt: skip
    def test_findings_are_published_before_the_decision(self, findings: Any) -> None:
        fourth = pack(replace(WHOLE, findings=findings))[3]
        assert (fourth.state, len(fourth.missing)) == ("partly", 1)

    def test_without_attendance_that_is_said(self) -> None:
        fourth = pack(replace(WHOLE, members_known=False))[3]
        assert fourth.state == "partly"
        assert "not recorded" in fourth.missing[0]
