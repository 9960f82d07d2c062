"""Files on their way out: whole or in part (RFC 9110, section 14), and harmless to a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from common.web.conditional import not_modified
from common.web.documentation import refusal
from common.web.file_names import SANDBOX, disposition
from common.web.ranges import Part, asked_part

PARTS: dict[int | str, dict[str, Any]] = {
    206: {"description": "The part that `Range` asks for; `Content-Range` says which it is."},
    416: refusal("The part begins behind the end of the file: `range-not-satisfiable`."),
}
"""What a route that gives a file answers to one who asks for a part of it."""


class Download(Response):
    """A file, or a part of it, on its way out. It holds no database session while it is sent."""

    def __init__(
        self,
        chunks: AsyncIterator[bytes],
        *,
        size: int,
        part: Part | None,
        media_type: str,
        headers: dict[str, str],
    ) -> None:
        """
        Args:
            chunks: the bytes of the part, or of the whole file.
            size: bytes of the whole file.
            part: None where it is the whole file.
        """
        super().__init__(media_type=media_type, headers=headers)
        self.headers["Content-Length"] = str(size if part is None else part.length)
        self.headers["Accept-Ranges"] = "bytes"
        if part is not None:
            self.status_code = 206
            self.headers["Content-Range"] = part.told
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers, then the chunks as they come; to ``HEAD`` the headers alone.

        An error on the way leaves the answer without its end, and the server closes the connection.
        """
        start = {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
        await send(start)
        if scope["method"] != "HEAD":
            async for chunk in self._chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def tag_of(sha256: bytes) -> str:
    """Give the strong entity tag of a file: its checksum."""
    return f'"{sha256.hex()}"'


def held(request: Request, sha256: bytes) -> Response | None:
    """Give a 304 where the caller holds this very file."""
    return not_modified(request, tag_of(sha256))


def part_of(request: Request, sha256: bytes, size: int) -> Part | None:
    """Give the part of a file that is asked for; None where that is all of it.

    A range is for ``GET`` alone: ``HEAD`` tells of the whole file.

    Raises:
        RangeNotSatisfiable: if it begins behind the end of the file.
    """
    return None if request.method == "HEAD" else asked_part(request, tag_of(sha256), size)


def file_headers(name: str, sha256: bytes, *, inline: bool, cache: str) -> dict[str, str]:
    """Write the headers under which no browser runs anything of a file.

    Args:
        cache: whoever keeps it asks again each time whether it may still be had; `no-store` where
            it must not be kept at all.
    """
    return {
        "Content-Disposition": disposition(name, inline=inline),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": cache,
        "ETag": tag_of(sha256),
    }
