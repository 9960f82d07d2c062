"""A survey's questions as fields of a form, and what the form then says.

Every question is on the page, also one that is asked only after a certain answer: it says so, and
what is written in one that does not apply is not sent.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from gateway.pages.forms import Choice, ChoiceGroup, Errors, one, several

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
_PLACES = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
)  # fmt: skip


class NotUnderstood(Exception):
    """What stands in a field cannot be an answer; the message is for the page."""


def field_name(question: Question, part: str | int | None = None) -> str:
    """Give the name of a question's field in the form, or of one of its fields."""
    name = f"q_{question['id']}"
    return name if part is None else f"{name}_{part}"


def read_answers(questions: list[Question], form: FormData) -> tuple[list[dict[str, Any]], Errors]:
    """Give the answers that a form holds, and what is wrong with it in the page's words."""
    answers: dict[str, Said] = {}
    errors = Errors()
    for question in questions:
        if not _applies(question, questions, answers):
            continue
        name = first_field(question, form)
        try:
            said = _said(question, form)
        except NotUnderstood as problem:
            errors.add(name, f"{problem}: {question['text']}")
            continue
        if said is not None:
            answers[question["id"]] = said
        elif question["required"]:
            errors.add(name, f"{_DEMANDS[question['kind']]}: {question['text']}")
    if not answers and not errors and questions:
        errors.add(first_field(questions[0], form), "Answer at least one question")
    return [{"question_id": key, **said} for key, said in answers.items()], errors


def first_field(question: Question, form: FormData) -> str:
    """Give the id of the control that an error leads to: in a matrix, of the first empty row."""
    if question["kind"] != "matrix":
        return field_name(question)
    rows = [field_name(question, row["code"]) for row in question["rows"]]
    return next((row for row in rows if not one(form, row)), rows[0])


def shown(questions: list[Question], form: FormData) -> list[dict[str, Any]]:
    """Give the questions as the template shows them, with what the form says already."""
    return [
        {
            **question,
            "field": field_name(question),
            "groups": [ChoiceGroup(None, _choices(question))],
            "said": one(form, field_name(question)),
            "said_all": several(form, field_name(question)),
            "hint": _hint(question, questions),
            "fields": _fields(question, form),
        }
        for question in questions
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


def _hint(question: Question, questions: list[Question]) -> str:
    """Say when a question applies, and how it is answered."""
    hints: list[str] = []
    condition = question.get("show_if")
    if condition is not None:
        earlier = questions[condition["question"] - 1]
        labels = {choice.value: choice.label for choice in _choices(earlier)}
        called = " or ".join(f"“{labels[code]}”" for code in condition["any_of"])
        hints.append(f"Only answer this if you chose {called} for “{earlier['text']}”.")
    match question["kind"]:
        case "multiple_choice":
            hints.append("Select all that apply.")
        case "ranking":
            hints.append("Start with the one you like best. You can leave later ones empty.")
        case "number":
            whole = "a whole number" if question["integer"] else "a number"
            unit = f" of {question['unit']}" if question.get("unit") else ""
            hints.append(f"Enter {whole}{unit}, {_span(question)}.")
        case "date":
            hints.append(f"From {_day(question['earliest'])} to {_day(question['latest'])}.")
        case "free_text":
            hints.append("Do not write names or other details that point to a person.")
    return " ".join(hints)


def _applies(question: Question, questions: list[Question], answers: dict[str, Said]) -> bool:
    condition = question.get("show_if")
    if condition is None:
        return True
    said = answers.get(questions[condition["question"] - 1]["id"], {})
    chosen = {str(said[name]) for name in ("choice", "value") if name in said}
    return not chosen.union(said.get("choices", [])).isdisjoint(condition["any_of"])


def _said(question: Question, form: FormData) -> Said | None:
    """Give one answer in the panel's form; None where there is none, or one never offered."""
    name = field_name(question)
    offered = {choice.value for choice in _choices(question)}
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
            said = {"number": _number(question, value)} if value else None
        case "date":
            said = _date(question, [f["said"] for f in _fields(question, form)])
        case _:
            said = {"choice": value} if value in offered else None
    return said


def _text(question: Question, text: str) -> Said | None:
    limit = question.get("max_length")
    if limit is not None and len(text) > limit:
        raise NotUnderstood(f"Your answer must be {limit} characters or less")
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


def _number(question: Question, value: str) -> float:
    try:
        number = float(value.replace(",", ""))
    except ValueError:
        number = math.nan
    whole = not question["integer"] or number % 1 == 0
    if not whole or not question["minimum"] <= number <= question["maximum"]:
        kind = "a whole number" if question["integer"] else "a number"
        raise NotUnderstood(f"Enter {kind}, {_span(question)}")
    return number


def _date(question: Question, said: list[str]) -> Said | None:
    if not any(said):
        return None
    earliest, latest = question["earliest"], question["latest"]
    try:
        day = date(*(int(part) for part in reversed(said)))
    except (ValueError, OverflowError):
        raise NotUnderstood("Enter a real date, with day, month and year") from None
    if not earliest <= day.isoformat() <= latest:
        raise NotUnderstood(f"Enter a date from {_day(earliest)} to {_day(latest)}")
    return {"day": day.isoformat()}


def _span(question: Question) -> str:
    return f"{question['minimum']:.12g} to {question['maximum']:.12g}"


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}"


def _choices(question: Question) -> list[Choice]:
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
