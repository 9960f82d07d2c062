"""Files of findings: getting, describing, removing."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from files_support import GOOD, PDF, add_file, stored, with_file
from insights.files.storage.port import key_of
from insights_support import HEALTHWATCH, QE1, Library

pytestmark = pytest.mark.rule("insights.1")


class TestGet:
    async def test_no_browser_runs_anything_of_it(self, library: Library) -> None:
        for name, how in (("report.pdf", "attachment"), ("photo.png", "inline")):
            draft, file = await with_file(library, name)
            got = await library.partner.get(f"/findings/{draft['id']}/files/{file['id']}")
            assert got.headers["Content-Disposition"].startswith(f"{how};")
            assert got.headers["X-Content-Type-Options"] == "nosniff"
            assert got.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
            assert got.headers["Cache-Control"] == "private, no-cache"
            assert int(got.headers["Content-Length"]) == file["size"]

    async def test_who_holds_it_gets_304_while_they_may_have_it(self, library: Library) -> None:
        draft, file = await with_file(library)
        published = await library.publish(draft)
        path = f"/findings/{draft['id']}/files/{file['id']}"
        held = {"If-None-Match": f'"{file["sha256"]}"'}
        assert (await library.reader.get(path, headers=held)).status_code == 304
        await library.editor.act(
            f"/findings/{draft['id']}/withdraw", published["revision"], {"reason": "Not right."}
        )
        assert (await library.reader.get(path, headers=held)).status_code == 404
        assert (await library.partner.get(path, headers=held)).status_code == 304

    async def test_what_was_damaged_is_not_given_out(self, library: Library) -> None:
        draft, file = await with_file(library)
        path = f"/findings/{draft['id']}/files/{file['id']}"
        await library.files.put(key_of(QE1, UUID(file["id"])), io.BytesIO(b"x" + PDF[1:]))
        answer = await library.partner.get(path)
        assert (answer.status_code, answer.json()["type"]) == (500, "/problems/file-damaged")
        await library.files.delete(key_of(QE1, UUID(file["id"])))
        assert (await library.partner.get(path)).json()["type"] == "/problems/file-damaged"

    async def test_a_large_one_that_was_damaged_never_arrives_whole(self, library: Library) -> None:
        content = GOOD["notes.txt"] * 50_000
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.editor, path, "notes.txt", content)).json()
        good = await library.editor.get(f"{path}/files/{file['id']}")
        assert good.content == content
        await library.files.put(key_of(QE1, UUID(file["id"])), io.BytesIO(content[:-1] + b"!"))
        with pytest.raises(RuntimeError, match="response already started"):
            await library.editor.get(f"{path}/files/{file['id']}")

    async def test_a_file_of_another_finding_is_not_found(self, library: Library) -> None:
        _, file = await with_file(library)
        other = await library.draft()
        assert (
            await library.editor.get(f"/findings/{other['id']}/files/{file['id']}")
        ).status_code == 404

    async def test_slow_readers_hold_no_connection_of_the_database(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Twelve at once would use up the pool, which has five."""
        content = GOOD["notes.txt"] * 50_000
        all_begun, go_on = asyncio.Event(), asyncio.Event()
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.editor, path, "notes.txt", content)).json()
        read, begun = library.files.read, 0

        async def slowly(key: Any) -> AsyncIterator[bytes]:
            nonlocal begun
            parts = 0
            async for chunk in read(key):
                parts += 1
                if parts == 3:  # the second is held back until the third has come
                    begun += 1
                    if begun == 12:
                        all_begun.set()
                    await go_on.wait()
                yield chunk

        monkeypatch.setattr(library.files, "read", slowly)
        asked = [
            asyncio.create_task(library.editor.get(f"{path}/files/{file['id']}")) for _ in range(12)
        ]
        async with asyncio.timeout(10):
            await all_begun.wait()
        assert (await library.editor.get("/vocabularies")).status_code == 200
        go_on.set()
        assert [answer.content == content for answer in await asyncio.gather(*asked)] == [True] * 12


class TestDescribe:
    async def test_it_says_what_a_picture_shows(self, library: Library) -> None:
        draft, file = await with_file(library, "photo.png")
        path = f"/findings/{draft['id']}/files/{file['id']}"
        said = await library.partner.patch(path, {"description": "A red door."}, 1)
        assert said.json()["description"] == "A red door."
        refused = await library.partner.patch(path, {"description": "Call 01253 655555"}, 1)
        assert refused.json()["type"] == "/problems/personal-data"
        assert (await library.other_partner.patch(path, {"description": "x"}, 1)).status_code == 404

    async def test_what_is_published_is_not_changed(self, library: Library) -> None:
        draft, file = await with_file(library, "photo.png")
        await library.publish(draft)
        path = f"/findings/{draft['id']}/files/{file['id']}"
        changed = await library.partner.patch(path, {"description": "Other words."}, 1)
        assert (changed.status_code, changed.json()["type"]) == (409, "/problems/finding-state")


class TestRemove:
    async def test_its_bytes_and_its_name_are_destroyed(self, library: Library) -> None:
        draft, file = await with_file(library)
        await library.publish(draft)
        path = f"/findings/{draft['id']}/files/{file['id']}"
        assert await stored(library, file["id"]) is not None
        assert (await library.partner.delete(path)).status_code == 204
        assert await stored(library, file["id"]) is None
        assert (await library.partner.get(path)).status_code == 404
        assert (await library.partner.delete(path)).status_code == 404
        [left] = (await library.reader.get(f"/findings/{draft['id']}/files")).json()
        assert (left["name"], left["description"]) == (None, None)
        assert left["removed_at"] is not None
        async with library.database.reading(QE1) as session:
            rows = (await session.execute(text("SELECT files::text FROM files"))).scalars().all()
        assert not any("report.pdf" in row for row in rows)

    async def test_only_its_depositor_and_editors_remove_it(self, library: Library) -> None:
        draft, file = await with_file(library)
        await library.publish(draft)
        path = f"/findings/{draft['id']}/files/{file['id']}"
        assert (await library.other_partner.delete(path)).status_code == 403
        assert (await library.reader.delete(path)).status_code == 403
        stranger = library.caller(["insights:read", "insights:deposit"], HEALTHWATCH, "QKK")
        assert (await stranger.delete(path)).status_code == 404
        assert await stored(library, file["id"]) is not None


class TestPublic:
    async def test_what_is_public_is_for_everybody(self, library: Library) -> None:
        for visibility, status in (("public", 200), ("partners", 404), ("organisation", 404)):
            draft, file = await with_file(library, visibility=visibility)
            path = f"/published-findings/{draft['id']}/files"
            assert (await library.nobody.get(path)).status_code == 404  # a draft
            await library.publish(draft)
            assert (await library.nobody.get(path)).status_code == status
            got = await library.nobody.get(f"{path}/{file['id']}")
            assert got.status_code == status
            if status == 200:
                assert got.headers["Cache-Control"] == "public, no-cache"
