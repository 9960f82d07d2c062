"""Sealing with the key of an anonymous survey, and how long everything sealed of an answer is."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from common.crypto.sealing import KEY_BYTES, Sealer
from common.db.tenancy import SystemCode
from panel.surveys.questions import (
    FreeText,
    Matrix,
    MultipleChoice,
    Question,
    Ranking,
)

_NAME = "survey"
_CODE = 64
"""Bytes of a code of at most 60 characters, its quotes and a comma."""
_ESCAPED = 6
"""Bytes of the longest form of a character in JSON."""


class SurveyKey:
    """The key of one survey, unwrapped. Never stored, never shown."""

    def __init__(self, ics: SystemCode, survey_id: UUID, secret: bytes) -> None:
        self.secret = secret
        self._place = f"{ics}:{survey_id}"
        self._sealer = Sealer({_NAME: secret}, _NAME)

    @classmethod
    def fresh(cls, ics: SystemCode, survey_id: UUID) -> SurveyKey:
        """Make a key; it follows from nothing, so it cannot be made again."""
        return cls(ics, survey_id, os.urandom(KEY_BYTES))

    def seal(self, plain: bytes, field: str) -> bytes:
        """Seal what a field holds; it opens in that field of that survey only."""
        return self._sealer.seal(plain, f"{self._place}:{field}".encode())

    def open(self, sealed: bytes, field: str) -> bytes:
        """Open what a field holds.

        Raises:
            CannotOpen: if it was altered, or is of another field or survey.
        """
        return self._sealer.open(sealed, f"{self._place}:{field}".encode())

    def ballot(
        self, ballot_id: UUID, questions: Sequence[Question], answers: Mapping[str, Any]
    ) -> bytes:
        """Seal answers, question id → answer, for a ballot."""
        plain = orjson.dumps(answers).ljust(longest(questions))
        return self.seal(plain, f"ballots.sealed:{ballot_id}")

    def answers(self, ballot_id: UUID, sealed: bytes) -> dict[str, Any]:
        """Open a ballot.

        Raises:
            CannotOpen: if it was altered, or is another.
        """
        found: dict[str, Any] = orjson.loads(self.open(sealed, f"ballots.sealed:{ballot_id}"))
        return found


def longest(questions: Sequence[Question]) -> int:
    """Give the bytes that no answers to some questions exceed as JSON: what is sealed of anybody's
    is filled up to them, so that its length says nothing of what they wrote."""
    return 2 + sum(_CODE + _longest_answer(question) for question in questions)


def _longest_answer(question: Question) -> int:
    match question:
        case MultipleChoice() | Ranking():
            return 2 + _CODE * len(question.options)
        case Matrix():
            return 2 + 2 * _CODE * len(question.rows)
        case FreeText():
            return 2 + _ESCAPED * question.max_length
    return _CODE
