"""Making up answers: each question has its own leaning, so that results look like results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from panel.answers.schemas import AnswerIn
from panel.surveys.questions import (
    Date,
    FreeText,
    Matrix,
    MultipleChoice,
    Number,
    Question,
    Ranking,
    Scale,
    SingleChoice,
)

LEFT_OUT = 0.06
"""Chance of leaving out a question that need not be answered."""
WRITES = 0.35
"""Chance of writing something into an open question."""
_EVENNESS = 2.5
"""Of the leanings (Dirichlet): the greater, the nearer all options are to each other."""


class Respondents:
    """Makes up one person's answers after the other's to a survey."""

    def __init__(
        self, questions: Sequence[Question], comments: Sequence[str], rng: np.random.Generator
    ) -> None:
        self._questions = questions
        self._comments = comments
        self._rng = rng
        self._leanings = [self._leaning(question) for question in questions]

    def answers(self) -> list[AnswerIn]:
        """Give the answers of one more person, who answers something: else they had not sent it."""
        while not (said := self._said()):
            pass
        return said

    def _said(self) -> list[AnswerIn]:
        said: list[AnswerIn] = []
        for question, leaning in zip(self._questions, self._leanings, strict=True):
            if not question.required and self._rng.random() < LEFT_OUT:
                continue
            told = self._told(question, leaning)
            if told is not None:
                said.append(AnswerIn.model_validate({"question_id": question.id, **told}))
        return said

    def _leaning(self, question: Question) -> Any:
        match question:
            case Matrix():
                return [self._dirichlet(len(question.options)) for _ in question.rows]
            case SingleChoice() | MultipleChoice() | Ranking():
                return self._dirichlet(len(question.options))
            case Scale():
                return self._dirichlet(question.maximum - question.minimum + 1)
            case _:
                return self._rng.uniform(1, 3)

    def _dirichlet(self, count: int) -> Any:
        return self._rng.dirichlet(np.full(count, _EVENNESS))

    def _told(self, question: Question, leaning: Any) -> dict[str, Any] | None:
        rng = self._rng
        told: dict[str, Any] | None = None
        match question:
            case SingleChoice():
                told = {"choice": self._one(question.options, leaning)}
            case MultipleChoice():
                told = {"choices": self._some(question.options, leaning)}
            case Ranking():
                order = rng.choice(len(leaning), len(leaning), replace=False, p=leaning)
                told = {"ranking": [question.options[at].code for at in order]}
            case Scale():
                told = {"value": question.minimum + int(rng.choice(len(leaning), p=leaning))}
            case Matrix():
                rows = zip(question.rows, leaning, strict=True)
                told = {"rows": {row.code: self._one(question.options, p) for row, p in rows}}
            case Number():
                width = question.maximum - question.minimum
                told = {"number": float(round(question.minimum + width * rng.beta(leaning, 6)))}
            case Date():
                days = (question.latest - question.earliest).days
                told = {"day": question.earliest + timedelta(days=int(rng.integers(0, days + 1)))}
            case FreeText() if self._comments and rng.random() < WRITES:
                told = {"text": self._comments[int(rng.integers(len(self._comments)))]}
        return told

    def _some(self, options: Sequence[Any], leaning: Any) -> list[str]:
        chances = zip(options, leaning, strict=True)
        some = [one.code for one, p in chances if self._rng.random() < min(0.9, 1.5 * p)]
        return some or [self._one(options, leaning)]

    def _one(self, options: Sequence[Any], leaning: Any) -> str:
        code: str = options[int(self._rng.choice(len(options), p=leaning))].code
        return code
