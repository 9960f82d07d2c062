"""Comments in the form of the real ones, as a file: CSV, or Excel's (``BULK_FORM=xlsx``)."""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Iterator
from typing import IO, Any

from openpyxl import Workbook

from insights.feedback.ready import ready_mappings

FORM = os.environ.get("BULK_FORM", "csv")
MAPPING = ready_mappings()["friends_and_family_test"].mapping
SAYINGS = (
    "the staff were kind and listened to me but waiting took far too long nobody told us when",
    "transport would come appointment was changed twice parking is hard ward clean food cold",
    "nurse doctor explained medicine clearly thank you please improve phone line letters",
)
WORDS = [word for saying in SAYINGS for word in saying.split()]


def table(rows: int) -> Iterator[list[Any]]:
    """Give a header and comments in the form of the real ones: 60 columns, a few themes marked."""
    chance = random.Random(2026)
    themes = list(MAPPING.themes.columns) if MAPPING.themes else []
    mood = MAPPING.sentiment.column if MAPPING.sentiment else ""
    yield [
        MAPPING.external_id, "Date", MAPPING.service, MAPPING.question, "FFT categorical answer",
        MAPPING.text, mood, *themes,
    ]  # fmt: skip
    for number in range(rows):
        marks = [""] * len(themes)
        for _ in range(chance.randrange(3)):
            marks[chance.randrange(len(themes))] = "1"
        comment = " ".join(chance.choices(WORDS, k=chance.randrange(4, 40)))
        day = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/2025"
        service_name = f"Service {chance.randrange(9)}"
        feeling = chance.choice(["", "1", "2", "3", "4", "5"])
        score = chance.randrange(1, 6)
        yield [f"ID {number}", day, service_name, "What was good?", score, comment, feeling, *marks]


def write_file(file: IO[bytes], rows: int) -> None:
    """Write them as CSV, or as Excel's."""
    if FORM == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in table(rows):
            sheet.append(row)
        book.save(file)
        return
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    csv.writer(text).writerows(table(rows))
    text.detach()
