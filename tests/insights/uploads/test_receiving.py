"""Uploads: begun, continued where they broke off, kept from others, destroyed in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from feedback_support import rows, source, stored
from insights.uploads import repository, service
from insights.uploads.service import receive
from insights_support import CHARITY, HEALTHWATCH, PARTNER, QE1, READER, Library
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


async def head(library: Library, upload: str) -> dict[str, str]:
    answer = await library.editor._send("HEAD", f"/feedback-uploads/{upload}")
    assert answer.status_code == 200
    assert answer.content == b""
    return dict(answer.headers)


class TestBegin:
    async def test_tells_the_address_and_where_it_stands(self, library: Library) -> None:
        path = await source(library.editor)
        answer = await begin(library.editor, path, rows(3))
        assert answer.status_code == 201
        assert answer.headers["Location"].endswith(f"/feedback-uploads/{answer.json()['id']}")
        assert answer.headers["Upload-Offset"] == "0"
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        told = answer.json()
        assert (told["state"], told["received"], told["size"]) == ("receiving", 0, len(rows(3)))
        expires = datetime.fromisoformat(told["expires_at"])
        assert expires - library.now == timedelta(hours=48)

    async def test_what_could_not_be_taken_is_refused_before_a_byte_of_it(
        self, library: Library
    ) -> None:
        path = await source(library.editor)
        most = 512 * 1024**2
        for changes, status, code in (
            ({"size": most + 1}, 413, "upload-too-large"),
            ({"size": 2 * 1024**3}, 413, "upload-too-large"),
            ({"size": 0}, 422, "invalid"),
            ({"media_type": "application/pdf"}, 415, "unsupported-media-type"),
            ({"media_type": "text/csv; charset=utf-16"}, 422, "invalid"),
            ({"sha256": "no"}, 422, "invalid"),
        ):
            answer = await begin(library.editor, path, rows(1), **changes)
            assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
        assert (await begin(library.editor, path, b"", size=most)).status_code == 201

    async def test_a_source_has_no_more_unfinished_ones_than_the_system_says(
        self, library: Library
    ) -> None:
        path = await source(library.editor)
        first = [await begin(library.editor, path, rows(1)) for _ in range(5)]
        answer = await begin(library.editor, path, rows(1))
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/too-many-uploads")
        await library.editor.delete(f"/feedback-uploads/{first[0].json()['id']}")
        assert (await begin(library.editor, path, rows(1))).status_code == 201

    async def test_nor_when_they_are_begun_at_the_same_moment(self, library: Library) -> None:
        path = await source(library.editor)
        answers = await asyncio.gather(*(begin(library.editor, path, rows(1)) for _ in range(9)))
        assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 4

    async def test_it_is_for_the_sources_own_organisation(self, library: Library) -> None:
        path = await source(library.partner)
        body = rows(1)
        assert (await begin(library.caller(READER, HEALTHWATCH), path, body)).status_code == 403
        assert (await begin(library.caller(PARTNER, CHARITY), path, body)).status_code == 403
        other = library.caller(PARTNER, HEALTHWATCH, "QKK")
        assert (await begin(other, path, body)).status_code == 404
        upload = (await begin(library.partner, path, body)).json()["id"]
        for caller in (library.caller(PARTNER, CHARITY), other):
            assert (await caller.get(f"/feedback-uploads/{upload}")).status_code == 404
            assert (await send(caller, upload, 0, body)).status_code == 404
            assert (await caller.delete(f"/feedback-uploads/{upload}")).status_code == 404
            gone = await caller._send("HEAD", f"/feedback-uploads/{upload}")
            assert gone.status_code == 404
        assert (await library.partner.get(f"/feedback-uploads/{upload}")).status_code == 200


class TestContinue:
    async def test_bytes_come_in_pieces_and_are_imported_as_one_file(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "PART", 1_000)
        path = await source(library.editor)
        body = rows(100)
        upload = (await begin(library.editor, path, body)).json()["id"]
        for start in range(0, len(body), 2_345):
            told = await head(library, upload)
            assert (told["upload-offset"], told["upload-length"]) == (str(start), str(len(body)))
            assert told["cache-control"] == "no-store"
            answer = await send(library.editor, upload, start, body[start : start + 2_345])
            assert answer.status_code == 204
        assert answer.headers["Upload-Offset"] == str(len(body))
        await importer(library).import_waiting(library.database)
        assert len(await stored(library)) == 100

    async def test_what_came_before_the_line_broke_off_is_kept(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "PART", 1_000)
        path = await source(library.editor)
        body = rows(100)
        upload_id = (await begin(library.editor, path, body)).json()["id"]
        async with library.database.reading(QE1) as session:
            [row] = (await session.execute(text("SELECT id FROM feedback_uploads"))).all()
            upload = await repository.get(session, row[0])
        assert upload is not None

        async def breaking_off() -> AsyncIterator[bytes]:
            yield body[:2_500]

        await receive(inbox(library), upload, 0, breaking_off())
        assert (await head(library, upload_id))["upload-offset"] == "2500"
        assert (await send(library.editor, upload_id, 2_500, body[2_500:])).status_code == 204
        await importer(library).import_waiting(library.database)
        assert len(await stored(library)) == 100

    async def test_each_part_is_for_good_before_the_next_is_read(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """So a service that is killed in the middle of a long request loses one part at most."""
        monkeypatch.setattr(service, "PART", 1_000)
        path = await source(library.editor)
        body = rows(100)
        upload_id = (await begin(library.editor, path, body)).json()["id"]
        async with library.database.reading(QE1) as session:
            [row] = (await session.execute(text("SELECT id FROM feedback_uploads"))).all()
            upload = await repository.get(session, row[0])
        assert upload is not None

        async def killed() -> AsyncIterator[bytes]:
            yield body[:2_500]
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await receive(inbox(library), upload, 0, killed())
        assert (await head(library, upload_id))["upload-offset"] == "2000"

    async def test_bytes_that_are_not_the_next_ones_are_refused_with_the_right_place(
        self, library: Library
    ) -> None:
        path = await source(library.editor)
        body = rows(10)
        upload = (await begin(library.editor, path, body)).json()["id"]
        await send(library.editor, upload, 0, body[:50])
        for offset in (0, 49, 51):
            answer = await send(library.editor, upload, offset, body[offset:])
            assert answer.status_code == 409
            assert answer.json()["type"] == "/problems/upload-offset-mismatch"
            assert answer.headers["Upload-Offset"] == "50"
        assert (await send(library.editor, upload, 50, body[50:])).status_code == 204

    async def test_two_senders_at_once_keep_each_byte_once(self, library: Library) -> None:
        path = await source(library.editor)
        body = rows(50)
        upload = (await begin(library.editor, path, body)).json()["id"]
        before = len(await kept_files(library))
        answers = await asyncio.gather(*(send(library.editor, upload, 0, body) for _ in range(3)))
        assert sorted(a.status_code for a in answers) == [204, 409, 409]
        assert (await standing(library.editor, upload))["received"] == len(body)
        assert len(await kept_files(library)) == before + 1
        await importer(library).import_waiting(library.database)
        assert len(await stored(library)) == 50

    async def test_more_bytes_than_were_said_are_refused(self, library: Library) -> None:
        path = await source(library.editor)
        body = rows(10)
        upload = (await begin(library.editor, path, body, size=100)).json()["id"]
        answer = await send(library.editor, upload, 0, body)
        assert (answer.status_code, answer.json()["type"]) == (
            413,
            "/problems/upload-longer-than-said",
        )
        assert (await standing(library.editor, upload))["received"] == 0

    @pytest.mark.parametrize(
        ("headers", "status", "code"),
        [
            ({"Content-Type": "text/csv"}, 415, "unsupported-media-type"),
            ({"Upload-Offset": "many"}, 422, "invalid"),
            ({"Upload-Offset": "-1"}, 422, "invalid"),
            ({"Upload-Offset": "9" * 30}, 409, "upload-offset-mismatch"),
        ],
    )
    async def test_another_form_of_bytes_is_refused(
        self, library: Library, headers: dict[str, str], status: int, code: str
    ) -> None:
        path = await source(library.editor)
        upload = (await begin(library.editor, path, rows(1))).json()["id"]
        answer = await send(library.editor, upload, 0, rows(1), **headers)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")

    async def test_nothing_is_added_to_a_complete_one(self, library: Library) -> None:
        path = await source(library.editor)
        upload = await uploaded(library.editor, path, rows(3))
        answer = await send(library.editor, upload, len(rows(3)), b"x")
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/upload-complete")
