"""A survey's questions as fields of a form, and what the form then says.

A question that is asked only after a certain answer on the same page is there in any case: it says
so, and what is written in one that does not apply is not sent.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from gateway.pages.forms import Choice, ChoiceGroup, Errors, one, several
from gateway.pages.wording import IN_ENGLISH, Wording

Question = dict[str, Any]
Said = dict[str, Any]

_DEMANDS = {
    "single_choice": "Select an answer",
    "multiple_choice": "Select at least one answer",
    "scale": "Select a number",
    "ranking": "Select your first choice",
    "matrix": "Select an answer for each row",
    "number": "Enter a number",
    "date": "Enter a date",
    "free_text": "Write an answer",
}
_ANY_NUMBER = "Enter a number, {numbers}"
_PLACES = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
)  # fmt: skip


class NotUnderstood(Exception):
    """What stands in a field cannot be an answer; the message, in English, is for the page.

    Args:
        slots: what stands in the message's braces.
    """

    def __init__(self, message: str, **slots: str) -> None:
        super().__init__(message)
        self.message = message
        self.slots = slots


def field_name(question: Question, part: str | int | None = None) -> str:
    """Give the name of a question's field in the form, or of one of its fields."""
    name = f"q_{question['id']}"
    return name if part is None else f"{name}_{part}"


def read_answers(
    questions: list[Question],
    form: FormData,
    *,
    page: list[Question] | None = None,
    before: dict[str, Said] | None = None,
    words: Wording = IN_ENGLISH,
) -> tuple[list[dict[str, Any]], Errors]:
    """Give the answers so far, and what is wrong with the form in the page's words.

    Args:
        page: the questions that the form has; all where there is one page.
        before: question id → what was answered on other pages.
    """
    on_page = [question["id"] for question in page or questions]
    answers: dict[str, Said] = {}
    errors = Errors()
    for question in questions:
        if not applies(question, questions, answers):
            continue
        if question["id"] not in on_page:
            answers |= {key: said for key, said in (before or {}).items() if key == question["id"]}
            continue
        name = first_field(question, form)
        try:
            said = _said(question, form, words)
        except NotUnderstood as problem:
            errors.add(name, f"{words(problem.message, **problem.slots)}: {question['text']}")
            continue
        if said is not None:
            answers[question["id"]] = said
        elif question["required"]:
            errors.add(name, f"{words(_DEMANDS[question['kind']])}: {question['text']}")
    if page is None and not answers and not errors and questions:
        errors.add(first_field(questions[0], form), words("Answer at least one question"))
    return [{"question_id": key, **said} for key, said in answers.items()], errors


def first_field(question: Question, form: FormData) -> str:
    """Give the id of the control that an error leads to: in a matrix, of the first empty row."""
    if question["kind"] != "matrix":
        return field_name(question)
    rows = [field_name(question, row["code"]) for row in question["rows"]]
    return next((row for row in rows if not one(form, row)), rows[0])


def shown(
    questions: list[Question],
    form: FormData,
    *,
    page: list[Question] | None = None,
    words: Wording = IN_ENGLISH,
) -> list[dict[str, Any]]:
    """Give the questions of a page as the template shows them, with what the form says already."""
    on_page = questions if page is None else page
    return [
        {
            **question,
            "field": field_name(question),
            "groups": [ChoiceGroup(None, choices(question))],
            "said": one(form, field_name(question)),
            "said_all": several(form, field_name(question)),
            "hint": _hint(question, questions, on_page, words),
            "fields": [
                {**field, "label": words(field["label"])} for field in _fields(question, form)
            ],
        }
        for question in on_page
    ]


def _fields(question: Question, form: FormData) -> list[dict[str, str]]:
    """Give the fields of a question that has several, as {name, label, said}."""
    parts: list[tuple[str, str]] = []
    match question["kind"]:
        case "matrix":
            parts = [(row["code"], row["label"]) for row in question["rows"]]
        case "ranking":
            places = _PLACES[: len(question["options"])]
            parts = [(str(n), f"{place} choice") for n, place in enumerate(places, start=1)]
        case "date":
            parts = [("day", "Day"), ("month", "Month"), ("year", "Year")]
    return [
        {
            "name": field_name(question, part),
            "label": label,
            "said": one(form, field_name(question, part)),
        }
        for part, label in parts
    ]


