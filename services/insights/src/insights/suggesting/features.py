"""What the model sees of a text: words, pairs of words, and parts of words.

Training and use share these functions, so that they cannot disagree. Case is folded, every number
is one sign, and punctuation is dropped: no telephone number or date can become a feature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_WORD = re.compile(r"(?P<number>\d+)|[^\W\d_]+(?:'[^\W\d_]+)*")
NUMBER = "#"
"""What stands for any number."""
PART_SIZES = (3, 4, 5)
"""Lengths of the parts of words, in letters; the ends of a word count as one."""

Positions = tuple[int, ...]


def words(text: str) -> list[str]:
    """Give the words of a text in order, case folded, numbers as one sign."""
    folded = text.casefold().replace("’", "'")
    return [NUMBER if match["number"] else match.group() for match in _WORD.finditer(folded)]


def located_phrases(of: Sequence[str]) -> Iterator[tuple[str, Positions]]:
    """Give every word and every pair of neighbours, with the positions of the words in it."""
    for position, word in enumerate(of):
        yield word, (position,)
    for position, (first, second) in enumerate(pairwise(of)):
        yield f"{first} {second}", (position, position + 1)


def located_parts(of: Sequence[str]) -> Iterator[tuple[str, Positions]]:
    """Give every part of every word, with the position of the word."""
    for position, word in enumerate(of):
        padded = f" {word} "
        for size in PART_SIZES:
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size], (position,)


def phrases(text: str) -> list[str]:
    """Give the words and pairs of words of a text."""
    return [phrase for phrase, _ in located_phrases(words(text))]


def parts(text: str) -> list[str]:
    """Give the parts of the words of a text."""
    return [part for part, _ in located_parts(words(text))]
