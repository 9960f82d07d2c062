"""Giving out a survey's answers as CSV, beside a raw COPY of the same rows, and its memory.

python benchmarks/answers_export.py [ANSWERS]

Five questions of five kinds, one of them open. Timed is what the service does between the database
and the socket: the cursor, the columns, the search of open answers for personal data, the CSV.
COPY only hands the documents over. Memory is that of this process, looked at after each piece.
Wanted: memory that is flat at 250,000 answers, within 32 MiB of where it began.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from common.clock import new_id
from common.db.engine import Database
from common.db.tenancy import SystemCode
from panel.datafiles import service
from panel.load import load_file, read_file
from panel.surveys import service as surveys
from representation import FILE, prepared
from summary import bound

ANSWERS = 250_000
MEMORY_MIB = 32.0
ROUNDS = 3
QE1 = SystemCode("QE1")
_PAGE = os.sysconf("SC_PAGE_SIZE")

_SURVEY = """
INSERT INTO panel.surveys (ics, id, title, purpose, themes, places, questions, state, opened_at,
    closed_at, published)
VALUES ('QE1', $1, 'Getting to the clinic', 'To plan', '{}', '{}', $2::jsonb, 'closed', now(),
    now(), '{}')
"""


def questions() -> list[dict[str, Any]]:
    """Make the questions."""
    options = [{"code": code, "label": code} for code in ("bus", "car", "foot")]
    asked: list[dict[str, Any]] = [
        {"kind": "single_choice", "text": "How?", "options": options},
        {"kind": "multiple_choice", "text": "Else?", "options": options},
        {"kind": "scale", "text": "How easy?", "minimum": 1, "maximum": 5},
        {"kind": "number", "text": "How long?", "minimum": 0, "maximum": 200},
        {"kind": "free_text", "text": "What would help?"},
    ]
    return [{"id": str(new_id()), "required": False, "show_if": None, **one} for one in asked]


async def fill(owner: asyncpg.Connection, answers: int) -> Any:
    """Write a closed survey with its answers; gives its id."""
    survey, asked = new_id(), questions()
    await owner.execute(_SURVEY, survey, orjson.dumps(asked).decode())
    one, several, scale, number, text = (question["id"] for question in asked)
    await owner.execute(
        f"""
        INSERT INTO panel.responses (ics, survey_id, pseudonym, answered_on, answers)
        SELECT 'QE1', $1, sha256(n::text::bytea), CURRENT_DATE, jsonb_build_object(
            '{one}', (ARRAY['bus', 'car', 'foot'])[1 + n % 3],
            '{several}', jsonb_build_array('bus', 'foot'),
            '{scale}', 1 + n % 5, '{number}', n % 200,
            '{text}', 'The bus comes late on most days, and the stop has no seat. Number ' || n)
        FROM generate_series(1, $2) AS n
        """,
        survey,
        answers,
    )
    await owner.execute("VACUUM ANALYZE panel.responses")
    return survey


def resident() -> float:
    """Give the memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE / 2**20


async def exported(database: Database, survey_id: Any) -> tuple[float, int, float, float]:
    """Give seconds, bytes, and by how many MiB memory grew in the first tenth and in all."""
    gc.collect()
    begun, sent, start, peaks = time.perf_counter(), 0, resident(), [0.0]
    async with database.reading(QE1) as session:
        survey = await surveys.the_survey(session, QE1, survey_id)
        async for part in service.csv_of(session, QE1, survey):
            sent += len(part)
            peaks.append(resident() - start)
    return time.perf_counter() - begun, sent, max(peaks[: len(peaks) // 10 + 1]), max(peaks)


async def copied(owner: asyncpg.Connection, survey_id: Any) -> float:
    """Give the seconds that COPY takes."""

    async def nowhere(_: bytes) -> None:
        return None

    begun = time.perf_counter()
    await owner.copy_from_query(
        "SELECT answers FROM panel.responses WHERE survey_id = $1", survey_id, output=nowhere
    )
    return time.perf_counter() - begun


async def measure(url_owner: str, url: str, answers: int) -> None:
    """Measure and print."""
    owner = await asyncpg.connect(url_owner)
    database = Database(url, schema="panel", pool_size=2)
    await load_file(database, read_file(FILE))
    survey_id = await fill(owner, answers)
    rounds = [
        (*await exported(database, survey_id), await copied(owner, survey_id))
        for _ in range(ROUNDS)
    ]
    ours = statistics.median(one[0] for one in rounds)
    raw = statistics.median(one[4] for one in rounds)
    first, peak = max(one[2] for one in rounds), max(one[3] for one in rounds)
    print(f"{answers:,} answers, {rounds[0][1] / 2**20:.1f} MiB of CSV")
    print(
        f"export {ours:.2f} s ({answers / ours:,.0f}/s), COPY {raw:.2f} s: {raw / ours:.2f} times"
    )
    print(f"memory grew by {first:.1f} MiB in the first tenth, {peak:.1f} MiB in all")
    lines = [bound(f"export of {answers:,} answers, memory", peak, MEMORY_MIB, "MiB")]
    figures = {"answers": answers, "seconds": ours, "copy": raw, "mib": peak}
    print(json.dumps({"benchmark": "answers_export", **figures, "summary": lines}))
    await database.dispose()
    await owner.close()


def main(answers: int) -> None:
    """Run the benchmark."""
    with prepared() as databases:
        server = databases.server
        asyncio.run(measure(server.url(), server.url("panel_app"), answers))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS)
