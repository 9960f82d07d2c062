"""The whole, the groups and the cross-tabs of one survey together give no small count away.

The attacker has a linear-programming solver, every figure that is published, the rule and every
sum (`panel_support.attacker`). A second one knows of a circle-free plan that all counts are of one
set of people, and gains nothing by it.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import highspy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from panel.breakdowns.counting import tally_of
from panel.breakdowns.grouping import NOT_SAID, Grouped
from panel.breakdowns.schemas import ByDimensionIn, ByQuestionIn
from panel.breakdowns.tables import joint, part_of
from panel.disclosure import Linked, Rule, Sum, protect
from panel.results.tables import option_key
from panel.surveys.choices import Item
from panel.surveys.questions import Question
from panel_support.attacker import infer
from panel_support.kinds import options, read

pytestmark = pytest.mark.rule("panel.8")
RULE = Rule()
QUESTIONS: list[Question] = read(
    [
        {"kind": "single_choice", "text": "1", "required": True, "options": options("a", "b", "c")},
        {"kind": "single_choice", "text": "2", "options": options("x", "y")},
        {"kind": "multiple_choice", "text": "3", "options": options("m", "n")},
    ]
)
KEYS = [str(question.id) for question in QUESTIONS]
SEXES = {"f": "Female", "m": "Male", NOT_SAID: "Not said"}
AGES = {"young": "Young", "old": "Old", NOT_SAID: "Not said"}

Person = tuple[str, str | None, tuple[str, ...], str, str]
"""Answers to the three questions, sex and age."""
kinds_of_people = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(["x", "y", None]),
    st.sampled_from([(), ("m",), ("n",), ("m", "n")]),
    st.sampled_from(list(SEXES)),
    st.sampled_from(list(AGES)),
)
crowds = st.lists(
    st.tuples(kinds_of_people, st.one_of(st.integers(1, 9), st.integers(1, 60))),
    min_size=1,
    max_size=12,
).map(lambda crowd: [person for person, times in crowd for _ in range(times)])


def said(person: Person) -> dict[str, Any]:
    """Give a person's answers as they are kept."""
    one, two, three, _, _ = person
    answers: dict[str, Any] = {KEYS[0]: one}
    if two is not None:
        answers[KEYS[1]] = two
    return answers | ({KEYS[2]: list(three)} if three else {})


def published(people: list[Person], *, exact: bool = True) -> tuple[Linked[str], dict[str, Any]]:
    """Publish everything by sex, the first question by age too, and the second by the first."""
    answers = [said(person) for person in people]
    sex = ByDimensionIn(by="dimension", dimension="sex", questions=[1, 3])
    age = ByDimensionIn(by="dimension", dimension="age", questions=[1])
    cross = ByQuestionIn(by="question", question=1, questions=[2])
    first = {"a": "A", "b": "B", "c": "C"}
    grouped = [
        Grouped(sex, "sex", "Sex", SEXES, [person[3] for person in people]),
        Grouped(age, "age", "Age", AGES, [person[4] for person in people]),
        Grouped(cross, "1", "1", first, [person[0] for person in people]),
    ]
    parts = [part_of(QUESTIONS, one, answers, n) for n, one in enumerate(grouped)]
    table = joint(QUESTIONS, tally_of(QUESTIONS, answers), parts)
    return table, protect(table, RULE, exact=exact)


