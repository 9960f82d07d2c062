"""Reading what a browser sends, and putting what is wrong into the words of the page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData

from gateway.pages.speaking import marked, say

MAX_FIELDS = 1200


async def sent_form(request: Request) -> FormData:
    """Read a form; files are not taken."""
    return await request.form(max_files=0, max_fields=MAX_FIELDS)


def one(form: FormData, name: str) -> str:
    """Give the text of a field, trimmed; empty where it is not there."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def several(form: FormData, name: str) -> list[str]:
    """Give all values of a field, such as ticked boxes."""
    return [value for value in form.getlist(name) if isinstance(value, str) and value]


@dataclass
class Errors:
    """What is wrong with a form: for the summary at the top, and beside each field."""

    summary: list[dict[str, str]] = field(default_factory=list)
    by_field: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, text: str) -> None:
        """Say what is wrong with a field; ``name`` is the id of its first control."""
        if name not in self.by_field:
            self.by_field[name] = text
            self.summary.append({"text": text, "href": f"#{name}"})

    def __bool__(self) -> bool:
        return bool(self.summary)


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen."""

    value: str
    label: str
    hint: str = ""
    """Why it is asked, under its label."""


CONNECTIONS = [
    Choice("lives", marked("I live here")),
    Choice("works", marked("I work here")),
    Choice("cared_for", marked("I get care here")),
]
"""What connects a person with the area (rule 1 of the panel)."""


def spoken_choices(choices: list[Choice]) -> list[Choice]:
    """Give choices in the language of the request."""
    return [replace(choice, label=say(choice.label)) for choice in choices]


@dataclass(frozen=True)
class ChoiceGroup:
    """Answers under one heading; the heading is None for those that stand by themselves."""

    heading: str | None
    choices: list[Choice]


def grouped(terms: list[dict[str, Any]]) -> list[ChoiceGroup]:
    """Put the terms of a vocabulary under their headings.

    A term that others stand under is a heading and no answer.
    """
    headings = {term["parent"] for term in terms if term.get("parent")}
    labels = {term["code"]: term["label"] for term in terms}
    groups: dict[str | None, list[Choice]] = {}
    for term in terms:
        if term["code"] not in headings:
            group = groups.setdefault(term.get("parent"), [])
            group.append(Choice(term["code"], term["label"], term.get("why") or ""))
    return [ChoiceGroup(labels.get(parent or ""), choices) for parent, choices in groups.items()]
