"""A large paper over a slow line: its files come in parts, and go on where they broke off
(RFC 9110, section 14)."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from attachments_support import attached
from inspection_support import pdf
from papers_support import Agenda

pytestmark = [pytest.mark.rule("governance.6"), pytest.mark.rule("governance.7")]


async def out(agenda: Agenda) -> tuple[dict[str, Any], dict[str, Any]]:
    """Publish a paper with a file."""
    paper = await agenda.drafted()
    file = await attached(agenda, paper, pdf(), "plan.pdf")
    final = await agenda.step(paper, "final")
    return (await agenda.step(final.json(), "publish")).json(), file


async def read(agenda: Agenda, where: str, method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await agenda.governance.call(method, where, headers=named)


def addresses(paper: dict[str, Any], file: dict[str, Any]) -> tuple[str, str]:
    tail = f"papers/{paper['id']}/attachments/{file['id']}"
    return f"/{tail}", f"/published-{tail}"


class TestParts:
    async def test_the_parts_make_the_file(self, agenda: Agenda) -> None:
        for where in addresses(*(made := await out(agenda))):
            size, tag, got = made[1]["size"], f'"{made[1]["sha256"]}"', b""
            while len(got) < size:
                stop = min(len(got) + 300, size)
                part = await read(agenda, where, Range=f"bytes={len(got)}-{stop - 1}", If_Range=tag)
                assert part.status_code == 206
                assert part.headers["Content-Range"] == f"bytes {len(got)}-{stop - 1}/{size}"
                assert int(part.headers["Content-Length"]) == len(part.content) == stop - len(got)
                assert part.headers["Content-Security-Policy"].startswith("sandbox")
                got += part.content
            assert hashlib.sha256(got).hexdigest() == made[1]["sha256"]
            last = await read(agenda, where, Range="bytes=-7")
            assert last.content == got[-7:]

    async def test_of_another_file_than_the_one_that_was_begun_all_is_given(
        self, agenda: Agenda
    ) -> None:
        paper, file = await out(agenda)
        for where in addresses(paper, file):
            whole = await read(agenda, where, Range="bytes=5-", If_Range='"another"')
            assert (whole.status_code, len(whole.content)) == (200, file["size"])
            assert whole.headers["Accept-Ranges"] == "bytes"

    async def test_a_part_behind_the_end_is_a_problem_that_tells_the_size(
        self, agenda: Agenda
    ) -> None:
        paper, file = await out(agenda)
        for where in addresses(paper, file):
            refused = await read(agenda, where, Range=f"bytes={file['size']}-")
            assert refused.json()["type"] == "/problems/range-not-satisfiable"
            assert refused.headers["Content-Range"] == f"bytes */{file['size']}"

    async def test_who_holds_it_is_told_so_before_any_part(self, agenda: Agenda) -> None:
        paper, file = await out(agenda)
        tag = f'"{file["sha256"]}"'
        for where in addresses(paper, file):
            answer = await read(agenda, where, Range="bytes=0-9", If_None_Match=tag)
            assert (answer.status_code, answer.headers["ETag"]) == (304, tag)

    async def test_head_tells_of_the_whole_file_and_gives_no_byte(self, agenda: Agenda) -> None:
        paper, file = await out(agenda)
        for where in addresses(paper, file):
            told = await read(agenda, where, "HEAD", Range="bytes=0-9")
            assert (told.status_code, told.content) == (200, b"")
            assert told.headers["Content-Length"] == str(file["size"])
            whole = (await read(agenda, where)).headers
            for name in ("ETag", "Content-Type", "Content-Disposition", "Accept-Ranges"):
                assert told.headers[name] == whole[name]


class TestWithheld:
    async def test_neither_a_part_nor_its_size_is_told_of_one_that_is_withheld(
        self, agenda: Agenda
    ) -> None:
        paper, file = await out(agenda)
        revised = await agenda.revises(paper, reason="A family wrote.", title="Evening clinics")
        path = f"/papers/{paper['id']}/attachments/{file['id']}/withholding"
        reason = {"withheld_reason": "It names a patient's family."}
        assert (await agenda.governance.call("PUT", path, json=reason)).status_code == 200
        inside, outside = addresses(revised.json(), file)
        held = f'"{file["sha256"]}"'
        for method, headers in (
            ("GET", {"Range": "bytes=0-9"}),
            ("GET", {"Range": "bytes=99999999-"}),
            ("GET", {"Range": "bytes=0-9", "If_Range": held}),
            ("GET", {"If_None_Match": held}),
            ("HEAD", {}),
        ):  # fmt: skip
            refused = await read(agenda, outside, method, **headers)
            assert refused.status_code == 404
            assert str(file["size"]) not in str(refused.headers.get("Content-Range"))
        assert (await read(agenda, inside, Range="bytes=0-9")).status_code == 206
