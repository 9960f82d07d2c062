"""Money in whole pence, names as banks take them, figures that give nobody away."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.disclosure import Rule
from panel.rewards import amounts, bacs
from panel.rewards.bacs import Account
from panel.rewards.errors import ClaimMoved
from panel.rewards.pay_repository import KindPaid
from panel.rewards.states import NEXT, moved
from panel.rewards.totals import published

pytestmark = pytest.mark.rule("panel.12")

RULE = Rule(7, 5)
quantities = st.decimals("0.01", "99999.99", places=2)


class TestDue:
    @given(st.integers(1, 10**6), quantities, st.integers(0, 10**8))
    def test_is_the_nearest_penny_within_what_is_left(
        self, rate: int, quantity: Decimal, left: int
    ) -> None:
        hundredths = rate * int(quantity * 100)
        assert amounts.due(rate, quantity, left) == min((hundredths + 50) // 100, left)

    @given(st.integers(1, 10**6), st.lists(quantities, max_size=20), st.integers(0, 10**6))
    def test_claims_never_come_to_more_than_the_cap(
        self, rate: int, claims: list[Decimal], cap: int
    ) -> None:
        had = 0
        for quantity in claims:
            had += amounts.due(rate, quantity, cap - had)
        assert had <= cap

    def test_rounds_half_a_penny_up(self) -> None:
        assert amounts.due(45, Decimal("7.50"), 10_000) == 338


class TestKeeping:
    @pytest.mark.parametrize(
        ("entered", "until"),
        [
            (date(2026, 3, 31), date(2032, 3, 31)),
            (date(2026, 4, 1), date(2033, 3, 31)),
            (date(2026, 12, 31), date(2033, 3, 31)),
        ],
    )
    def test_is_six_years_after_the_financial_year(self, entered: date, until: date) -> None:
        assert amounts.keep_until(entered, 6) == until

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_a_month_is_the_days_from_its_first_to_the_next(self, day: date) -> None:
        first, following = amounts.month_of(day)
        assert first <= day < following
        assert (first.day, following.day) == (1, 1)
        assert 28 <= (following - first).days <= 31


class TestTheBanksName:
    @given(st.text(max_size=70))
    def test_is_what_a_bank_takes_and_no_formula(self, name: str) -> None:
        line = bacs.payment(1, 1, Account(name, "123456", "12345678"), 5).decode("ascii")
        (cells,) = csv.reader(io.StringIO(line))
        assert len(cells) == 7
        assert len(cells[3]) <= 18
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
        assert line.count("\n") == 1

    @pytest.mark.parametrize(
        ("name", "written"),
        [
            ("Zoë O'Brien-Smith", "ZOE O BRIEN-SMITH"),
            ('=HYPERLINK("http://x")', "HYPERLINK HTTP //X"),
            ("-1+2", "1 2"),
            ("@SUM(A1)", "SUM A1"),
            ("Łukasz Wiśniewski-Kowalczyk", "LUKASZ WISNIEWSKI-"),
            ("李", ""),
        ],
    )
    def test_of_some_people(self, name: str, written: str) -> None:
        assert bacs.bank_name(name) == written


class TestStates:
    @given(st.sampled_from(sorted(NEXT)), st.sampled_from(sorted(NEXT)))
    def test_go_only_where_they_may(self, state: str, to: str) -> None:
        if to in NEXT[state]:
            assert moved(state, to) == to
        else:
            with pytest.raises(ClaimMoved):
                moved(state, to)

    def test_nothing_is_paid_that_was_not_approved_and_exported(self) -> None:
        before = {to: {state for state in NEXT if to in NEXT[state]} for to in NEXT}
        assert before["paid"] == {"exported"}
        assert before["exported"] == {"approved"}
        assert before["approved"] == {"submitted"}


@st.composite
def kinds_paid(draw: st.DrawFn) -> list[KindPaid]:
    """Draw what was paid to some people of some kinds in a month."""
    people = draw(st.integers(1, 40))
    count = draw(st.integers(1, 5))
    cuts = sorted(draw(st.lists(st.integers(0, people), min_size=count - 1, max_size=count - 1)))
    found = []
    for number, (low, high) in enumerate(pairwise([0, *cuts, people])):
        has = draw(st.integers(max(1, high - low), people))
        each = draw(st.lists(st.integers(1, 9000), min_size=has, max_size=has))
        found.append(KindPaid(f"kind{number}", has, high - low, sum(each), max(each)))
    return found


class TestPublishedTotals:
    @given(kinds_paid())
    def test_show_no_small_group_and_no_sum_that_is_one_payment(self, paid: list[KindPaid]) -> None:
        shown = published(paid, RULE, 50, "2026-10")
        for one, kind in zip(paid, shown.kinds, strict=True):
            if RULE.is_small(one.people):
                assert (kind.people, kind.amount_pence) == (None, None)
            if kind.people is None or one.greatest * 2 > one.pence:
                assert kind.amount_pence is None
            assert kind.amount_pence is None or kind.amount_pence % 500 == 0
        amounts_shown = [kind.amount_pence for kind in shown.kinds]
        assert shown.amount_pence in {None, sum(each or 0 for each in amounts_shown)}
        if None in {kind.amount_pence for kind in shown.kinds}:
            assert shown.amount_pence is None

    @pytest.mark.parametrize("each", [45, 450, 1000, 2500, 7500])
    def test_of_money_count_nobody_more_closely_than_people_are_counted(self, each: int) -> None:
        """Payments are alike where a rate is fixed: their sum then is a count of people."""
        told: dict[int, set[int]] = {}
        for people in range(RULE.threshold + 1, 60):
            paid = [KindPaid("voucher", people, people, people * each, each)]
            amount = published(paid, RULE, 50, "2026-10").amount_pence
            if amount is not None:
                told.setdefault(amount, set()).add(people)
        inside = sorted(told)[1:-1]  # The range of people is cut off at both ends.
        assert len(inside) > 1
        assert all(len(told[amount]) >= RULE.base for amount in inside)

    def test_of_all_money_narrow_no_kind(self) -> None:
        """A total made of the exact sums would halve what each rounded sum leaves open."""
        paid = [
            KindPaid("care", 12, 12, 12 * 1000, 1000),
            KindPaid("voucher", 12, 12, 12 * 1000, 1000),
        ]
        shown = published(paid, RULE, 50, "2026-10")
        assert [kind.amount_pence for kind in shown.kinds] == [10_000, 10_000]
        assert shown.amount_pence == 20_000

    def test_of_very_little_money_are_left_out(self) -> None:
        paid = [KindPaid("travel", 9, 9, 9 * 20, 20)]
        shown = published(paid, RULE, 50, "2026-10")
        assert (shown.people, shown.amount_pence) == (10, None)

    def test_of_a_month_in_which_nothing_was_paid_are_nought(self) -> None:
        shown = published([], RULE, 50, "2026-10")
        assert (shown.people, shown.amount_pence, shown.kinds) == (0, 0, [])
