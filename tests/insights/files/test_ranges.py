"""Parts of files: a download that goes on, a film that is looked through."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from files_support import GOOD, add_file
from insights.files.parts import Part
from insights.files.ranges import RangeNotSatisfiable, asked_part
from insights.files.storage.port import key_of
from insights_support import QE1, Library

pytestmark = pytest.mark.rule("insights.1")

CONTENT = GOOD["notes.txt"] * 50_000
TAG = '"abc"'


def asked(header: str, size: int = 1_000, **more: str) -> Part | None:
    headers = {"range": header, **{name.replace("_", "-"): value for name, value in more.items()}}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return asked_part(Request({"type": "http", "headers": raw}), TAG, size)


class TestWhatIsAsked:
    @pytest.mark.parametrize(
        ("header", "part"),
        [
            ("bytes=0-0", (0, 1)),
            ("bytes=10-19", (10, 20)),
            ("bytes=990-2000", (990, 1_000)),
            ("bytes=500-", (500, 1_000)),
            ("bytes=-10", (990, 1_000)),
            ("bytes=-5000", (0, 1_000)),
            ("BYTES=0-0", (0, 1)),
        ],
    )
    def test_a_part(self, header: str, part: tuple[int, int]) -> None:
        assert asked(header) == Part(*part, 1_000)

    @pytest.mark.parametrize(
        "header",
        ["", "bytes", "bytes=", "bytes=-", "bytes=5-3", "bytes=a-b", "bytes=0-1,5-6", "rows=0-1",
         "bytes=\u0661-\u0662", "bytes=--1"],
    )  # fmt: skip
    def test_what_is_no_single_part_is_ignored(self, header: str) -> None:
        raw = [(b"range", header.encode())]
        assert asked_part(Request({"type": "http", "headers": raw}), TAG, 1_000) is None

    @pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
    def test_a_part_behind_the_end_is_refused(self, header: str) -> None:
        with pytest.raises(RangeNotSatisfiable):
            asked(header)

    @pytest.mark.parametrize(
        ("condition", "is_part"),
        [(TAG, True), ('"other"', False), (f"W/{TAG}", False),
         ("Sat, 21 Nov 2026 12:00:00 GMT", False)],
    )  # fmt: skip
    def test_if_range_gives_all_of_another_file(self, condition: str, is_part: bool) -> None:
        assert (asked("bytes=0-9", if_range=condition) is not None) == is_part

    @given(st.text(max_size=30), st.integers(1, 2_000))
    def test_whatever_is_asked_a_part_lies_within_the_file(self, text: str, size: int) -> None:
        raw = [(b"range", b"bytes=" + text.encode())]
        try:
            part = asked_part(Request({"type": "http", "headers": raw}), TAG, size)
        except RangeNotSatisfiable:
            return
        assert part is None or 0 <= part.start < part.stop <= size


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
