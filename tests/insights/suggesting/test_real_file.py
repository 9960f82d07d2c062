"""The real Friends and Family Test comments: the shipped model's figures, measured again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from insights.feedback.ready import ready_mappings
from insights.suggesting import train
from insights.suggesting.features import words
from insights.suggesting.model import Model, shipped
from insights.suggesting.training import figures
from insights.suggesting.training.corpus import Corpus, held_out, read
from insights.suggesting.training.fitting import CANDIDATES, Floats, fit, sigmoid, softmax

ROOT = Path(__file__).parents[3]
COMMENTS = ROOT.parent / "shared" / "data" / "fft_comments.csv"


class Read:
    """The service's own reading of a model, to be measured."""

    def __init__(self, model: Model) -> None:
        self.codes, self.thresholds = model.codes, model.thresholds
        self._model = model

    def probabilities(self, texts: Sequence[str]) -> Floats:
        return sigmoid(self._logits(texts)[:, : len(self.codes)])

    def sentiments(self, texts: Sequence[str]) -> Floats:
        return softmax(self._logits(texts)[:, len(self.codes) :])

    def _logits(self, texts: Sequence[str]) -> Floats:
        return np.array([self._model.logits(text) for text in texts])


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read(COMMENTS, ready_mappings()[train.MAPPING].mapping)


@pytest.fixture(scope="module")
def unseen(corpus: Corpus) -> Corpus:
    return corpus.at(held_out(corpus, share=train.SHARE, seed=train.SEED)[1])


class TestTheShippedModel:
    def test_its_figures_are_those_of_its_card(self, unseen: Corpus) -> None:
        model = shipped()
        measured = figures.of_model(Read(model), unseen)
        assert measured == model.card["figures"]["held_out"]
        assert measured["themes"]["micro"]["f1"] > 0.64
        assert measured["themes"]["macro"]["f1"] > 0.33
        assert measured["sentiment"]["accuracy"] > 0.60

    def test_the_documents_say_what_the_card_says(self) -> None:
        told = figures.markdown(shipped().card, train.published())
        assert told in (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")

    def test_it_understands_nearly_all_real_comments(self, unseen: Corpus) -> None:
        model = shipped()
        understood = [model.read(text).understood == "yes" for text in unseen.texts]
        assert np.mean(understood) > 0.95

    def test_it_holds_no_phrase_of_fewer_than_five_comments(self, corpus: Corpus) -> None:
        texts = [f" {' '.join(said)} " for said in map(words, corpus.texts)]
        for phrase in shipped().phrases[::40]:
            assert sum(f" {phrase} " in text for text in texts) >= 5, phrase


class TestTraining:
    def test_a_part_of_the_comments_trains_a_useful_model(
        self, corpus: Corpus, unseen: Corpus
    ) -> None:
        training, _ = held_out(corpus, share=train.SHARE, seed=train.SEED)
        fitted = fit(CANDIDATES[0], corpus.at(training[::3]), seed=1, count=3)
        measured = figures.of_model(fitted, unseen)
        assert measured["themes"]["micro"]["f1"] > 0.50
        assert measured["calibration_error"] < 0.008
