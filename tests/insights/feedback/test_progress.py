"""Watching an import, and what is left of one that was killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from common.db.engine import Database
from feedback_support import rows, source, stored
from insights.feedback import progress, repository
from insights.feedback.staging import Staging
from insights_support import QE1, Library

pytestmark = pytest.mark.rule("insights.11")

SCRIPT = Path(__file__).parents[2] / "crashing_import.py"


async def watched(library: Library, path: str) -> dict[str, Any]:
    answer = await library.editor.get(path.replace("/imports", "/progress"))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


class TestWatching:
    async def test_it_is_told_how_many_rows_were_read_while_they_are(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
        path = await source(library.editor)
        assert (await watched(library, path))["state"] == "none"
        told: list[dict[str, Any]] = []
        add = Staging.add

        async def adding(self: Staging, *given: Any) -> None:
            told.append(await watched(library, path))
            await add(self, *given)

        monkeypatch.setattr(Staging, "add", adding)
        body = rows(6_000)
        report = (await library.editor.upload(path, body)).json()
        assert report["accepted"] == 6_000
        seen = [one["rows"] for one in told if one["phase"] == "reading"]
        assert seen[:3] == [0, 2_000, 4_000]
        assert told[0]["file_bytes"] == len(body)
        assert told[0]["import_id"] == report["import_id"]
        assert told[-1]["phase"] == "keeping"
        assert (await watched(library, path))["state"] == "none"

    async def test_one_that_is_refused_is_over(self, library: Library) -> None:
        path = await source(library.editor)
        answer = await library.editor.upload(path, rows(3) + b'Z,,,5,"cut off')
        assert answer.status_code == 422
        assert (await watched(library, path))["state"] == "none"

    async def test_no_import_fails_because_its_progress_cannot_be_told(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(*_: object) -> None:
            raise OperationalError("x", {}, ConnectionError())

        monkeypatch.setattr(repository, "note_progress", away)
        monkeypatch.setattr(repository, "forget_progress", away)
        path = await source(library.editor)
        assert (await library.editor.upload(path, rows(5))).json()["accepted"] == 5


class TestACrash:
    async def test_leaves_nothing_half_kept_and_the_file_can_be_sent_again(
        self, library: Library, database: Database, tmp_path: Path
    ) -> None:
        path = await source(library.editor)
        file = tmp_path / "rows.csv"
        file.write_bytes(rows(60_000))
        url = database.engine.url.render_as_string(hide_password=False)
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SCRIPT), url, path.split("/")[2], str(file),
            env={**os.environ, "PYTHONPATH": str(SCRIPT.parent)},
        )  # fmt: skip
        async with asyncio.timeout(60):
            while ((await watched(library, path))["rows"] or 0) < 10_000:
                assert process.returncode is None, "it ended before it could be killed"
                await asyncio.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        assert await stored(library) == []
        left = await watched(library, path)
        assert left["rows"] >= 10_000
        report = (await library.editor.upload(path, file.read_bytes())).json()
        assert (report["accepted"], report["duplicates"]) == (60_000, 0)
        assert (await watched(library, path))["state"] == "none"

    async def test_is_told_once_it_has_been_quiet_for_long(
        self, library: Library, database: Database
    ) -> None:
        path = await source(library.editor)
        source_id = path.split("/")[2]
        for seconds, phase, state in (
            (60, "reading", "running"),
            (120, "reading", "broken_off"),
            (120, "keeping", "running"),
            (1_200, "keeping", "broken_off"),
        ):
            async with database.transaction(QE1) as session:
                moved = library.now - timedelta(seconds=seconds)
                await repository.note_progress(
                    session,
                    {
                        "ics": QE1,
                        "import_id": source_id,
                        "source_id": source_id,
                        "file_bytes": 1,
                        "rows": 1,
                        "phase": phase,
                        "started_at": moved,
                        "moved_at": moved,
                    },
                )
            assert (await watched(library, path))["state"] == state
