"""Briefs in tests: making and reading them, and one as the library tells it to everybody."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import docx as reader
from pydantic import TypeAdapter

from common.documents import Document, Heading, Link, Table, paragraph
from common.documents.model import listing
from insights_support import Caller, Library

BRIEF_ID = str(uuid4())
MADE = Document(
    title="What do people say about waiting for urgent care?",
    author="Lancashire and South Cumbria",
    made_at=datetime(2026, 11, 21, 9, tzinfo=UTC),
    blocks=(
        paragraph("What is known as of 21 November 2026."),
        listing([paragraph("Read it again: ", Link("this page", "https://gateway.example/x"))]),
        Heading("What was heard, by community"),
        Heading("Young carers", 2),
        Table(
            "Heard from: Young carers",
            ("Finding", "What was heard", "Places", "People", "Strength", "Heard, and how old"),
            (
                ("QE1-2026-0001 (version 1)", "Waiting for urgent care at night", "Blackpool",
                 "about 40 people", "Moderate", "30 September 2026, fresh"),
            ),
        ),
        Heading("Who was not heard"),
        listing(["<script>alert(1)</script>"]),
    ),
)  # fmt: skip
BRIEF: dict[str, Any] = json.loads(TypeAdapter(Document).dump_json(MADE))

QUESTION = "What do people say about waiting for urgent care?"


async def brief(caller: Caller, **fields: Any) -> dict[str, Any]:
    answer = await caller.post("/briefs", {"question": QUESTION, **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def read(caller: Caller, made: dict[str, Any]) -> dict[str, Any]:
    answer = await caller.get(f"/briefs/{made['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def references(made: dict[str, Any]) -> list[str]:
    return [one["reference"] for one in made["findings"]]


def heard_ago(library: Library, days: int) -> dict[str, Any]:
    day = library.now.date() - timedelta(days=days)
    return {"heard_from": None, "heard_to": day.isoformat()}


async def change(library: Library, found: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = await library.editor.patch(f"/findings/{found['id']}", fields, found["revision"])
    assert answer.status_code == 200, answer.text
    return await library.publish(answer.json())


def words_of(answer: Any) -> str:
    """Give all the words of a document."""
    assert answer.status_code == 200, answer.text
    if "wordprocessing" not in answer.headers["Content-Type"]:
        text: str = answer.text
        return text
    file = reader.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *cells])
