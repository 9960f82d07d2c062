"""Files over HTTP: what is asked of an upload, and the headers that make a download harmless."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import Depends, Request, Response

from common.web import downloads
from common.web.documentation import refusal
from common.web.downloads import PARTS, Download, file_headers
from common.web.ranges import Part
from insights.files.giving import Given
from insights.files.models import File
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
    "responses": PARTS
    | {409: refusal("It came before files were looked through: `file-withheld`.")},
}
"""How a route that gives a file is defined."""

HEADS: dict[str, Any] = {"response_class": Response, "include_in_schema": False}
"""How the same route answers ``HEAD``: what it would give, without its bytes."""


def _store(request: Request) -> FileStore:
    return cast(FileStore, request.app.state.files)


Store = Annotated[FileStore, Depends(_store)]
"""The store of files that the application was made with."""


def declared_size(request: Request) -> int | None:
    """Give how many bytes the sender says will come, if it does."""
    length = request.headers.get("content-length")
    return int(length) if length is not None and length.isdecimal() else None


def held(request: Request, file: File) -> Response | None:
    """Give a 304 where the caller holds this very file."""
    return downloads.held(request, file.sha256)


def part_of(request: Request, file: File) -> Part | None:
    """Give the part of a file that is asked for; None where that is all of it.

    Raises:
        RangeNotSatisfiable: if it begins behind the end of the file.
    """
    return downloads.part_of(request, file.sha256, file.size)


def download(given: Given, *, cache: str = "private, no-cache") -> Download:
    """Give a file so that no browser runs anything of it.

    Args:
        cache: whoever keeps it asks again each time whether it may still be had; `no-store` where
            it must not be kept at all.
    """
    file = given.file
    headers = file_headers(file.name or "file", file.sha256, inline=given.inline, cache=cache)
    return Download(
        given.chunks, size=file.size, part=given.part, media_type=file.media_type, headers=headers
    )
