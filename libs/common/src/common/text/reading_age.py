"""The age at which a text can be read, by two published formulas.

*Flesch-Kincaid grade* = 0.39 x words per sentence + 11.8 x syllables per word - 15.59
(J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom: Derivation of new readability formulas
for Navy enlisted personnel. Research Branch Report 8-75, 1975).

*SMOG grade* = 3.1291 + 1.0430 x square root of (30 x words of three syllables or more / sentences)
(G. H. McLaughlin: SMOG grading, a new readability formula. Journal of Reading 12 (8), 1969). It was
made with 30 sentences; of a shorter text it is an estimate.

A grade is a school year of the United States; children are about five years older than its number,
so a reading age in years is the grade plus 5. Both are made for English prose and measure length
alone: a text of short words can be hard, and neither replaces asking people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from common.text.syllables import syllables

YEARS_OVER_GRADE = 5
LEAST_AGE = 5.0
"""Reading ages below are given as this one: nobody younger is at school."""
SMOG_SENTENCES = 30
"""Sentences that the SMOG grade was made with."""
POLYSYLLABLE = 3
MOST_READ = 200_000
"""Characters of a text that are looked at; no paper is longer."""

_ADDRESS = re.compile(r"\s*(?:(?:https?://|www\.)\S*[^\s.,;:!?)]|\S+@\S+\.\w+)")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+|[.,](?=\d)\d+)*")
_END = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][\"'’”)\]]))\s+(?=[\"'‘“(\[]*[A-Z0-9])",
)
_SHORTENED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|approx|Cllr)|\b[A-Z]|\be\.g|\bi\.e|\betc)\.$"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, and how hard it is by itself."""

    text: str
    words: int
    reading_age: float
    """Years, by Flesch-Kincaid."""


@dataclass(frozen=True)
class ReadingAge:
    """How hard a text is."""

    sentences: int
    words: int
    syllables: int
    polysyllables: int
    """Words of three syllables or more."""
    grade: float
    """Flesch-Kincaid."""
    reading_age: float
    """Years, by Flesch-Kincaid."""
    smog_grade: float
    smog_age: float
    smog_is_estimate: bool
    """The text has fewer sentences than SMOG was made with."""
    hardest: Sequence[Sentence]
    """The hardest sentences, the hardest first."""


def reading_age(text: str, *, hardest: int = 5) -> ReadingAge | None:
    """Measure an English text; None where it has no words.

    A line that ends is a sentence that ends, so headings and points of a list count by themselves.
    Addresses of pages and of mail are left out. A number is one word of one syllable.

    Args:
        hardest: how many of the hardest sentences are given.
    """
    counted = [one for part in sentences(text[:MOST_READ]) if (one := _count(part)).words]
    if not counted:
        return None
    words, spoken = sum(c.words for c in counted), sum(c.syllables for c in counted)
    many = sum(c.polysyllables for c in counted)
    grade = flesch_kincaid_grade(len(counted), words, spoken)
    smog = smog_grade(len(counted), many)
    ranked = sorted(counted, key=lambda one: (-one.grade, one.text))
    return ReadingAge(
        sentences=len(counted),
        words=words,
        syllables=spoken,
        polysyllables=many,
        grade=round(grade, 1),
        reading_age=age_of(grade),
        smog_grade=round(smog, 1),
        smog_age=age_of(smog),
        smog_is_estimate=len(counted) < SMOG_SENTENCES,
        hardest=[Sentence(one.text, one.words, age_of(one.grade)) for one in ranked[:hardest]],
    )


def flesch_kincaid_grade(sentences: int, words: int, syllables: int) -> float:
    """Give the Flesch-Kincaid grade; see the module."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def smog_grade(sentences: int, polysyllables: int) -> float:
    """Give the SMOG grade; see the module."""
    return 3.1291 + 1.0430 * sqrt(polysyllables * SMOG_SENTENCES / sentences)


def age_of(grade: float) -> float:
    """Give the reading age in years, to a tenth, of a grade."""
    return max(LEAST_AGE, round(grade + YEARS_OVER_GRADE, 1))


def sentences(text: str) -> list[str]:
    """Part a text into sentences; what is shortened with a full stop ends none."""
    parted: list[str] = []
    for line in _ADDRESS.sub("", text).splitlines():
        begun = ""
        for piece in _END.split(line):
            begun = f"{begun} {piece}".strip()
            if not _SHORTENED.search(begun):
                parted.append(begun)
                begun = ""
        parted.append(begun)
    return [part for part in parted if part]


@dataclass(frozen=True)
class _Counted:
    text: str
    words: int
    syllables: int
    polysyllables: int

    @property
    def grade(self) -> float:
        return flesch_kincaid_grade(1, self.words, self.syllables)


def _count(sentence: str) -> _Counted:
    each = [syllables(word) for word in _WORD.findall(sentence)]
    many = sum(count >= POLYSYLLABLE for count in each)
    return _Counted(sentence, len(each), sum(each), many)
