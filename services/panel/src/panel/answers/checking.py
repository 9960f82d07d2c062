"""Whether answers fit their questions, and how they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from common.errors import FieldError, Invalid
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
from panel.surveys.routing import is_shown

_FIELDS = {
    SingleChoice: "choice",
    MultipleChoice: "choices",
    Scale: "value",
    Ranking: "ranking",
    Matrix: "rows",
    Number: "number",
    Date: "day",
    FreeText: "text",
}


def checked(questions: Sequence[Question], given: Sequence[AnswerIn]) -> dict[str, Any]:
    """Check answers against their survey's questions; give question id → answer, as it is kept.

    Questions are gone through in their order. What was answered to one that is hidden by what was
    answered before it is dropped unread; only a shown one can be missing.

    Raises:
        Invalid: naming every answer that doesn't fit, and every required one that is missing.
    """
    kept, wrong, missing = _gone_through(questions, given)
    wrong = wrong or missing
    if not wrong and not kept:
        wrong = [FieldError("body.answers", "must answer at least one question")]
    if wrong:
        raise Invalid("Correct the answers named below.", fields=tuple(wrong))
    return kept


def checked_so_far(questions: Sequence[Question], given: Sequence[AnswerIn]) -> dict[str, Any]:
    """Check the answers of a draft as `checked` does, but none is missing yet.

    Raises:
        Invalid: naming every answer that doesn't fit.
    """
    kept, wrong, _ = _gone_through(questions, given)
    if wrong:
        raise Invalid("Correct the answers named below.", fields=tuple(wrong))
    return kept


def as_given(questions: Sequence[Question], kept: Mapping[str, Any]) -> list[AnswerIn]:
    """Put kept answers as they were given, in the order of the questions."""
    return [
        AnswerIn.model_validate({"question_id": q.id, _FIELDS[type(q)]: kept[str(q.id)]})
        for q in questions
        if str(q.id) in kept
    ]


def _gone_through(
    questions: Sequence[Question], given: Sequence[AnswerIn]
) -> tuple[dict[str, Any], list[FieldError], list[FieldError]]:
    """Give what is kept, what does not fit, and what is missing."""
    by_question, wrong = _by_question(questions, given)
    kept: dict[str, Any] = {}
    missing: list[FieldError] = []
    for number, question in enumerate(questions):
        if not is_shown(questions, number, kept):
            continue
        if question.id not in by_question:
            if question.required:
                missing.append(FieldError(f"questions[{number}]", "must be answered"))
            continue
        position, answer = by_question[question.id]
        field = _FIELDS[type(question)]
        problem = _problem(question, answer)
        if problem is not None:
            wrong.append(FieldError(f"body.answers[{position}].{field}", problem))
        else:
            kept[str(question.id)] = _kept(question, answer)
    return kept, wrong, missing


def _by_question(
    questions: Sequence[Question], given: Sequence[AnswerIn]
) -> tuple[Mapping[Any, tuple[int, AnswerIn]], list[FieldError]]:
    known = {question.id for question in questions}
    found: dict[Any, tuple[int, AnswerIn]] = {}
    wrong: list[FieldError] = []
    for position, answer in enumerate(given):
        path = f"body.answers[{position}].question_id"
        if answer.question_id not in known:
            wrong.append(FieldError(path, "is not a question of this survey"))
        elif answer.question_id in found:
            wrong.append(FieldError(path, "is answered twice"))
        else:
            found[answer.question_id] = (position, answer)
    return found, wrong


def _kept(question: Question, answer: AnswerIn) -> Any:
    value = getattr(answer, _FIELDS[type(question)])
    if isinstance(question, Number) and question.integer:
        return int(value)
    return value.isoformat() if isinstance(question, Date) else value


def _problem(question: Question, answer: AnswerIn) -> str | None:
    field = _FIELDS[type(question)]
    given = [name for name in _FIELDS.values() if getattr(answer, name) is not None]
    if given != [field]:
        return f"is what a question of the kind {question.kind} is answered with, and nothing else"
    value = getattr(answer, field)
    problem: str | None
    match question:
        case SingleChoice():
            fits = value in {option.code for option in question.options}
            problem = None if fits else "is not one of the options"
        case MultipleChoice() | Ranking():
            problem = _problem_of_choices(question, value)
        case Scale():
            fits = question.minimum <= value <= question.maximum
            problem = None if fits else f"must be {question.minimum} to {question.maximum}"
        case Matrix():
            problem = _problem_of_rows(question, value)
        case Number():
            problem = _problem_of_number(question, value)
        case Date():
            fits = question.earliest <= value <= question.latest
            problem = None if fits else f"must be {question.earliest} to {question.latest}"
        case FreeText():
            problem = _problem_of_text(question, value)
    return problem


def _problem_of_choices(question: MultipleChoice | Ranking, chosen: Sequence[str]) -> str | None:
    if not chosen:
        return "must have at least one option; leave the answer out for none"
    if len(set(chosen)) != len(chosen):
        return "has an option twice"
    fits = set(chosen) <= {option.code for option in question.options}
    return None if fits else "has something that is not one of the options"


def _problem_of_rows(question: Matrix, chosen: Mapping[str, str]) -> str | None:
    if not chosen:
        return "must have at least one row; leave the answer out for none"
    if not chosen.keys() <= {row.code for row in question.rows}:
        return "has something that is not one of the rows"
    if not set(chosen.values()) <= {option.code for option in question.options}:
        return "has something that is not one of the options"
    if question.required and len(chosen) < len(question.rows):
        return "must have every row"
    return None


def _problem_of_number(question: Number, number: float) -> str | None:
    if not question.minimum <= number <= question.maximum:
        return f"must be {question.minimum:.12g} to {question.maximum:.12g}"
    return "must be a whole number" if question.integer and number % 1 else None


def _problem_of_text(question: FreeText, text: str) -> str | None:
    if not text:
        return "must not be empty; leave the answer out instead"
    if "\0" in text:
        return "must not hold the character NUL"
    fits = len(text) <= question.max_length
    return None if fits else f"must have at most {question.max_length} characters"
