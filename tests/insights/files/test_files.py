"""Files of findings: adding, getting, removing."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text

from files_support import GOOD, PDF, add_file, archive, picture
from insights.files.rules import baseline
from insights.files.storage.port import NotStored, key_of
from insights.load import load_system
from insights_support import HEALTHWATCH, QE1, Library, system_file

pytestmark = pytest.mark.rule("insights.1")


async def stored(library: Library, file_id: str) -> bytes | None:
    """Read what is in the store."""
    try:
        return b"".join([c async for c in library.files.read(key_of(QE1, UUID(file_id)))])
    except NotStored:
        return None


async def with_file(library: Library, name: str = "report.pdf", **fields: Any) -> tuple[Any, Any]:
    """Deposit a finding with a file; give both."""
    draft = await library.draft(library.partner, **fields)
    answer = await add_file(library.partner, f"/findings/{draft['id']}", name, GOOD[name])
    assert answer.status_code == 201, answer.text
    return draft, answer.json()


class TestAdd:
    @pytest.mark.parametrize("name", [n for n in GOOD if "photo" not in n])
    async def test_it_is_kept_and_given_back_byte_for_byte(
        self, library: Library, name: str
    ) -> None:
        draft, file = await with_file(library, name)
        checksum = hashlib.sha256(GOOD[name]).hexdigest()
        assert (file["name"], file["size"], file["sha256"]) == (name, len(GOOD[name]), checksum)
        got = await library.partner.get(f"/findings/{draft['id']}/files/{file['id']}")
        assert got.content == GOOD[name]
        assert got.headers["ETag"] == f'"{checksum}"'
        assert got.headers["Content-Type"].partition(";")[0] == file["media_type"]
        listed = await library.partner.get(f"/findings/{draft['id']}/files")
        assert listed.json() == [file]

    async def test_of_a_picture_nothing_is_kept_but_the_picture(self, library: Library) -> None:
        assert b"Heliotrope" in GOOD["photo.jpg"]
        assert b"Exif" in GOOD["photo.jpg"]
        draft, file = await with_file(library, "photo.jpg")
        got = await library.partner.get(f"/findings/{draft['id']}/files/{file['id']}")
        assert hashlib.sha256(got.content).hexdigest() == file["sha256"]
        assert b"Heliotrope" not in got.content
        assert b"Exif" not in got.content
        assert await stored(library, file["id"]) == got.content

    async def test_a_file_that_is_not_what_it_says_leaves_nothing(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        for name, content in (("report.pdf", picture()), ("report.docx", archive({"a": "x"}))):
            answer = await add_file(library.editor, path, name, content)
            assert answer.status_code == 422
            assert answer.json()["type"] == "/problems/file-refused"
        assert (await library.editor.get(f"{path}/files")).json() == []

    async def test_the_content_type_that_is_sent_counts_for_nothing(self, library: Library) -> None:
        draft = await library.draft()
        answer = await add_file(
            library.editor, f"/findings/{draft['id']}", headers={"Content-Type": "text/html"}
        )
        assert answer.json()["media_type"] == "application/pdf"

    @pytest.mark.parametrize(
        "named",
        ["", "attachment", 'attachment; filename="../x.pdf"', 'attachment; filename=".pdf"',
         'attachment; filename="a\x7fb.pdf"', f'attachment; filename="{"x" * 200}.pdf"',
         "attachment; filename*=UTF-8''report%E2%80%AEfdp.exe.pdf"],
    )  # fmt: skip
    async def test_it_needs_a_name_that_a_file_can_have(self, library: Library, named: str) -> None:
        draft = await library.draft()
        answer = await library.editor.post(
            f"/findings/{draft['id']}/files", content=PDF, headers={"Content-Disposition": named}
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "header.Content-Disposition"

    async def test_a_name_in_any_script_is_kept(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}/files"
        named = {"Content-Disposition": "attachment; filename*=UTF-8''Zo%C3%AB%20said.pdf"}
        file = (await library.editor.post(path, content=PDF, headers=named)).json()
        assert file["name"] == "Zoë said.pdf"
        got = await library.editor.get(f"{path}/{file['id']}")
        assert got.headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''Zo%C3%AB%20said.pdf"
        )

    async def test_a_name_that_reads_like_personal_data_is_refused(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        answer = await add_file(library.editor, path, "call 01253 655555.pdf")
        assert answer.json()["type"] == "/problems/personal-data"

    async def test_one_that_is_said_to_be_too_large_is_refused_unread(
        self, library: Library
    ) -> None:
        draft = await library.draft()
        read = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal read
            read += 1
            yield b"x"

        named = {
            "Content-Disposition": 'attachment; filename="report.pdf"',
            "Content-Length": str(26 * 1024 * 1024),
        }
        path = f"/findings/{draft['id']}/files"
        answer = await library.editor.post(path, content=body(), headers=named)
        assert answer.status_code == 413
        assert answer.json()["type"] == "/problems/file-too-large"
        huge = named | {"Content-Length": str(2 * 1024**3)}
        assert (await library.editor.post(path, content=body(), headers=huge)).status_code == 413

    async def test_one_that_grows_too_large_is_refused_on_its_way(self, library: Library) -> None:
        draft = await library.draft()
        sent = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 200:
                sent += 1
                yield b"x" * 1024 * 1024

        named = {"Content-Disposition": 'attachment; filename="words.vtt"'}
        path = f"/findings/{draft['id']}/files"
        answer = await library.editor.post(path, content=body(), headers=named)
        assert answer.status_code == 413
        assert (await library.editor.get(path)).json() == []

    async def test_an_empty_one_is_refused(self, library: Library) -> None:
        draft = await library.draft()
        answer = await add_file(library.editor, f"/findings/{draft['id']}", content=b"")
        assert answer.status_code == 422

    async def test_the_rules_are_the_systems_own_and_dated(self, library: Library) -> None:
        [base] = baseline()
        texts = [kind.model_dump() for kind in base.types if kind.media_type == "text/plain"]
        past = {"valid_from": "2020-01-01", "valid_to": "2026-01-01", "max_files": 9,
                "max_pixels": 9, "types": [kind.model_dump() for kind in base.types]}  # fmt: skip
        own = {"valid_from": "2026-01-01", "max_files": 1, "max_pixels": 9, "types": texts}
        await load_system(library.database, orjson.dumps({**system_file(), "files": [past, own]}))
        path = f"/findings/{(await library.draft())['id']}"
        assert (await add_file(library.editor, path)).status_code == 422
        assert (await add_file(library.editor, path, "a.txt", b"a")).status_code == 201
        full = await add_file(library.editor, path, "b.txt", b"b")
        assert (full.status_code, full.json()["type"]) == (409, "/problems/too-many-files")

    async def test_only_the_depositor_and_editors_add(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        assert (await add_file(library.other_partner, path)).status_code == 404
        assert (await add_file(library.reader, path)).status_code == 403
        assert (await add_file(library.nobody, path)).status_code == 401
        assert (await add_file(library.editor, path)).status_code == 201
        assert (await add_file(library.editor, f"/findings/{uuid4()}")).status_code == 404
        await library.publish(draft)
        assert (await add_file(library.other_partner, path)).status_code == 403

    async def test_nothing_is_added_to_what_is_published_without_a_new_version(
        self, library: Library
    ) -> None:
        published = await library.published(library.partner)
        path = f"/findings/{published['id']}"
        refused = await add_file(library.partner, path)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/finding-state")
        changed = await library.partner.patch(path, {"title": "Longer"}, published["revision"])
        file = (await add_file(library.partner, path)).json()
        where = f"{path}/files/{file['id']}"
        assert (await library.reader.get(f"{path}/files")).json() == []
        assert (await library.reader.get(where)).status_code == 404
        await library.publish(changed.json())
        assert (await library.reader.get(where)).status_code == 200

    async def test_the_same_request_again_adds_it_once(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        key = {"Idempotency-Key": "the-same-file"}
        answers = [await add_file(library.editor, path, headers=key) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert len((await library.editor.get(f"{path}/files")).json()) == 1


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
