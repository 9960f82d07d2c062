"""The bytes of uploads: sealed, kept from others, destroyed in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedback_support import rows, source, stored
from insights.files.upkeep import GRACE, destroy_orphans
from insights.uploads.service import expire, present
from insights.worker import periodic
from insights_support import Library
from uploads_support import (
    begin,
    importer,
    inbox,
    kept_files,
    send,
    standing,
    uploaded,
)

pytestmark = pytest.mark.rule("insights.11")


class TestTheFile:
    async def test_is_sealed_where_it_is_kept(self, library: Library) -> None:
        path = await source(library.editor)
        before = set(await kept_files(library))
        await uploaded(library.editor, path, rows(30))
        [name] = set(await kept_files(library)) - before
        kept = b"".join([chunk async for chunk in library.files.read(name)])  # type: ignore[arg-type]
        assert len(kept) > len(rows(30))
        assert b"Comment number" not in kept and b"Ward" not in kept

    async def test_is_kept_from_those_who_destroy_what_is_nobodys(self, library: Library) -> None:
        path = await source(library.editor)
        await uploaded(library.editor, path, rows(30))
        later = datetime.now(UTC) + GRACE + timedelta(minutes=1)
        await destroy_orphans(library.database, library.files, present, now=later)
        await importer(library).import_waiting(library.database)
        assert len(await stored(library)) == 30

    async def test_is_kept_and_let_go_by_the_worker_as_it_is_put_together(
        self, library: Library, app: Any
    ) -> None:
        """The jobs that the worker runs, with their own names: none of them takes a file away
        that waits, and all of them together leave nothing of one that is over."""
        settings = app[0].state.settings
        past = datetime.now(UTC) + GRACE + timedelta(minutes=1)
        jobs = {job.name: job.job for job in periodic(settings, lambda: past)}
        path = await source(library.editor)
        before = set(await kept_files(library))
        await uploaded(library.editor, path, rows(30))
        open_one = (await begin(library.editor, path, rows(30))).json()["id"]
        await send(library.editor, open_one, 0, rows(30)[:100])
        await jobs["destroy bytes that belong to no file"](library.database)
        await jobs["import uploads"](library.database)
        assert len(await stored(library)) == 30
        late = {job.name: job.job for job in periodic(settings, lambda: past + timedelta(days=9))}
        await late["destroy outdated uploads"](library.database)
        assert set(await kept_files(library)) <= before

    async def test_goes_when_it_was_not_finished_in_time(self, library: Library) -> None:
        path = await source(library.editor)
        before = set(await kept_files(library))
        upload = (await begin(library.editor, path, rows(30))).json()["id"]
        await send(library.editor, upload, 0, rows(30)[:100])
        library.clock.advance(timedelta(hours=47))
        await expire(inbox(library))
        assert (await standing(library.editor, upload))["received"] == 100
        library.clock.advance(timedelta(hours=2))
        await expire(inbox(library))
        assert set(await kept_files(library)) == before
        assert (await library.editor.get(f"/feedback-uploads/{upload}")).status_code == 404
        answer = await send(library.editor, upload, 100, rows(30)[100:])
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/upload-not-found")

    async def test_that_came_whole_waits_for_its_import_however_long(
        self, library: Library
    ) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(30))
        library.clock.advance(timedelta(days=30))
        await expire(inbox(library))
        await importer(library).import_waiting(library.database)
        assert len(await stored(library)) == 30
        await expire(inbox(library))
        assert (await library.editor.get(f"/feedback-uploads/{upload}")).status_code == 404
        assert (await library.editor.get(f"/feedback-imports/{upload}")).status_code == 200


class TestTakeBack:
    async def test_destroys_what_came(self, library: Library) -> None:
        path = await source(library.editor)
        before = set(await kept_files(library))
        upload = await uploaded(library.editor, path, rows(30))
        assert (await library.editor.delete(f"/feedback-uploads/{upload}")).status_code == 204
        assert set(await kept_files(library)) == before
        await importer(library).import_waiting(library.database)
        assert await stored(library) == []
        assert (await library.editor.delete(f"/feedback-uploads/{upload}")).status_code == 404

    async def test_is_refused_once_it_is_imported(self, library: Library) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(3))
        await importer(library).import_waiting(library.database)
        answer: Any = await library.editor.delete(f"/feedback-uploads/{upload}")
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/upload-complete")
        assert len(await stored(library)) == 3
