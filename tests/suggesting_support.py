"""Small corpora of comments, made up, with themes that words give away."""

from __future__ import annotations

import random

import numpy as np

from insights.suggesting.training.corpus import Corpus

CODES = ["waiting", "kindness", "parking"]
_SAID = {
    "waiting": ["waited for hours", "the wait was too long", "long waiting time"],
    "kindness": ["the nurse was kind", "such kind and caring staff", "a caring nurse"],
    "parking": ["nowhere to park the car", "the car park was full", "parking costs money"],
}
_FILLER = ["at the clinic", "this morning", "as ever", "in the end", "for my mother", "on monday"]


def small_corpus(size: int = 240, seed: int = 1) -> Corpus:
    """Make comments of one or two themes each; every tenth says a word of its own, as a name is."""
    random_ = random.Random(seed)
    texts, themes = [], []
    for number in range(size):
        chosen = random_.sample(CODES, random_.choice([1, 1, 2]))
        pieces = [random_.choice(_SAID[code]) for code in chosen] + random_.sample(_FILLER, 2)
        random_.shuffle(pieces)
        own = f" said {name_of(number)}" if number % 10 == 0 else ""
        texts.append(" ".join(pieces) + own)
        themes.append([code in chosen for code in CODES])
    return Corpus(
        texts=texts,
        trusts=[("North", "South")[number % 2] for number in range(size)],
        codes=CODES,
        themes=np.array(themes),
        sentiments=np.array([1 + number % 5 for number in range(size)]),
    )


def name_of(number: int) -> str:
    """Give the word that one comment alone says."""
    return chr(ord("a") + number // 10) * 4
