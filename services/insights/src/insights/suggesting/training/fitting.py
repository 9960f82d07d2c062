"""Fitting: features, one linear model a theme, calibrated, with a threshold of its own.

A *candidate* is a choice of features and of the linear model. Whichever it is, what comes out is
one matrix of weights: probability = 1 / (1 + exp(-(x · w + b))), calibration included, so that the
service can compute it, and explain it, without scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from insights.suggesting.features import parts, phrases
from insights.suggesting.training.corpus import SENTIMENTS, Bools, Corpus, folds

Floats = NDArray[np.float64]

LEAST_COMMENTS = 5
"""Comments that a phrase or part must stand in: rarer ones, names among them, are not kept."""
LEAST_EXAMPLES = 20
"""Comments of a theme below which none is ever proposed: there is too little to learn from."""
THRESHOLDS = np.round(np.arange(0.10, 0.66, 0.05), 2)
"""Probabilities from which a theme may be proposed; each theme has the one of best F1."""


@dataclass(frozen=True)
class Candidate:
    """A choice of features and of the linear model."""

    name: str
    with_parts: bool
    model: str
    strength: float
    """Inverse of the regularisation (C)."""


CANDIDATES = (
    Candidate("words, support vectors", False, "svm", 0.3),
    Candidate("words and parts of words, support vectors", True, "svm", 0.2),
    Candidate("words and parts of words, logistic regression", True, "logistic", 4.0),
)
"""What is compared on the training part.

The question that was asked is no feature, though pxtextmining uses it: in the comments that there
are, who asked "What was good?" was one trust alone, and the model learnt the trust by it. Trained
on one trust and measured on the other, micro F1 fell from 0.51 and 0.56 to 0.39 and 0.32
(26 November 2026).
"""


class Features:
    """Turns comments into numbers: weighted phrases, and weighted parts of words."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.phrases = _vectorizer(phrases)
        self.parts = _vectorizer(parts)

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn which phrases and parts there are, and give the comments' numbers."""
        self.phrases.fit(texts)
        if self.candidate.with_parts:
            self.parts.fit(texts)
        return self.of(texts)

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Give comments' numbers, one row each."""
        blocks = [self.phrases.transform(texts)]
        if self.candidate.with_parts:
            blocks.append(self.parts.transform(texts))
        return csr_matrix(hstack(blocks, format="csr"))


