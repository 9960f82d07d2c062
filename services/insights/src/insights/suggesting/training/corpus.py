"""The labelled comments that a model is trained on and measured by."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insights.feedback.mapping import Mapping
from insights.suggesting.features import words

Bools = NDArray[np.bool_]
Indexes = NDArray[np.intp]

SENTIMENTS = (1, 2, 3, 4, 5)
"""1 very positive to 5 very negative."""


@dataclass(frozen=True)
class Corpus:
    """Labelled comments, row by row. No text of it may reach a model's file."""

    texts: list[str]
    trusts: list[str]
    codes: list[str]
    themes: Bools
    """Comments × codes."""
    sentiments: NDArray[np.int64]
    """0 where none was given."""

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, rows: Indexes) -> Corpus:
        """Give some of the comments."""
        return Corpus(
            [self.texts[row] for row in rows],
            [self.trusts[row] for row in rows],
            self.codes,
            self.themes[rows],
            self.sentiments[rows],
        )

    @property
    def groups(self) -> NDArray[np.intp]:
        """Number the comments that say the same, however written, alike."""
        numbers: dict[tuple[str, ...], int] = {}
        return np.array(
            [numbers.setdefault(tuple(words(text)), len(numbers)) for text in self.texts],
            dtype=np.intp,
        )


def read(path: Path, mapping: Mapping) -> Corpus:
    """Read labelled comments from a file of the ready mapping's form; blank answers are left out.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if a column that is needed is missing from it.
    """
    if mapping.themes is None or mapping.text is None:
        raise ValueError("the mapping names no themes, or no column of the words")
    columns = mapping.themes.columns
    blank = {"", *(marker.casefold() for marker in mapping.blank_markers)}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row[_column(row, mapping.text)].strip().casefold() not in blank
        ]
    if not rows:
        raise ValueError("the file holds no comment")
    needed = {mapping.text, "Trust", "Comment sentiment", *columns}
    if missing := sorted(needed - set(rows[0])):
        raise ValueError(f"the file has no column {missing[0]!r}")
    return Corpus(
        texts=[row[mapping.text].strip() for row in rows],
        trusts=[row["Trust"] for row in rows],
        codes=list(columns.values()),
        themes=np.array([[row[name].strip() not in {"", "0"} for name in columns] for row in rows]),
        sentiments=np.array([int(row["Comment sentiment"] or 0) for row in rows]),
    )


def held_out(corpus: Corpus, *, share: float, seed: int) -> tuple[Indexes, Indexes]:
    """Split comments into those to train on and those to measure by.

    Comments that say the same stay on one side, so that none is measured that was learnt by heart.
    """
    groups = corpus.groups
    order = np.random.default_rng(seed).permutation(groups.max() + 1)
    measured = np.isin(groups, order[: round(share * len(order))])
    return np.flatnonzero(~measured), np.flatnonzero(measured)


def folds(corpus: Corpus, *, count: int, seed: int) -> list[tuple[Indexes, Indexes]]:
    """Split comments into folds of which each is left out once, under the same rule."""
    groups = corpus.groups
    fold_of = np.random.default_rng(seed).permutation(groups.max() + 1) % count
    own = fold_of[groups]
    return [(np.flatnonzero(own != fold), np.flatnonzero(own == fold)) for fold in range(count)]


def of_trust(corpus: Corpus, trust: str) -> Indexes:
    """Give the rows of one trust."""
    return np.flatnonzero(np.array(corpus.trusts) == trust)


def _column(row: dict[str, str], name: str) -> str:
    if name not in row:
        raise ValueError(f"the file has no column {name!r}")
    return name
