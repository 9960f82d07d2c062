"""Files on their way out."""

from __future__ import annotations

from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import pytest

from common.web.downloads import Download, file_headers
from common.web.ranges import Part

SHA256 = b"\xab" * 32


class Source:
    """Bytes that remember whether they were read."""

    def __init__(self) -> None:
        self.read = False

    async def chunks(self) -> AsyncIterator[bytes]:
        self.read = True
        for chunk in (b"one", b"two"):
            yield chunk


async def sent(method: str, part: Part | None = None) -> tuple[Source, list[Any]]:
    source, messages = Source(), list[Any]()

    async def send(message: MutableMapping[str, Any]) -> None:
        messages.append(message)

    headers = file_headers("a.pdf", SHA256, inline=False, cache="no-store")
    download = Download(
        source.chunks(), size=6, part=part, media_type="application/pdf", headers=headers
    )
    await download({"type": "http", "method": method}, None, send)  # type: ignore[arg-type]
    return source, messages


class TestDownload:
    async def test_head_reads_no_byte_and_tells_how_many_there_are(self) -> None:
        source, (start, end) = await sent("HEAD")
        assert not source.read
        assert (start["status"], end["body"]) == (200, b"")
        assert dict(start["headers"])[b"content-length"] == b"6"

    @pytest.mark.parametrize(
        ("part", "status", "length", "told"),
        [(None, 200, b"6", None), (Part(2, 5, 6), 206, b"3", b"bytes 2-4/6")],
    )
    async def test_the_headers_are_those_of_what_is_sent(
        self, part: Part | None, status: int, length: bytes, told: bytes | None
    ) -> None:
        source, messages = await sent("GET", part)
        headers = dict(messages[0]["headers"])
        assert (source.read, messages[0]["status"]) == (True, status)
        assert (headers[b"content-length"], headers.get(b"content-range")) == (length, told)
        assert b"".join(one["body"] for one in messages[1:]) == b"onetwo"
        assert headers[b"content-security-policy"].startswith(b"sandbox")
        assert headers[b"etag"] == b'"' + b"ab" * 32 + b'"'
