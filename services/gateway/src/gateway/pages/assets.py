"""Styles, icons, scripts and the program that checks a lottery, read once and served from memory
under an address of their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fastapi import Request, Response

from common.errors import NotFound
from common.web.conditional import not_modified
from common.web.dependencies import anonymous
from common.web.routing import Router

router = Router(include_in_schema=False, dependencies=[anonymous()])

_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "py": "text/x-python; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True)
class Asset:
    """One file."""

    content: bytes
    media_type: str
    digest: str


@cache
def _assets() -> dict[str, Asset]:
    found = {}
    for file in resources.files("gateway").joinpath("static").iterdir():
        if not file.is_file():
            continue  # what Python keeps of a program that was installed
        content = file.read_bytes()
        suffix = file.name.rpartition(".")[2]
        digest = hashlib.sha256(content).hexdigest()[:16]
        found[file.name] = Asset(content, _MEDIA_TYPES[suffix], digest)
    return found


def asset_address(name: str) -> str:
    """Give the address of a file; it changes with the content, so it can be kept for ever."""
    return f"/assets/{name}?v={_assets()[name].digest}"


@router.get("/assets/{name}")
async def read_asset(name: str, request: Request) -> Response:
    """Give a file."""
    asset = _assets().get(name)
    if asset is None:
        raise NotFound("There is no such file.")
    tag = f'"{asset.digest}"'
    lasting = request.query_params.get("v") == asset.digest
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={_YEAR_SECONDS}, immutable" if lasting else "no-cache",
    }
    held = not_modified(request, tag)
    if held is not None:
        held.headers.update(headers)
        return held
    return Response(asset.content, headers=headers, media_type=asset.media_type)
