"""Whether answers fit their questions, and how they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.errors import FieldError, Invalid
from panel.answers.schemas import AnswerIn
from panel.surveys.questions import FreeText, MultipleChoice, Question, Scale, SingleChoice

_FIELDS = {
    SingleChoice: "choice",
    MultipleChoice: "choices",
    Scale: "value",
    FreeText: "text",
}


def checked(questions: Sequence[Question], given: Sequence[AnswerIn]) -> dict[str, Any]:
    """Check answers against their survey's questions; give question id → answer, as it is kept.

    Raises:
        Invalid: naming every answer that doesn't fit, and every required one that is missing.
    """
    by_id = {question.id: question for question in questions}
    kept: dict[str, Any] = {}
    wrong: list[FieldError] = []
    for position, answer in enumerate(given):
        path = f"body.answers[{position}]"
        question = by_id.get(answer.question_id)
        if question is None:
            wrong.append(FieldError(f"{path}.question_id", "is not a question of this survey"))
        elif str(question.id) in kept:
            wrong.append(FieldError(f"{path}.question_id", "is answered twice"))
        elif (problem := _problem(question, answer)) is not None:
            wrong.append(FieldError(f"{path}.{_FIELDS[type(question)]}", problem))
        else:
            kept[str(question.id)] = getattr(answer, _FIELDS[type(question)])
    missing = [n for n, q in enumerate(questions) if q.required and str(q.id) not in kept]
    if not wrong:
        wrong += [FieldError(f"questions[{n}]", "must be answered") for n in missing]
    if not wrong and not kept:
        wrong.append(FieldError("body.answers", "must answer at least one question"))
    if wrong:
        raise Invalid("Correct the answers named below.", fields=tuple(wrong))
    return kept


def _problem(question: Question, answer: AnswerIn) -> str | None:
    field = _FIELDS[type(question)]
    given = [name for name in _FIELDS.values() if getattr(answer, name) is not None]
    if given != [field]:
        return f"is what a question of the kind {question.kind} is answered with, and nothing else"
    match question:
        case SingleChoice():
            fits = answer.choice in {option.code for option in question.options}
            return None if fits else "is not one of the options"
        case MultipleChoice():
            return _problem_of_choices(question, answer.choices or [])
        case Scale():
            fits = question.minimum <= (answer.value or 0) <= question.maximum
            return None if fits else f"must be {question.minimum} to {question.maximum}"
        case FreeText():
            return _problem_of_text(question, answer.text or "")


def _problem_of_choices(question: MultipleChoice, chosen: Sequence[str]) -> str | None:
    if not chosen:
        return "must have at least one option; leave the answer out for none"
    if len(set(chosen)) != len(chosen):
        return "has an option twice"
    fits = set(chosen) <= {option.code for option in question.options}
    return None if fits else "has something that is not one of the options"


def _problem_of_text(question: FreeText, text: str) -> str | None:
    if not text:
        return "must not be empty; leave the answer out instead"
    fits = len(text) <= question.max_length
    return None if fits else f"must have at most {question.max_length} characters"
