"""What is published gives no small count away: rule 8 of the panel."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from panel.disclosure import Linked, Rule, Sum, feasible, protect, reader_of
from panel_support.attacker import infer
from panel_support.tables import crossed, partition, partitions, surveys

RULE = Rule()
rules = st.builds(Rule, threshold=st.integers(5, 12), base=st.sampled_from([1, 2, 3, 5]))


def shown(figures: dict[str, int | None]) -> dict[str, int]:
    return {key: figure for key, figure in figures.items() if figure is not None}


@pytest.mark.rule("panel.8")
class TestOneCount:
    @pytest.mark.parametrize("count", range(1, 8))
    def test_counts_of_1_to_7_are_small(self, count: int) -> None:
        assert RULE.is_small(count)

    @pytest.mark.parametrize("count", [0, 8, 9, 100])
    def test_no_other_count_is_small(self, count: int) -> None:
        assert not RULE.is_small(count)

    @pytest.mark.parametrize(
        ("count", "figure"), [(0, 0), (8, 10), (12, 10), (13, 15), (1340, 1340), (1342, 1340)]
    )
    def test_others_are_rounded_to_the_nearest_5(self, count: int, figure: int) -> None:
        assert RULE.rounded(count) == figure

    @given(rule=rules, count=st.integers(0, 10_000))
    def test_a_figure_stands_for_its_count_and_all_that_round_to_it(
        self, rule: Rule, count: int
    ) -> None:
        if rule.is_small(count):
            return
        least, greatest = rule.behind(rule.rounded(count))
        assert least <= count <= greatest
        figures = {rule.rounded(c) for c in range(least, greatest + 1) if not rule.is_small(c)}
        assert figures == {rule.rounded(count)}

    @pytest.mark.parametrize(("threshold", "base"), [(0, 5), (7, 0), (3, 10), (7, 20)])
    def test_a_rule_that_would_show_nought_for_some_is_refused(
        self, threshold: int, base: int
    ) -> None:
        with pytest.raises(ValueError, match=r"threshold"):
            Rule(threshold, base)

    @given(
        counts=st.lists(st.integers(0, 12), min_size=2, max_size=6),
        threshold=st.integers(1, 12),
        base=st.integers(1, 12),
    )
    def test_of_any_numbers_a_rule_is_made_that_can_be_kept_and_hides_no_less(
        self, counts: list[int], threshold: int, base: int
    ) -> None:
        rule = Rule.kept(threshold, base)
        assert rule.can_be_kept
        assert (rule.threshold >= threshold, rule.base) == (True, base)
        if threshold >= max(base, 3):
            assert rule == Rule(threshold, base)
        protect(partition(counts), rule)

    @given(
        counts=st.lists(st.integers(0, 12), min_size=2, max_size=6),
        threshold=st.integers(3, 9),
        base=st.integers(1, 9),
    )
    def test_a_rule_that_can_be_kept_protects_any_table(
        self, counts: list[int], threshold: int, base: int
    ) -> None:
        assume(threshold >= base)
        rule = Rule(threshold, base)
        assert rule.can_be_kept
        protect(partition(counts), rule)

    @pytest.mark.parametrize(("threshold", "base"), [(1, 1), (2, 1), (4, 5)])
    def test_one_that_cannot_be_kept_finds_nothing_left_to_hide(
        self, threshold: int, base: int
    ) -> None:
        rule = Rule(threshold, base)
        assert not rule.can_be_kept
        with pytest.raises(ValueError, match="nothing is left to hide"):
            protect(partition([0, 0, 1]), rule)


@pytest.mark.rule("panel.8")
class TestProtect:
    def test_totals_are_counted_before_rounding(self) -> None:
        figures = protect(partition([12, 12, 12]), RULE)
        assert figures == {"total": 35, "option 0": 10, "option 1": 10, "option 2": 10}

    def test_a_small_count_takes_the_smallest_other_with_it(self) -> None:
        figures = protect(partition([3, 40, 26, 31]), RULE)
        assert figures == {
            "total": 100, "option 0": None, "option 1": 40, "option 2": None, "option 3": 30,
        }  # fmt: skip

    def test_two_small_counts_hide_each_other(self) -> None:
        figures = protect(partition([3, 40, 5, 31]), RULE)
        assert [key for key, figure in figures.items() if figure is None] == [
            "option 0", "option 2",
        ]  # fmt: skip

    def test_two_small_counts_whose_sum_would_tell_take_a_third(self) -> None:
        # Unrounded, 2 would be left for both, and so 1 for each.
        figures = protect(partition([1, 1, 9, 60]), Rule(threshold=7, base=1))
        assert figures == {
            "total": 71, "option 0": None, "option 1": None, "option 2": None, "option 3": 60,
        }  # fmt: skip

    def test_the_total_stays_where_one_of_two_hidden_may_be_the_others_complement(self) -> None:
        figures = protect(partition([12, 3]), RULE)
        assert figures == {"total": 15, "option 0": None, "option 1": None}

    def test_nothing_is_hidden_without_need(self) -> None:
        assert None not in protect(partition([8, 0, 2000, 31]), RULE).values()

    def test_a_small_total_is_hidden_with_all_its_parts(self) -> None:
        assert shown(protect(partition([2, 3]), RULE)) == {}

    def test_an_option_that_all_but_a_few_chose_does_not_give_the_few_away(self) -> None:
        # Without rounding, 100 who answered less 97 who chose it would leave 3.
        table = Linked(
            {"answered": 100, "chose": 97, "did not": 3},
            [Sum("answered", ("chose", "did not"))],
            frozenset({"answered", "chose"}),
            frozenset({"did not"}),
        )
        assert protect(table, Rule(threshold=7, base=1))["chose"] is None
        assert protect(table, RULE) == {"answered": 100, "chose": 95}

    def test_counts_that_do_not_add_up_are_refused(self) -> None:
        with pytest.raises(ValueError, match="add up"):
            Linked({"total": 9, "a": 4, "b": 4}, [Sum("total", ("a", "b"))], frozenset())

    def test_counts_above_what_they_are_known_to_be_at_most_are_refused(self) -> None:
        with pytest.raises(ValueError, match="at most"):
            replace(partition([9, 4]), at_most={"option 0": 8})

    @given(table=surveys(), rule=rules)
    def test_no_small_count_is_ever_shown_and_the_rest_is_rounded(
        self, table: Linked[str], rule: Rule
    ) -> None:
        for key, figure in shown(protect(table, rule)).items():
            assert not rule.is_small(table.counts[key])
            assert figure == rule.rounded(table.counts[key])

    @given(table=surveys(), rule=rules)
    def test_no_hidden_part_stands_alone_beside_a_total_that_is_shown(
        self, table: Linked[str], rule: Rule
    ) -> None:
        figures = protect(table, rule)
        for one in table.sums:
            if figures[one.total] is not None and all(part in figures for part in one.parts):
                assert sum(figures[part] is None for part in one.parts) != 1


@pytest.mark.rule("panel.8")
class TestTheAttacker:
    """A reader with a linear-programming solver, who knows the figures, the rule and the sums."""

    @settings(max_examples=60)
    @given(table=surveys(), rule=rules)
    def test_infers_no_more_of_a_survey_than_the_guarantee_allows(
        self, table: Linked[str], rule: Rule
    ) -> None:
        figures = protect(table, rule)
        inferred = infer(table, figures, rule)
        for key, (least, greatest) in inferred.items():
            if key in figures and figures[key] is None:
                assert least <= 1, key
                assert greatest >= rule.threshold, key
            elif key in table.sensitive and rule.is_small(table.counts[key]):
                assert greatest - least + 1 >= rule.doubt, key

    @settings(max_examples=60)
    @given(table=surveys(), rule=rules, made=st.randoms())
    def test_infers_no_more_by_quotas_that_are_published(
        self, table: Linked[str], rule: Rule, made: random.Random
    ) -> None:
        quotas = {
            key: max(count, rule.threshold + 1) + made.choice([0, 0, 1, 5])
            for key, count in table.counts.items()
            if key in table.published and made.random() < 0.5
        }
        known = replace(table, at_most=quotas)
        figures = protect(known, rule, exact=made.random() < 0.5)
        for key, (least, greatest) in infer(known, figures, rule).items():
            if key in figures and figures[key] is None:
                assert least <= 1, key
                assert greatest >= rule.threshold, key
            elif key in table.sensitive and rule.is_small(table.counts[key]):
                assert greatest - least + 1 >= rule.doubt, key

    def test_would_narrow_a_count_by_a_quota_of_another(self) -> None:
        table = partition([8, 7])
        known = replace(table, at_most={"option 0": 8})
        figures = protect(table, RULE)
        assert figures == {"total": 15, "option 0": None, "option 1": None}
        assert infer(known, figures, RULE)["option 1"] == (5, 17)
        assert protect(known, RULE)["total"] is None

    def test_with_a_solver_knows_quotas_whether_a_figure_is_shown_or_hidden(self) -> None:
        known = replace(partition([9, 12]), at_most={"option 0": 10})
        reader = reader_of(known, {"total": 20, "option 0": 10, "option 1": 10}, RULE)
        assert reader.range_of("option 0").greatest == 10
        reader.hide(["option 0"])
        assert reader.range_of("option 0").greatest == 10

    @pytest.mark.slow
    @pytest.mark.timeout(900)
    def test_recovers_no_hidden_count_of_1000_random_tables(self) -> None:
        """Rows by columns with their totals, as counts by two dimensions are published."""
        made, hidden = random.Random(8), 0
        for number in range(1000):
            rule = Rule(made.randint(5, 12), made.choice([1, 2, 3, 5]))
            table = crossed(made, made.randint(2, 3), made.randint(2, 4))
            figures = protect(table, rule)
            inferred = infer(table, figures, rule)
            for key, figure in figures.items():
                if figure is None:
                    hidden += 1
                    least, greatest = inferred[key]
                    assert least < greatest, (number, key)
                    assert greatest - least + 1 >= rule.doubt, (number, key)
                else:
                    assert not rule.is_small(table.counts[key]), (number, key)
        assert hidden > 1000

    @settings(max_examples=60)
    @given(table=surveys(), rule=rules)
    def test_infers_just_what_the_audit_computes(self, table: Linked[str], rule: Rule) -> None:
        figures = protect(table, rule)
        inferred = infer(table, figures, rule)
        implied = frozenset(table.counts) - table.published
        for key, known in feasible(figures, implied, table.sums, rule).items():
            assert known.least == inferred[key][0], key
            assert known.greatest == min(inferred[key][1], 10**12), key

    def test_would_recover_a_count_that_only_primary_suppression_hides(self) -> None:
        table, exact = partition([3, 40, 26, 31]), Rule(threshold=7, base=1)
        primary_only = {**table.counts, "option 0": None}
        assert infer(table, primary_only, exact)["option 0"] == (3, 3)

    def test_would_narrow_a_count_that_only_rounding_and_primary_suppression_hide(self) -> None:
        table = partition([3, 27])
        figures = {"total": 30, "option 0": None, "option 1": 25}
        assert infer(table, figures, RULE)["option 0"] == (1, 9)
        figures = {"total": 30, "option 0": None, "option 1": 30}
        assert infer(table, figures, RULE)["option 0"] == (0, 4)

    @settings(max_examples=200)
    @given(table=partitions)
    def test_cannot_tell_a_small_count_from_a_complement(self, table: Linked[str]) -> None:
        figures = protect(table, RULE)
        implied: frozenset[str] = frozenset()
        for key, known in feasible(figures, implied, table.sums, RULE).items():
            if figures[key] is None:
                assert known.covers(1, RULE.threshold)


@pytest.mark.rule("panel.8")
class TestTheAttackerWhoReplaysTheAlgorithm:
    """A reader who tries every table and keeps those that would be published just so."""

    def test_is_left_with_five_values_of_every_hidden_count(self) -> None:
        most = 28
        behind: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
        for counts in product(range(most), repeat=3):
            behind[tuple(protect(partition(list(counts)), RULE).values())].append(counts)
        for figures, tables in behind.items():
            if figures[0] is not None and RULE.behind(figures[0])[1] >= most:
                continue  # some tables that would be published so have not been tried
            for position, figure in enumerate(figures[1:]):
                if figure is None:
                    assert len({counts[position] for counts in tables}) >= RULE.doubt, figures

    def test_cannot_guess_that_all_hidden_counts_are_as_large_as_small_ones_get(self) -> None:
        # Four hidden counts that are known to be small, and 28 together, would be 7 each.
        figures = protect(partition([7, 7, 7, 7]), RULE)
        assert figures["total"] is None
