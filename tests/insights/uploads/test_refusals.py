"""Uploads that are not imported: why, in words, and nothing of them kept."""

from __future__ import annotations

import io

import pytest

from feedback_support import HEADER, rows, source, stored
from insights_support import Library
from uploads_support import importer, kept_files, standing, uploaded

pytestmark = pytest.mark.rule("insights.11")


class TestARefusal:
    @pytest.mark.parametrize(
        ("body", "media_type", "code", "field"),
        [
            (rows(30) + b'Z,,,5,"cut off', "text/csv", "broken-file", "body.line[32]"),
            (b"Id,Date\nA,x\n", "text/csv", "mapping-does-not-fit", "mapping.service"),
            (b"c," * 10_000 + b"c\n", "text/csv", "broken-file", "body.line[1]"),
            (rows(3), "application/jsonl", "file-is-not-what-it-says", "body"),
            (b"PK\x03\x04 no zip", "application/octet-stream", "broken-file", "body.line[1]"),
        ],
    )
    async def test_tells_why_and_keeps_nothing(
        self, library: Library, body: bytes, media_type: str, code: str, field: str
    ) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, body, media_type=media_type)
        await importer(library).import_waiting(library.database)
        told = await standing(library.editor, upload)
        assert told["state"] == "refused"
        assert told["problem"]["type"] == f"/problems/{code}"
        assert field in [error["field"] for error in told["problem"]["errors"]]
        assert await stored(library) == []
        assert (await library.editor.get(path)).json()["items"] == []
        assert (await library.editor.get(f"/feedback-imports/{upload}")).status_code == 404

    async def test_invalid_utf8_rejects_its_row_alone(self, library: Library) -> None:
        path = await source(library.editor)
        body = (HEADER + "A,,,5,naïve café déjà vu\n").encode() + b"B,,,5,caf\xe9\n"
        upload = await uploaded(library.editor, path, body, media_type="text/csv; charset=utf-8")
        await importer(library).import_waiting(library.database)
        report = (await library.editor.get(f"/feedback-imports/{upload}")).json()
        assert (report["accepted"], report["rejected_rows"]) == (1, 1)
        assert "no utf-8 text" in report["rejected"][0]["reason"]

    async def test_a_file_that_is_not_the_one_that_was_to_come(self, library: Library) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(5), sha256="0" * 64)
        await importer(library).import_waiting(library.database)
        told = await standing(library.editor, upload)
        assert told["problem"]["type"] == "/problems/upload-damaged"
        assert await stored(library) == []

    async def test_a_part_that_was_altered_where_it_is_kept(self, library: Library) -> None:
        path = await source(library.editor)
        before = set(await kept_files(library))
        upload = await uploaded(library.editor, path, rows(5))
        [name] = set(await kept_files(library)) - before
        sealed = b"".join([chunk async for chunk in library.files.read(name)])  # type: ignore[arg-type]
        assert b"Comment number" not in sealed
        await library.files.put(name, io.BytesIO(sealed[:-1] + bytes([sealed[-1] ^ 1])))  # type: ignore[arg-type]
        await importer(library).import_waiting(library.database)
        told = await standing(library.editor, upload)
        assert told["problem"]["type"] == "/problems/upload-damaged"