class TestTheAttacker:
    @settings(max_examples=10, deadline=None)
    @given(people=crowds)
    @example(people=[("a", "x", (), sex, "young") for sex in ("f", *"m" * 8, NOT_SAID)])
    def test_recovers_no_hidden_count_of_whole_or_group(self, people: list[Person]) -> None:
        table, figures = published(people)
        inferred = infer(table, figures, RULE)
        for key, (least, greatest) in inferred.items():
            if key in figures and figures[key] is None:
                self._is_in_doubt(table, key, least, greatest)
            elif key in table.sensitive and RULE.is_small(table.counts[key]):
                assert greatest - least + 1 >= RULE.doubt, key

    @settings(max_examples=10, deadline=None)
    @given(people=crowds)
    def test_is_shown_no_small_count(self, people: list[Person]) -> None:
        table, figures = published(people)
        for key, figure in figures.items():
            assert figure is None or not RULE.is_small(table.counts[key])

    def test_knows_that_who_chose_an_option_are_the_group_of_it(self) -> None:
        table, _ = published([("a", None, (), "f", "old")])
        same = Sum(option_key(Item(QUESTIONS[0]), "a"), ("2|a|responded",))
        assert same in table.sums

    def test_would_recover_a_count_from_tables_that_were_protected_each_by_itself(self) -> None:
        """2 women and 30 men say a, 40 of each say b. Only the 2 are hidden, and rounding leaves
        4 of them at most."""
        people: list[Person] = [("a", None, (), "f", "old")] * 2
        people += [("b", None, (), "f", "old")] * 40 + [("a", None, (), "m", "old")] * 30
        people += [("b", None, (), "m", "old")] * 40
        table, _ = published(people)
        alone = {key: RULE.rounded(count) for key, count in table.counts.items()
                 if key in table.published and not RULE.is_small(count)}  # fmt: skip
        small = [k for k in table.published if RULE.is_small(table.counts[k])]
        given_away = infer(table, alone | dict.fromkeys(small), RULE)
        assert any(least > 1 or greatest < 7 for k in small for least, greatest in [given_away[k]])

    @settings(max_examples=6, deadline=None)
    @given(people=crowds)
    def test_learns_nothing_from_all_counts_being_of_one_set_of_people(
        self, people: list[Person]
    ) -> None:
        """He thinks of how many people there are of each kind, for all kinds at once, and of every
        table as sums of those: what he infers of a hidden cell is as wide."""
        table, figures = published(people)
        hidden = [key for key, figure in figures.items() if figure is None][:6]
        for key in hidden:
            least, greatest = all_at_once(table, figures, key)
            self._is_in_doubt(table, key, least, greatest)

    @staticmethod
    def _is_in_doubt(table: Linked[str], key: str, least: float, greatest: float) -> None:
        if RULE.is_small(table.counts[key]):
            assert least <= 1, key
            assert greatest >= RULE.threshold, key
        elif table.counts[key]:
            in_doubt = math.inf if greatest == math.inf else math.floor(greatest)
            assert in_doubt - math.ceil(least) + 1 >= RULE.doubt, key


def all_at_once(table: Linked[str], figures: dict[str, Any], key: str) -> tuple[float, float]:
    """Give the least and greatest value of a count over every set of people that could have been
    published so."""
    least: float
    solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    kinds = list(product("abc", ("x", "y", None), ((), ("m",), ("n",), ("m", "n")), SEXES, AGES))
    numbers = {kind: solver.addVariable(0, highspy.kHighsInf) for kind in kinds}
    tables = {kind: joined(kind) for kind in kinds}
    for name, figure in figures.items():
        if figure is None or name == "invited":
            continue
        those = sum(numbers[kind] * tables[kind][name] for kind in kinds if tables[kind][name])
        low, high = RULE.behind(figure)
        solver.addConstr(those >= low)
        solver.addConstr(those <= high)
    wanted = sum(numbers[kind] * tables[kind][key] for kind in kinds if tables[kind][key])
    solver.minimize(wanted)
    least = solver.getObjectiveValue()
    solver.maximize(wanted)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return least - 1e-6, 1e12
    return least - 1e-6, solver.getObjectiveValue() + 1e-6


def joined(kind: Person) -> dict[str, int]:
    """Give what one person of a kind adds to each count."""
    if kind not in _ADDED:
        _ADDED[kind] = dict(published([kind], exact=False)[0].counts)
    return _ADDED[kind]


_ADDED: dict[Person, dict[str, int]] = {}


def test_groups_add_up_to_the_whole_whatever_the_question() -> None:
    people: list[Person] = [("a", "x", ("m", "n"), "f", "old"), ("b", None, (), "m", "young"),
                            ("a", "y", ("n",), NOT_SAID, "old")]  # fmt: skip
    table, _ = published(people)
    whole = table.counts[option_key(Item(QUESTIONS[2]), "n")]
    assert whole == sum(
        table.counts[f"0|{group}|{option_key(Item(QUESTIONS[2]), 'n')}"] for group in SEXES
    )
