"""Importing what was uploaded: whole or not at all, and on from where it stopped."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from common.db.engine import Database
from feedback_support import HEADER, rows, source, stored
from insights.feedback.importing import Batch
from insights.feedback.staging import Staging
from insights.files.errors import StoreUnavailable
from insights.uploads import repository, running
from insights.uploads.packing import packed
from insights.uploads.running import MAX_ATTEMPTS
from insights_support import QE1, Library
from uploads_support import importer, kept_files, standing, uploaded

pytestmark = pytest.mark.rule("insights.11")

FIGURES = ("rows", "accepted", "blank", "duplicates", "rejected_rows", "rejected", "form",
           "encoding", "missing_columns", "dry_run")  # fmt: skip


async def staged(database: Database) -> int:
    async with database.reading(QE1) as session:
        return int(await session.scalar(text("SELECT count(*) FROM feedback_staged_batches")) or 0)


class PowerFailed(BaseException):
    """Ends a run as a crash does: nobody handles it."""


def failing_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> list[int]:
    """Let a run break off at a batch; gives the rows of those that were staged, as they come."""
    seen: list[int] = []

    def packing(keys: Any, batch: Batch, *given: Any) -> bytes:
        if len(seen) == batches:
            raise PowerFailed
        seen.append(batch.rows)
        return packed(keys, batch, *given)

    monkeypatch.setattr(running, "packed", packing)
    return seen


class TestAnImport:
    async def test_reports_what_the_same_file_in_one_request_would(self, library: Library) -> None:
        body = rows(2_500) + b"A,31/02/2025,1,9,x\nR1,,,,\nR2,,,5,other words\nR3,,,5\n"
        one = await source(library.editor, name="one")
        direct = (await library.editor.upload(one, body)).json()
        two = await source(library.editor, name="two")
        upload = await uploaded(library.editor, two, body)
        assert (await standing(library.editor, upload))["state"] == "waiting"
        await importer(library).import_waiting(library.database)
        told = await standing(library.editor, upload)
        assert (told["state"], told["rows"], told["problem"]) == ("done", 2_504, None)
        report = (await library.editor.get(told["report"].partition("/insights")[2])).json()
        assert {n: report[n] for n in FIGURES} == {n: direct[n] for n in FIGURES}
        assert report["import_id"] == upload
        assert report["same_file_as"] is None

    @pytest.mark.parametrize("external_id", ["Id", None])
    async def test_the_same_file_again_adds_nothing(
        self, library: Library, external_id: str | None
    ) -> None:
        path = await source(library.editor, external_id=external_id)
        body = (HEADER + "1,,,5,Same\n2,,,5,Same\n3,,,5,Other\n").encode()
        reports = []
        for _ in range(2):
            upload = await uploaded(library.editor, path, body)
            await importer(library).import_waiting(library.database)
            reports.append((await library.editor.get(f"/feedback-imports/{upload}")).json())
        assert [report["accepted"] for report in reports] == [3, 0]
        assert reports[1]["same_file_as"] == reports[0]["import_id"]
        assert await stored(library) == ["Other", "Same", "Same"]

    async def test_of_two_rows_with_one_id_the_first_is_kept(self, library: Library) -> None:
        path = await source(library.editor)
        upload = await uploaded(
            library.editor, path, (HEADER + "A,,,5,first\nA,,,5,second\n").encode()
        )
        await importer(library).import_waiting(library.database)
        report = (await library.editor.get(f"/feedback-imports/{upload}")).json()
        assert [(r["line"], r["field"]) for r in report["rejected"]] == [(3, "external_id")]
        assert await stored(library) == ["first"]

    async def test_a_dry_run_keeps_its_report_and_nothing_else(self, library: Library) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(10), dry_run=True)
        await importer(library).import_waiting(library.database)
        report = (await library.editor.get(f"/feedback-imports/{upload}")).json()
        assert (report["dry_run"], report["accepted"]) == (True, 10)
        assert await stored(library) == []
        assert await staged(library.database) == 0

    async def test_once_it_has_ended_nothing_is_left_of_the_file(self, library: Library) -> None:
        path = await source(library.editor)
        before = set(await kept_files(library))
        for body in (rows(10), rows(10) + b'Z,,,5,"cut off'):
            await uploaded(library.editor, path, body)
            assert set(await kept_files(library)) > before
            await importer(library).import_waiting(library.database)
            assert set(await kept_files(library)) == before
            assert await staged(library.database) == 0
        async with library.database.reading(QE1) as session:
            parts = await session.scalar(text("SELECT count(*) FROM feedback_upload_parts"))
        assert parts == 0

    async def test_all_rows_are_read_by_the_mapping_of_when_it_began(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = await source(library.editor)
        monkeypatch.setattr(running, "BATCH", 10)
        upload = await uploaded(library.editor, path, rows(30))
        failing_after(monkeypatch, 1)
        with pytest.raises(PowerFailed):
            await importer(library).import_waiting(library.database)
        monkeypatch.undo()
        changed = {"mapping": {"text": "Service"}}
        await library.editor.patch(path.removesuffix("/imports"), changed, 1)
        await importer(library).import_waiting(library.database)
        assert (await standing(library.editor, upload))["state"] == "done"
        assert all(words.startswith("Comment number") for words in await stored(library))


class TestACrash:
    async def test_costs_no_row_that_was_read(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(running, "BATCH", 100)
        path = await source(library.editor)
        body = rows(450) + b"bad,31/02/2025,1,9,x\n" + rows(500).split(b"\n", 451)[451]
        upload = await uploaded(library.editor, path, body)
        with monkeypatch.context() as during:
            failing_after(during, 3)
            with pytest.raises(PowerFailed):
                await importer(library).import_waiting(library.database)
        told = await standing(library.editor, upload)
        assert (told["state"], told["rows"]) == ("waiting", 300)
        assert await staged(library.database) == 3
        assert await stored(library) == []
        with monkeypatch.context() as during:
            again = failing_after(during, 99)
            await importer(library).import_waiting(library.database)
        assert sum(again) == 201, "it goes on after row 300"
        report = (await library.editor.get(f"/feedback-imports/{upload}")).json()
        assert (report["rows"], report["accepted"], report["rejected_rows"]) == (501, 500, 1)
        assert [(r["line"], r["field"]) for r in report["rejected"]] == [
            (452, "said_on"),
            (452, "score"),
        ]

    async def test_a_batch_and_how_far_the_import_is_are_kept_together(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(running, "BATCH", 10)
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(40))
        add, seen = repository.add, 0

        async def adding(session: Any, row: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == 3:
                raise PowerFailed
            await add(session, row)

        with monkeypatch.context() as during:
            during.setattr(repository, "add", adding)
            with pytest.raises(PowerFailed):
                await importer(library).import_waiting(library.database)
        assert (await standing(library.editor, upload))["rows"] == 20
        assert await staged(library.database) == 2
        await importer(library).import_waiting(library.database)
        assert len(await stored(library)) == 40

    async def test_while_rows_are_kept_keeps_all_or_none_of_them(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = await source(library.editor)
        await uploaded(library.editor, path, rows(50))

        async def failing(*_: object) -> None:
            raise PowerFailed

        with monkeypatch.context() as during:
            during.setattr(Staging, "report", failing)
            with pytest.raises(PowerFailed):
                await importer(library).import_waiting(library.database)
        assert await stored(library) == []
        assert await staged(library.database) == 1
        await importer(library).import_waiting(library.database)
        assert len(await stored(library)) == 50

    async def test_two_workers_at_one_upload_stage_no_row_twice(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(running, "BATCH", 10)
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(40))
        one, two = importer(library), importer(library)
        taken = [await each._taken(library.database, QE1) for each in (one, two)]
        runs = [
            each._import(library.database, QE1, upload)
            for each, upload in zip((one, two), taken, strict=True)
            if upload is not None
        ]
        assert len(runs) == 2
        await asyncio.gather(*runs)
        library.clock.advance(timedelta(minutes=1))
        await one.import_waiting(library.database)
        assert (await standing(library.editor, upload))["state"] == "done"
        report = (await library.editor.get(f"/feedback-imports/{upload}")).json()
        assert (report["rows"], report["accepted"]) == (40, 40)
        assert await staged(library.database) == 0

    async def test_a_worker_that_comes_too_late_changes_nothing(self, library: Library) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(40))
        late = importer(library)
        taken = await late._taken(library.database, QE1)
        assert taken is not None
        await importer(library).import_waiting(library.database)
        await late._import(library.database, QE1, taken)
        assert (await standing(library.editor, upload))["state"] == "done"
        assert len(await stored(library)) == 40

    async def test_one_that_never_comes_on_is_given_up_and_said_so(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(5))
        with monkeypatch.context() as during:
            failing_after(during, 0)
            for _ in range(MAX_ATTEMPTS):
                with pytest.raises(PowerFailed):
                    await importer(library).import_waiting(library.database)
        await importer(library).import_waiting(library.database)
        told = await standing(library.editor, upload)
        assert told["state"] == "refused"
        assert told["problem"]["type"] == "/problems/import-given-up"

    @pytest.mark.parametrize("trouble", [OSError("the store is away"), StoreUnavailable()])
    async def test_trouble_that_passes_puts_it_off(
        self, library: Library, monkeypatch: pytest.MonkeyPatch, trouble: Exception
    ) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(5))

        def away(*_: object) -> None:
            raise trouble

        with monkeypatch.context() as during:
            during.setattr(type(library.files), "read", away)
            await importer(library).import_waiting(library.database)
            assert (await standing(library.editor, upload))["state"] == "waiting"
        await importer(library).import_waiting(library.database)
        assert (await standing(library.editor, upload))["state"] == "waiting", "not at once"
        library.clock.advance(timedelta(seconds=31))
        await importer(library).import_waiting(library.database)
        assert (await standing(library.editor, upload))["state"] == "done"
