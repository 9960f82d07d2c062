"""Splits, thresholds and figures, and that training is reproducible."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.suggesting.features import words
from insights.suggesting.training import figures
from insights.suggesting.training.corpus import Corpus, folds, held_out, of_trust
from insights.suggesting.training.export import folder_of
from insights.suggesting.training.fitting import (
    CANDIDATES,
    LEAST_EXAMPLES,
    best_thresholds,
    f1,
    fit,
    learnable,
)
from suggesting_support import small_corpus


def with_repeats() -> Corpus:
    """A corpus in which much is said more than once, in other letters."""
    corpus = small_corpus(120)
    rows = np.array([*range(120), *range(40)])
    again = corpus.at(rows)
    texts = [*corpus.texts, *(f"{text.upper()}!" for text in corpus.texts[:40])]
    return Corpus(texts, again.trusts, again.codes, again.themes, again.sentiments)


class TestSplits:
    @given(st.integers(0, 1000))
    def test_what_is_said_twice_stays_on_one_side(self, seed: int) -> None:
        corpus = with_repeats()
        training, measured = held_out(corpus, share=0.2, seed=seed)
        assert sorted([*training, *measured]) == list(range(len(corpus)))
        assert _said(corpus.at(training)).isdisjoint(_said(corpus.at(measured)))
        assert len(measured) > 0

    def test_each_fold_leaves_out_its_own_and_together_all(self) -> None:
        corpus = with_repeats()
        split = folds(corpus, count=4, seed=3)
        assert sorted(row for _, rest in split for row in rest) == list(range(len(corpus)))
        for train, rest in split:
            assert _said(corpus.at(train)).isdisjoint(_said(corpus.at(rest)))

    def test_a_trust_is_measured_that_was_not_trained_on(self) -> None:
        corpus = small_corpus()
        north, south = of_trust(corpus, "North"), of_trust(corpus, "South")
        assert len(north) + len(south) == len(corpus)
        assert set(corpus.at(north).trusts) == {"North"}


class TestFitting:
    def test_a_theme_of_few_examples_is_never_proposed(self) -> None:
        corpus = small_corpus()
        rare = np.zeros((len(corpus), 1), dtype=bool)
        rare[: LEAST_EXAMPLES - 1] = True
        more = Corpus(
            corpus.texts,
            corpus.trusts,
            [*corpus.codes, "rare"],
            np.hstack([corpus.themes, rare]),
            corpus.sentiments,
        )
        assert learnable(more) == [0, 1, 2]
        assert "rare" not in fit(CANDIDATES[0], more, seed=1, count=3).codes

    def test_the_same_comments_and_seed_give_the_same_bytes(self, tmp_path: Path) -> None:
        for name in ("first", "second"):
            made = fit(CANDIDATES[1], small_corpus(), seed=5, count=3)
            folder_of(made, {"framework": "test"}, tmp_path / name, on="2026-11-26")
        for file in ("weights.npz", "features.json", "card.json"):
            first, second = ((tmp_path / name / file).read_bytes() for name in ("first", "second"))
            assert first == second

    def test_the_threshold_is_where_f1_is_best_and_the_higher_of_equals(self) -> None:
        truth = np.array([[True], [True], [False], [False]])
        said = np.array([[0.9], [0.42], [0.31], [0.05]])
        assert best_thresholds(said, truth)[0] == pytest.approx(0.40)


class TestFigures:
    def test_precision_recall_and_f1_by_hand(self) -> None:
        truth = np.array([[1, 0], [1, 0], [0, 1], [0, 0]], dtype=bool)
        said = np.array([[1, 0], [0, 0], [1, 1], [0, 0]], dtype=bool)
        found = figures.of_themes(said, truth, ["a", "b"])
        assert found["themes"]["a"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
        assert found["themes"]["b"] == {"precision": 1, "recall": 1, "f1": 1, "support": 1}
        assert found["micro"]["precision"] == pytest.approx(2 / 3, abs=1e-4)
        assert found["macro"]["f1"] == 0.75

    def test_a_theme_that_occurs_and_is_never_proposed_counts_nought(self) -> None:
        truth = np.array([[True, True], [False, False]])
        said = np.array([[False, True], [False, False]])
        assert figures.of_themes(said, truth, ["a", "b"])["macro"]["f1"] == 0.5

    def test_sentiment_knows_how_far_off_it_is(self) -> None:
        found = figures.of_sentiment([1, 2, 5, 3], [1, 1, 3, 3])
        assert (found["accuracy"], found["within_one"], found["mean_distance"]) == (0.5, 0.75, 0.75)

    def test_probabilities_that_are_true_have_no_calibration_error(self) -> None:
        said = np.full((10, 1), 0.3)
        assert figures.calibration_error(said, np.arange(10)[:, None] < 3) == pytest.approx(0)
        assert figures.calibration_error(said, np.arange(10)[:, None] < 8) == pytest.approx(0.5)

    @given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
    def test_f1_is_between_nought_and_one(self, pairs: list[tuple[bool, bool]]) -> None:
        said, truth = (np.array(column) for column in zip(*pairs, strict=True))
        assert 0 <= f1(said, truth) <= 1
        assert f1(truth, truth) == (1 if truth.any() else 0)


def _said(corpus: Corpus) -> set[tuple[str, ...]]:
    return {tuple(words(text)) for text in corpus.texts}
