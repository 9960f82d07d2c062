"""The trained model at work: what it proposes for a text, and the words that led to it.

A model is a folder: ``weights.npz`` (numbers), ``features.json`` (the phrases and parts of words
that it knows) and ``card.json`` (data, split, figures, limits). Nothing in it is code: it is read
without pickle. The arithmetic is that of the pipeline in `insights.suggesting.training.fitting`:
tf-idf of phrases and of parts of words, each of length 1, then one linear model a theme.

Everything is linear, so a word's *contribution* is exact: what the phrases and parts in it add to
the log odds of the theme (a pair of words counts half for each). Contributions and the bias add
up to the log odds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from insights.suggesting.features import NUMBER, Positions, located_parts, located_phrases, words

Floats = NDArray[np.float64]
SENTIMENTS = (1, 2, 3, 4, 5)
SHOWN_WORDS = 5
"""Words that are shown with a proposal, at most."""

Understood = Literal["yes", "too_few_known_words"]


@dataclass(frozen=True)
class Contribution:
    """A word, and what it adds to the log odds."""

    word: str
    weight: float


@dataclass(frozen=True)
class Proposal:
    """A theme that a text may be about."""

    code: str
    probability: float
    words: tuple[Contribution, ...]


@dataclass(frozen=True)
class SentimentProposal:
    """How a text may be meant: 1 very positive to 5 very negative."""

    value: int
    probability: float
    words: tuple[Contribution, ...]


@dataclass(frozen=True)
class Reading:
    """What the model makes of a text; nothing where it knows too few of its words."""

    understood: Understood
    words: int
    """Without numbers."""
    known_words: int
    themes: tuple[Proposal, ...] = ()
    sentiment: SentimentProposal | None = None


@dataclass(frozen=True)
class _Seen:
    """The features that a text has: their numbers, values, and where each stands."""

    rows: NDArray[np.intp]
    values: Floats
    positions: list[tuple[int, Positions, float]]
    """Feature in `rows`, positions of its words, the part of its value that this place has."""


class _Block:
    """One kind of feature: its numbering and how rare each is."""

    def __init__(
        self,
        names: Sequence[str],
        idf: Floats,
        first_row: int,
        locate: Callable[[Sequence[str]], Iterator[tuple[str, Positions]]],
    ) -> None:
        self.numbers = {name: number for number, name in enumerate(names)}
        self._idf = idf
        self._first_row = first_row
        self._locate = locate

    def see(self, of: Sequence[str], offset: int) -> _Seen:
        """Give the known features of a text, their values of length 1."""
        numbers = self.numbers
        found = [
            (number, positions)
            for name, positions in self._locate(of)
            if (number := numbers.get(name)) is not None
        ]
        counts = Counter(number for number, _ in found)
        rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
        frequency = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        values = (1.0 + np.log(frequency)) * self._idf[rows]
        length = float(np.sqrt(np.sum(values**2)))
        values = values / length if length else values
        place = {number: offset + index for index, number in enumerate(counts)}
        positions = [
            (place[number], where, 1.0 / (counts[number] * len(where))) for number, where in found
        ]
        return _Seen(rows + self._first_row, values, positions)


class Model:
    """A trained model, read from its folder."""

    def __init__(self, features: dict[str, Any], arrays: Any, card: dict[str, Any]) -> None:
        self.card = card
        self.version: str = card["version"]
        self.framework: str = card["framework"]
        self.codes: list[str] = features["codes"]
        self.thresholds: Floats = arrays["thresholds"]
        self._least_known: float = features["least_known_share"]
        self._weights: Floats = arrays["weights"].astype(np.float64)
        self._bias: Floats = arrays["bias"].astype(np.float64)
        phrases, parts = features["phrases"], features["parts"]
        self.phrases: list[str] = phrases
        self._phrases = _Block(phrases, arrays["idf_phrases"], 0, located_phrases)
        self._parts = _Block(parts, arrays["idf_parts"], len(phrases), located_parts)

    def logits(self, text: str) -> Floats:
        """Give the log odds of each theme, then the scores of sentiments 1 to 5."""
        return self._logits(self.see(words(text)))

    def read(self, text: str) -> Reading:
        """Say what a text may be about and how it may be meant, and which words say so."""
        said = words(text)
        plain = [word for word in said if word != NUMBER]
        known = sum(word in self._phrases.numbers for word in plain)
        if known == 0 or known < self._least_known * len(plain):
            return Reading("too_few_known_words", len(plain), known)
        seen = self.see(said)
        logits = self._logits(seen)
        count = len(self.codes)
        probabilities = np.exp(-np.logaddexp(0, -logits[:count]))
        chosen = np.flatnonzero(probabilities >= self.thresholds)
        raised = np.exp(logits[count:] - logits[count:].max())
        shares = raised / raised.sum()
        best = int(np.argmax(shares))
        told = self.contributions(seen, said, [*chosen])
        rest = np.delete(np.arange(count, count + len(SENTIMENTS)), best)
        mood = self._against(seen, said, count + best, rest)
        proposals = [
            Proposal(self.codes[number], float(probabilities[number]), _leading(said, by_word))
            for number, by_word in zip(chosen, told.T, strict=True)
        ]
        return Reading(
            "yes",
            len(plain),
            known,
            tuple(sorted(proposals, key=lambda proposal: (-proposal.probability, proposal.code))),
            SentimentProposal(SENTIMENTS[best], float(shares[best]), _leading(said, mood)),
        )

    def contributions(self, seen: _Seen, said: Sequence[str], outputs: Sequence[int]) -> Floats:
        """Give what each word of a text adds to each output: words × outputs."""
        added = np.zeros((len(said), len(outputs)))
        if not seen.positions or not outputs:
            return added
        worth = seen.values[:, None] * self._weights[seen.rows][:, outputs]
        feature, place, share = [], [], []
        for number, where, part in seen.positions:
            for position in where:
                feature.append(number)
                place.append(position)
                share.append(part)
        np.add.at(added, np.array(place), np.array(share)[:, None] * worth[np.array(feature)])
        return added

    def _against(
        self, seen: _Seen, said: Sequence[str], chosen: int, others: Iterable[int]
    ) -> Floats:
        """Give what each word adds to one sentiment, over what it adds to the others."""
        told = self.contributions(seen, said, [chosen, *others])
        return np.asarray(told[:, 0] - told[:, 1:].mean(axis=1))

    def see(self, said: Sequence[str]) -> _Seen:
        """Give the features that the words of a text have."""
        phrases = self._phrases.see(said, 0)
        parts = self._parts.see(said, len(phrases.rows))
        return _Seen(
            np.concatenate([phrases.rows, parts.rows]),
            np.concatenate([phrases.values, parts.values]),
            phrases.positions + parts.positions,
        )

    def _logits(self, seen: _Seen) -> Floats:
        return np.asarray(seen.values @ self._weights[seen.rows] + self._bias)


def load(folder: Traversable) -> Model:
    """Read a model from its folder.

    Raises:
        OSError, ValueError, KeyError: if it isn't one.
    """
    with np.load(BytesIO(folder.joinpath("weights.npz").read_bytes()), allow_pickle=False) as data:
        arrays = {name: data[name] for name in data.files}
    features = json.loads(folder.joinpath("features.json").read_bytes())
    card = json.loads(folder.joinpath("card.json").read_bytes())
    return Model(features, arrays, card)


@cache
def shipped() -> Model:
    """Give the model that comes with the library."""
    return load(files("insights.suggesting").joinpath("model"))


def _leading(said: Sequence[str], by_position: Floats) -> tuple[Contribution, ...]:
    """Give the words that add most, those that stand more than once together."""
    totals: dict[str, float] = {}
    for word, weight in zip(said, by_position, strict=True):
        totals[word] = totals.get(word, 0.0) + float(weight)
    best = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN_WORDS]
    return tuple(Contribution(word, round(weight, 4)) for word, weight in best if weight > 0)
