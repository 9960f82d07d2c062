"""Clause 10 of the partnership's terms, and other bodies' ways to vote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.voting.counting import (
    Choice,
    Roll,
    Tally,
    VoteRefused,
    agree,
    count,
    count_by_name,
    must_vote,
    read,
)
from governance_terms import CHAIR, QUORATE, TERMS

pytestmark = pytest.mark.rule("governance.2")
RULE = read(TERMS)
CONFLICTED, ABSENT = UUID(int=1), UUID(int=2)
ROLL = Roll(frozenset(QUORATE), CHAIR, 26, conflicted=frozenset({CONFLICTED}))
NOBODY: frozenset[UUID] = frozenset()


def choices(*given_: str) -> dict[UUID, Choice]:
    return dict(zip(QUORATE, given_, strict=False))  # type: ignore[arg-type]


class TestClause101And103:
    def test_10_1_consensus_where_nobody_disputes_it(self) -> None:
        agree(RULE, ROLL, chair_rules_none=False, disputed_by=NOBODY)
        assert not must_vote(RULE, chair_rules_none=False, disputed_by=NOBODY)

    def test_10_3_a_vote_when_the_chair_rules_that_there_is_no_consensus(self) -> None:
        with pytest.raises(VoteRefused, match="no-consensus"):
            agree(RULE, ROLL, chair_rules_none=True, disputed_by=NOBODY)

    def test_10_3_a_vote_when_one_member_disputes_consensus(self) -> None:
        with pytest.raises(VoteRefused, match="no-consensus"):
            agree(RULE, ROLL, chair_rules_none=False, disputed_by=frozenset({QUORATE[3]}))

    def test_10_3_only_a_voting_member_disputes_consensus(self) -> None:
        with pytest.raises(VoteRefused, match="not-entitled"):
            agree(RULE, ROLL, chair_rules_none=False, disputed_by=frozenset({ABSENT}))


class TestClause102:
    def test_10_2_one_vote_each(self) -> None:
        result = count_by_name(RULE, ROLL, choices(*["for"] * 5, *["against"] * 3))
        assert result.carried
        assert result.tally == Tally(5, 3, 0)

    @pytest.mark.rule("governance.4")
    def test_10_2_who_is_conflicted_has_none(self) -> None:
        with pytest.raises(VoteRefused, match="conflict-of-interest") as refused:
            count_by_name(RULE, ROLL, choices("for") | {CONFLICTED: "for"})
        assert refused.value.posts == (CONFLICTED,)

    def test_10_2_who_is_absent_or_no_member_has_none(self) -> None:
        with pytest.raises(VoteRefused, match="not-entitled"):
            count_by_name(RULE, ROLL, choices("for") | {ABSENT: "against"})

    @pytest.mark.parametrize("tally", [Tally(9, 0, 0), Tally(4, 4, 1), Tally(-1, 3, 0)])
    def test_10_2_no_more_votes_than_voters(self, tally: Tally) -> None:
        with pytest.raises(VoteRefused, match="more-votes-than-voters"):
            count(RULE, ROLL, tally, "secret")


class TestClause103Majority:
    def test_10_3_a_simple_majority_of_those_present(self) -> None:
        five = count(RULE, ROLL, Tally(5, 0, 3), "show_of_hands")
        four = count(RULE, ROLL, Tally(4, 1, 3), "show_of_hands")
        assert (five.carried, four.carried) == (True, False)
        assert four.needed == 5

    def test_10_3_the_chairs_second_vote_breaks_a_tie(self) -> None:
        result = count(RULE, ROLL, Tally(4, 4, 0), "show_of_hands", casting="for")
        assert (result.carried, result.tied, result.by_casting_vote) == (True, True, True)
        result = count(RULE, ROLL, Tally(4, 4, 0), "show_of_hands", casting="against")
        assert not result.carried

    def test_10_3_a_tie_waits_for_the_chair(self) -> None:
        with pytest.raises(VoteRefused, match="casting-vote-needed"):
            count(RULE, ROLL, Tally(4, 4, 0), "recorded")

    def test_10_3_no_second_vote_where_votes_are_not_equal(self) -> None:
        with pytest.raises(VoteRefused, match="casting-vote-not-due"):
            count(RULE, ROLL, Tally(3, 4, 1), "recorded", casting="for")

    def test_10_3_a_chair_with_an_interest_has_no_second_vote(self) -> None:
        roll = Roll(frozenset(QUORATE) - {CHAIR}, CHAIR, 26, conflicted=frozenset({CHAIR}))
        result = count(RULE, roll, Tally(3, 3, 0), "recorded")
        assert (result.tied, result.carried) == (True, False)

    def test_nobody_voting_is_no_tie(self) -> None:
        assert not count(RULE, ROLL, Tally(0, 0, 8), "secret").carried


class TestOtherRules:
    def test_a_majority_of_votes_leaves_abstentions_out(self) -> None:
        rule = read({"voting": {"majority": {"of": "votes"}}})
        assert count(rule, ROLL, Tally(2, 1, 5), "recorded").carried

    def test_two_thirds_of_all_members_and_no_casting_vote(self) -> None:
        rule = read({"voting": {"majority": {"more_than": [2, 3], "of": "members"},
                                "chair_casting_vote": True}})  # fmt: skip
        roll = Roll(frozenset(UUID(int=n) for n in range(10, 30)), UUID(int=10), 26)
        assert count(rule, roll, Tally(18, 1, 0), "recorded").carried
        assert not count(rule, roll, Tally(17, 1, 0), "recorded").carried
        assert not count(rule, roll, Tally(9, 9, 0), "recorded").carried

    def test_a_method_that_the_terms_leave_out(self) -> None:
        rule = read({"voting": {"methods": ["recorded"]}})
        with pytest.raises(VoteRefused, match="method-not-allowed"):
            count(rule, ROLL, Tally(1, 0, 0), "secret")

    @pytest.mark.parametrize(
        "voting",
        [{"majority": {"more_than": [1, 1]}}, {"majority": {"more_than": [1, 3]}}, 5,
         {"votes_each": 2}, {"majority": "most"}, {"methods": []}],
    )  # fmt: skip
    def test_a_rule_that_nothing_could_pass_or_anything(self, voting: Any) -> None:
        with pytest.raises(ValueError):
            read({"voting": voting})


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_never_carried_by_fewer_than_half_unless_the_chair_broke_a_tie(
    yes: int, no: int, abstained: int
) -> None:
    if yes + no + abstained > 8 or (yes == no and yes > 0):
        return
    result = count(RULE, ROLL, Tally(yes, no, abstained), "secret")
    assert result.carried == (yes * 2 > 8)
