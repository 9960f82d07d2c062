"""Files of findings: adding, getting, removing."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from uuid import uuid4

import orjson
import pytest

from files_support import GOOD, PDF, add_file, archive, picture, stored, with_file
from insights.files.rules import baseline
from insights.load import load_system
from insights_support import Library, system_file

pytestmark = pytest.mark.rule("insights.1")


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
