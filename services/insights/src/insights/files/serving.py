"""Files over HTTP: what is asked of an upload, and the headers that make a download harmless."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Response
from starlette.types import Receive, Scope, Send

from common.web.conditional import not_modified
from common.web.documentation import refusal
from common.web.file_names import SANDBOX
from insights.files.giving import Given
from insights.files.models import File
from insights.files.naming import disposition
from insights.files.parts import Part
from insights.files.ranges import asked_part
from insights.files.schemas import LARGEST
from insights.files.storage.port import FileStore

UPLOAD: dict[str, Any] = {
    "max_body_size": LARGEST,
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "description": "The file itself. `Content-Disposition` names it.",
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        },
    },
}
"""How a route that takes a file is defined."""

GIVING: dict[str, Any] = {
    "response_class": Response,
    "responses": {409: refusal("It came before files were looked through: `file-withheld`.")},
}
"""How a route that gives a file is defined."""


def _store(request: Request) -> FileStore:
    return cast(FileStore, request.app.state.files)


Store = Annotated[FileStore, Depends(_store)]
"""The store of files that the application was made with."""


def declared_size(request: Request) -> int | None:
    """Give how many bytes the sender says will come, if it does."""
    length = request.headers.get("content-length")
    return int(length) if length is not None and length.isdecimal() else None


class Download(Response):
    """A file on its way out. It holds no database session while it is sent."""

    def __init__(self, given: Given, headers: dict[str, str]) -> None:
        super().__init__(media_type=given.file.media_type, headers=headers)
        del self.headers["content-length"]
        part = given.part
        self.headers["Content-Length"] = str(given.file.size if part is None else part.length)
        self.headers["Accept-Ranges"] = "bytes"
        if part is not None:
            self.status_code = 206
            self.headers["Content-Range"] = part.told
        self._chunks: AsyncIterator[bytes] = given.chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers, then the chunks as they come.

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


def part_of(request: Request, file: File) -> Part | None:
    """Give the part of a file that is asked for; None where that is all of it.

    Raises:
        RangeNotSatisfiable: if it begins behind the end of the file.
    """
    return asked_part(request, tag_of(file.sha256), file.size)


def download(given: Given, *, cache: str = "private, no-cache") -> Download:
    """Give a file so that no browser runs anything of it.

    Args:
        cache: whoever keeps it asks again each time whether it may still be had; `no-store` where
            it must not be kept at all.
    """
    file = given.file
    headers = {
        "Content-Disposition": disposition(file.name or "file", inline=given.inline),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": cache,
        "ETag": tag_of(file.sha256),
    }
    return Download(given, headers)
