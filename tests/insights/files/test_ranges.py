"""Parts of files: a download that goes on, a film that is looked through."""

from __future__ import annotations

import io
from uuid import UUID

import pytest

from files_support import GOOD, add_file
from insights.files.storage.port import key_of
from insights_support import QE1, Library

pytestmark = pytest.mark.rule("insights.1")

CONTENT = GOOD["notes.txt"] * 50_000


class TestHead:
    async def test_it_tells_of_the_whole_file_and_gives_no_byte(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.editor, path, "notes.txt", CONTENT)).json()
        address = f"{path}/files/{file['id']}"
        answer = await library.editor._send("HEAD", address, headers={"Range": "bytes=0-9"})
        assert (answer.status_code, answer.content) == (200, b"")
        told = (await library.editor.get(address)).headers
        for name in ("Content-Length", "ETag", "Accept-Ranges", "Content-Disposition"):
            assert answer.headers[name] == told[name]


class TestOverHttp:
    async def test_the_parts_make_the_file(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.editor, path, "notes.txt", CONTENT)).json()
        made = b""
        tag: dict[str, str] = {}
        while len(made) < len(CONTENT):
            stop = min(len(made) + 400_000, len(CONTENT))
            headers = {"Range": f"bytes={len(made)}-{stop - 1}"} | tag
            answer = await library.editor.get(f"{path}/files/{file['id']}", headers=headers)
            assert answer.status_code == 206
            told = f"bytes {len(made)}-{stop - 1}/{len(CONTENT)}"
            assert answer.headers["Content-Range"] == told
            assert int(answer.headers["Content-Length"]) == len(answer.content)
            assert answer.headers["Content-Security-Policy"].startswith("sandbox")
            tag = {"If-Range": answer.headers["ETag"]}
            made += answer.content
        assert made == CONTENT
        assert tag["If-Range"] == f'"{file["sha256"]}"'

    async def test_a_part_behind_the_end_is_a_problem_that_tells_the_size(
        self, library: Library
    ) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.editor, path, "notes.txt", CONTENT)).json()
        headers = {"Range": f"bytes={len(CONTENT)}-"}
        answer = await library.editor.get(f"{path}/files/{file['id']}", headers=headers)
        assert answer.status_code == 416
        assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"
        assert answer.json()["type"] == "/problems/range-not-satisfiable"
        whole = await library.editor.get(f"{path}/files/{file['id']}")
        assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")

    async def test_who_holds_the_file_is_told_so_before_any_part(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.editor, path, "notes.txt", CONTENT)).json()
        headers = {"Range": "bytes=0-9", "If-None-Match": f'"{file["sha256"]}"'}
        answer = await library.editor.get(f"{path}/files/{file['id']}", headers=headers)
        assert answer.status_code == 304

    async def test_a_part_is_for_those_who_may_have_the_file(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.partner, path, "notes.txt", CONTENT)).json()
        headers = {"Range": "bytes=0-9"}
        answer = await library.reader.get(f"{path}/files/{file['id']}", headers=headers)
        assert answer.status_code == 404

    async def test_a_part_whose_bytes_are_missing_never_arrives_whole(
        self, library: Library
    ) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.editor, path, "notes.txt", CONTENT)).json()
        key = key_of(QE1, UUID(file["id"]))
        await library.files.put(key, io.BytesIO(CONTENT[: len(CONTENT) // 2]))
        headers = {"Range": "bytes=0-"}
        with pytest.raises(RuntimeError, match="response already started"):
            await library.editor.get(f"{path}/files/{file['id']}", headers=headers)
        await library.files.delete(key)
        answer = await library.editor.get(f"{path}/files/{file['id']}", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (500, "/problems/file-damaged")