def _hint(
    question: Question, questions: list[Question], page: list[Question], words: Wording
) -> str:
    """Say when a question applies, where the page itself decides that, and how it is answered."""
    hints: list[str] = []
    condition = question.get("show_if")
    if condition is not None and questions[condition["question"] - 1] in page:
        earlier = questions[condition["question"] - 1]
        labels = {choice.value: choice.label for choice in choices(earlier)}
        called = f" {words('or')} ".join(f"“{labels[code]}”" for code in condition["any_of"])
        told = "Only answer this if you chose {answers} for “{question}”."
        hints.append(words(told, answers=called, question=earlier["text"]))
    match question["kind"]:
        case "multiple_choice":
            hints.append(words("Select all that apply."))
        case "ranking":
            hints.append(words("Start with the one you like best. You can leave later ones empty."))
        case "number":
            kind = "Enter a whole number, {numbers}" if question["integer"] else _ANY_NUMBER
            unit = f" {question['unit']}" if question.get("unit") else ""
            hints.append(words(kind, numbers=_span(question, words) + unit))
        case "date":
            first, last = words.day(question["earliest"]), words.day(question["latest"])
            hints.append(words("From {first} to {last}", first=first, last=last))
        case "free_text":
            hints.append(words("Do not write names or other details that point to a person."))
    return " ".join(hints)


def applies(question: Question, questions: list[Question], answers: dict[str, Said]) -> bool:
    """Say whether a question is asked, given what was answered to those before it."""
    condition = question.get("show_if")
    if condition is None:
        return True
    said = answers.get(questions[condition["question"] - 1]["id"], {})
    chosen = {str(said[name]) for name in ("choice", "value") if name in said}
    return not chosen.union(said.get("choices", [])).isdisjoint(condition["any_of"])


def _said(question: Question, form: FormData, words: Wording) -> Said | None:
    """Give one answer in the panel's form; None where there is none, or one never offered."""
    name = field_name(question)
    offered = {choice.value for choice in choices(question)}
    value = one(form, name)
    said: Said | None
    match question["kind"]:
        case "multiple_choice":
            chosen = [v for v in dict.fromkeys(several(form, name)) if v in offered]
            said = {"choices": chosen} if chosen else None
        case "free_text":
            said = _text(question, value.replace("\r\n", "\n"))
        case "scale":
            said = {"value": int(value)} if value in offered else None
        case "ranking":
            said = _ranking([f["said"] for f in _fields(question, form)], offered)
        case "matrix":
            said = _rows(question, form, offered)
        case "number":
            said = {"number": _number(question, value, words)} if value else None
        case "date":
            said = _date(question, [f["said"] for f in _fields(question, form)], words)
        case _:
            said = {"choice": value} if value in offered else None
    return said


def _text(question: Question, text: str) -> Said | None:
    limit = question.get("max_length")
    if limit is not None and len(text) > limit:
        told = "Your answer must be {limit} characters or less"
        raise NotUnderstood(told, limit=str(limit))
    return {"text": text} if text else None


def _ranking(said: list[str], offered: set[str]) -> Said | None:
    chosen = [code for code in said if code in offered]
    if len(set(chosen)) < len(chosen):
        raise NotUnderstood("Select each option only once")
    if chosen and said[0] not in offered:
        raise NotUnderstood("Select your first choice")
    return {"ranking": chosen} if chosen else None


def _rows(question: Question, form: FormData, offered: set[str]) -> Said | None:
    said = {row["code"]: one(form, field_name(question, row["code"])) for row in question["rows"]}
    chosen = {row: code for row, code in said.items() if code in offered}
    if chosen and question["required"] and len(chosen) < len(said):
        raise NotUnderstood(_DEMANDS["matrix"])
    return {"rows": chosen} if chosen else None


def _number(question: Question, value: str, words: Wording) -> float:
    try:
        number = float(value.replace(",", ""))
    except ValueError:
        number = math.nan
    whole = not question["integer"] or number % 1 == 0
    if not whole or not question["minimum"] <= number <= question["maximum"]:
        kind = "Enter a whole number, {numbers}" if question["integer"] else _ANY_NUMBER
        raise NotUnderstood(kind, numbers=_span(question, words))
    return number


def _date(question: Question, said: list[str], words: Wording) -> Said | None:
    if not any(said):
        return None
    earliest, latest = question["earliest"], question["latest"]
    try:
        day = date(*(int(part) for part in reversed(said)))
    except (ValueError, OverflowError):
        raise NotUnderstood("Enter a real date, with day, month and year") from None
    if not earliest <= day.isoformat() <= latest:
        told = "Enter a date from {first} to {last}"
        raise NotUnderstood(told, first=words.day(earliest), last=words.day(latest))
    return {"day": day.isoformat()}


def _span(question: Question, words: Wording) -> str:
    low, high = f"{question['minimum']:.12g}", f"{question['maximum']:.12g}"
    return words("{low} to {high}", low=low, high=high)


def choices(question: Question) -> list[Choice]:
    """Give what can be chosen."""
    if question["kind"] == "scale":
        ends = {
            question["minimum"]: question.get("minimum_label"),
            question["maximum"]: question.get("maximum_label"),
        }
        return [
            Choice(str(step), f"{step}: {ends[step]}" if ends.get(step) else str(step))
            for step in range(question["minimum"], question["maximum"] + 1)
        ]
    return [Choice(one["code"], one["label"]) for one in question.get("options", [])]
