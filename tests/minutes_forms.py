"""A made-up record of a meeting around the lines that a test of the minutes reader is about."""

from __future__ import annotations

from typing import Any

from governance.minutes.reading.reader import read_minutes
from minutes_scoring import facts_of

HEAD = "Fenmouth Place Board\n\nMinutes of the meeting held on 4 March 2025\n\n"
PRESENT = "Present:\nAnn Low, Chair\nBo Hay, Nurse\n\n"
ITEMS = "\n\n1. Welcome\n\nAll were welcomed.\n\n2. Any other business\n\nNone.\n"


def facts(text: str) -> dict[str, list[Any]]:
    return facts_of(read_minutes(text))


def lists(attendance: str) -> dict[str, list[Any]]:
    return facts(f"{HEAD}{attendance}{ITEMS}")


def item(title: str, body: str) -> dict[str, list[Any]]:
    return facts(f"{HEAD}{PRESENT}1. Welcome\n\nAll were welcomed.\n\n2. {title}\n\n{body}\n")
