"""Answers that were given, as fields of a form again, and in words."""

from __future__ import annotations

from datetime import date

from starlette.datastructures import UploadFile

from gateway.pages.questions import Question, Said, choices, field_name


def as_form(question: Question, said: Said) -> list[tuple[str, str | UploadFile]]:
    """Give the fields of a form that says an answer."""
    parts: list[tuple[str, str | UploadFile]]
    match question["kind"]:
        case "multiple_choice":
            parts = [(field_name(question), code) for code in said["choices"]]
        case "ranking":
            places = enumerate(said["ranking"], start=1)
            parts = [(field_name(question, place), code) for place, code in places]
        case "matrix":
            parts = [(field_name(question, row), code) for row, code in said["rows"].items()]
        case "date":
            day = date.fromisoformat(said["day"])
            of_day = {"day": day.day, "month": day.month, "year": day.year}
            parts = [(field_name(question, name), str(value)) for name, value in of_day.items()]
        case "number":
            parts = [(field_name(question), f"{said['number']:.12g}")]
        case _:
            (value,) = said.values()
            parts = [(field_name(question), str(value))]
    return parts


def in_words(question: Question, said: Said) -> list[str]:
    """Give an answer as its person reads it again, a line for each part."""
    labels = {choice.value: choice.label for choice in choices(question)}
    match question["kind"]:
        case "multiple_choice":
            lines = [labels[code] for code in said["choices"]]
        case "ranking":
            lines = [f"{n}. {labels[code]}" for n, code in enumerate(said["ranking"], start=1)]
        case "matrix":
            rows = {row["code"]: row["label"] for row in question["rows"]}
            lines = [f"{rows[row]}: {labels[code]}" for row, code in said["rows"].items()]
        case "date":
            lines = [f"{date.fromisoformat(said['day']):%d/%m/%Y}"]
        case "number":
            unit = question.get("unit")
            lines = [f"{said['number']:,.12g}" + (f" {unit}" if unit else "")]
        case "free_text":
            lines = said["text"].split("\n")
        case _:
            (value,) = said.values()
            lines = [labels[str(value)]]
    return lines
