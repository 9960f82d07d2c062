"""Pipes: marks in a question's text that stand for the answer to an earlier one.

``{{2}}`` stands for the answer to question 2, ``{{2|your practice}}`` for the same, or for "your
practice" where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_PIPE = re.compile(r"\{\{(\d{1,3})(?:\|([^{}|\r\n]{1,100}))?\}\}")
_BRACES = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True)
class Pipe:
    """One mark."""

    question: int
    """Number of the earlier question, counted from 1."""
    fallback: str | None
    """What stands there where it was not answered."""


def pipes_in(text: str) -> list[Pipe]:
    """Give the marks of a text, in order."""
    return [_pipe(found) for found in _PIPE.finditer(text)]


def is_well_formed(text: str) -> bool:
    """Say whether every pair of braces is part of a mark."""
    return _BRACES.search(_PIPE.sub("", text)) is None


def filled(text: str, answer: Callable[[Pipe], str]) -> str:
    """Put words in the place of each mark."""
    return _PIPE.sub(lambda found: answer(_pipe(found)), text)


def without_answers(text: str) -> str:
    """Say in each mark's place what stands there, where nobody's own answer is meant."""
    return filled(text, lambda pipe: f"[answer to question {pipe.question}]")


def shape(text: str) -> list[tuple[int, bool]]:
    """Give what a translation must keep of a text's marks: their questions, and whether each has
    a fallback; in order of the questions, since languages order words differently."""
    return sorted((pipe.question, pipe.fallback is not None) for pipe in pipes_in(text))


def _pipe(found: re.Match[str]) -> Pipe:
    return Pipe(int(found[1]), found[2].strip() if found[2] else None)