@dataclass(frozen=True)
class Fitted:
    """A fitted model: its features, the weights with calibration in them, and the thresholds."""

    features: Features
    codes: list[str]
    """The themes that it may propose."""
    weights: Floats
    """Features × (themes, then sentiments)."""
    bias: Floats
    thresholds: Floats

    def logits(self, texts: Sequence[str]) -> Floats:
        """Give the log odds of each theme, then the scores of each sentiment."""
        return np.asarray(self.features.of(texts) @ self.weights + self.bias)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Give the probability of each theme."""
        return sigmoid(self.logits(texts)[:, : len(self.codes)])

    def sentiments(self, texts: Sequence[str]) -> Floats:
        """Give the probability of each sentiment, 1 to 5; each row adds up to 1."""
        return softmax(self.logits(texts)[:, len(self.codes) :])


@dataclass(frozen=True)
class OutOfFold:
    """What models said of the comments that they had not been trained on, fold by fold."""

    decisions: Floats
    """Comments × themes, before calibration."""
    slopes: Floats
    offsets: Floats
    thresholds: Floats

    @property
    def probabilities(self) -> Floats:
        """Give the calibrated probabilities."""
        return sigmoid(self.decisions * self.slopes + self.offsets)


def learnable(corpus: Corpus) -> list[int]:
    """Give the numbers of the themes that have examples enough."""
    return [int(n) for n in np.flatnonzero(corpus.themes.sum(axis=0) >= LEAST_EXAMPLES)]


def out_of_fold(candidate: Candidate, corpus: Corpus, *, seed: int, count: int) -> OutOfFold:
    """Fit a candidate fold by fold, and learn calibration and thresholds from what was left out."""
    numbers = learnable(corpus)
    truth = corpus.themes[:, numbers]
    decisions = np.zeros(truth.shape)
    for train, rest in folds(corpus, count=count, seed=seed):
        features = Features(candidate)
        known, unknown = corpus.at(train), corpus.at(rest)
        x, x_rest = features.fit(known.texts), features.of(unknown.texts)
        for column in range(len(numbers)):
            weights, bias = _linear(candidate, x, truth[train, column], seed)
            decisions[rest, column] = np.asarray(x_rest @ weights) + bias
    slopes, offsets = _calibration(decisions, truth)
    thresholds = best_thresholds(sigmoid(decisions * slopes + offsets), truth)
    return OutOfFold(decisions, slopes, offsets, thresholds)


def fit(candidate: Candidate, corpus: Corpus, *, seed: int, count: int) -> Fitted:
    """Fit a candidate on all of a corpus; calibration and thresholds are those of its folds.

    Weights are rounded to single precision, which is what a model's file holds.
    """
    left_out = out_of_fold(candidate, corpus, seed=seed, count=count)
    numbers = learnable(corpus)
    features = Features(candidate)
    x = features.fit(corpus.texts)
    columns, biases = [], []
    for column, number in enumerate(numbers):
        weights, bias = _linear(candidate, x, corpus.themes[:, number], seed)
        columns.append(weights * left_out.slopes[column])
        biases.append(bias * left_out.slopes[column] + left_out.offsets[column])
    told = np.flatnonzero(corpus.sentiments)
    multinomial = LogisticRegression(C=2.0, max_iter=1000)
    multinomial.fit(x[told], corpus.sentiments[told])
    if list(multinomial.classes_) != list(SENTIMENTS):
        raise ValueError("the comments don't show every sentiment from 1 to 5")
    return Fitted(
        features,
        [corpus.codes[number] for number in numbers],
        np.column_stack([*columns, multinomial.coef_.T]).astype(np.float32).astype(np.float64),
        np.concatenate([biases, multinomial.intercept_]).astype(np.float32).astype(np.float64),
        left_out.thresholds,
    )


def best_thresholds(probabilities: Floats, truth: Bools) -> Floats:
    """Give for each theme the threshold of best F1, the higher one where two are alike."""
    best = np.full(truth.shape[1], 0.5)
    for column in range(truth.shape[1]):
        scores = [
            f1(probabilities[:, column] >= threshold, truth[:, column]) for threshold in THRESHOLDS
        ]
        best[column] = THRESHOLDS[len(scores) - 1 - int(np.argmax(scores[::-1]))]
    return best


def f1(proposed: Bools, truth: Bools) -> float:
    """Give the harmonic mean of precision and recall; 0 where nothing was found."""
    hits = float(np.sum(proposed & truth))
    return 0.0 if hits == 0 else 2 * hits / float(proposed.sum() + truth.sum())


def sigmoid(values: Floats) -> Floats:
    """Give 1 / (1 + exp(-x)), without overflow."""
    return np.asarray(np.exp(-np.logaddexp(0, -values)))


def softmax(values: Floats) -> Floats:
    """Give exp(x) over its sum, row by row."""
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _vectorizer(analyzer: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=LEAST_COMMENTS)


def _linear(candidate: Candidate, x: csr_matrix, truth: Bools, seed: int) -> tuple[Floats, float]:
    if candidate.model == "svm":
        model: Any = LinearSVC(C=candidate.strength, random_state=seed)
    else:
        model = LogisticRegression(C=candidate.strength, solver="liblinear", random_state=seed)
    model.fit(x, truth)
    return model.coef_[0], float(model.intercept_[0])


def _calibration(decisions: Floats, truth: Bools) -> tuple[Floats, Floats]:
    """Fit Platt's sigmoid to each theme: probability = sigmoid(slope * decision + offset)."""
    slopes, offsets = [], []
    for column in range(truth.shape[1]):
        platt = LogisticRegression(C=1e6).fit(decisions[:, [column]], truth[:, column])
        slopes.append(platt.coef_[0, 0])
        offsets.append(platt.intercept_[0])
    return np.array(slopes), np.array(offsets)
