"""A survey with a question of each kind that the small sample lacks, routed by its first ones."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from panel.answers.checking import checked
from panel.answers.schemas import AnswerIn
from panel.results.tallies import Tally
from panel.surveys.choices import counted_under, items
from panel.surveys.questions import Question, read_questions, stored_questions
from panel.surveys.routing import is_shown
from panel.surveys.schemas import SurveyIn

FIELDS = ("choice", "choices", "ranking", "rows", "number", "day", "value", "choice", "text")


def options(*codes: str) -> list[dict[str, str]]:
    """Make options, each labelled as its code."""
    return [{"code": code, "label": code.title()} for code in codes]


def routed_questions() -> list[dict[str, Any]]:
    """Make questions of nine kinds and conditions; number 1 and number 5 are required."""
    return [
        {"kind": "single_choice", "text": "Did you go?", "required": True,
         "options": options("yes", "no", "maybe")},
        {"kind": "multiple_choice", "text": "How?", "options": options("bus", "car", "foot"),
         "show_if": {"question": 1, "any_of": ["yes"]}},
        {"kind": "ranking", "text": "What matters?", "options": options("time", "cost", "care"),
         "show_if": {"question": 2, "any_of": ["bus", "car"]}},
        {"kind": "matrix", "text": "How was it?", "rows": options("staff", "food"),
         "options": options("good", "bad")},
        {"kind": "number", "text": "How long?", "required": True, "minimum": 0, "maximum": 120,
         "bands": [30, 60], "unit": "minutes", "show_if": {"question": 1, "any_of": ["yes", "no"]}},
        {"kind": "date", "text": "When?", "earliest": "2026-01-15", "latest": "2026-03-31"},
        {"kind": "scale", "text": "How easy?", "minimum": 1, "maximum": 3},
        {"kind": "single_choice", "text": "Why so?", "options": options("far", "dear"),
         "required": True, "show_if": {"question": 7, "any_of": ["1", "2", "3"]}},
        {"kind": "free_text", "text": "What else?",
         "show_if": {"question": 2, "any_of": ["bus", "car"]}},
    ]  # fmt: skip


def read(questions: list[dict[str, Any]]) -> list[Question]:
    """Give questions their ids, as the panel does."""
    survey = SurveyIn.model_validate({"title": "t", "purpose": "p", "questions": questions})
    return read_questions(stored_questions(survey.questions))


def answers_to(questions: list[Question], said: dict[int, Any]) -> list[AnswerIn]:
    """Make answers to `routed_questions`, given by the number of the question."""
    return [
        AnswerIn.model_validate({"question_id": questions[n - 1].id, FIELDS[n - 1]: value})
        for n, value in said.items()
    ]


def tally_by_hand(questions: list[Question], unreached: int, people: list[dict[int, Any]]) -> Tally:
    """Count people's answers one by one."""
    answered: Counter[str] = Counter()
    chosen: Counter[tuple[str, str]] = Counter()
    shown: Counter[UUID] = Counter({q.id: 0 for q in questions if q.show_if})
    for said in people:
        kept = checked(questions, answers_to(questions, said))
        shown.update(
            q.id for n, q in enumerate(questions) if q.show_if and is_shown(questions, n, kept)
        )
        for item in items(questions):
            if (answer := kept.get(str(item.question.id))) is None:
                continue
            if item.row is None or item.row in answer:
                answered[item.key] += 1
            chosen.update((item.key, code) for code in counted_under(item, answer))
    return Tally(len(people) + unreached, len(people), answered, chosen, shown, {})
