"""The checker itself, on histories made by hand."""

from __future__ import annotations

from uuid import uuid4

from faults.history import History

A, B = uuid4(), uuid4()


class TestViolations:
    def test_a_true_history_has_none(self) -> None:
        history = History({(A, 1), (A, 2), (B, 1)})
        assert history.violations([(A, 1), (B, 1), (A, 2)]) == set()

    def test_an_acknowledged_growth_without_effect_is_lost(self) -> None:
        assert History({(A, 1), (A, 2)}).violations([(A, 2)]) == {"lost"}

    def test_two_effects_of_one_growth_are_a_repeat(self) -> None:
        assert History({(A, 1)}).violations([(A, 1), (A, 1)]) == {"repeated"}

    def test_an_effect_that_nobody_asked_for_is_invented(self) -> None:
        assert History({(A, 1)}).violations([(A, 1), (A, 2)]) == {"invented"}

    def test_a_growth_of_unknown_outcome_may_or_may_not_have_its_effect(self) -> None:
        history = History({(A, 1)}, {(A, 2)})
        assert history.violations([(A, 1)]) == history.violations([(A, 1), (A, 2)]) == set()

    def test_a_later_value_before_an_earlier_one_is_overtaken(self) -> None:
        assert History({(A, 1), (A, 2)}).violations([(A, 2), (A, 1)]) == {"overtaken"}

    def test_order_between_keys_is_free(self) -> None:
        assert History({(A, 1), (B, 1)}).violations([(B, 1), (A, 1)]) == set()
