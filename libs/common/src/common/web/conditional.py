"""Conditional requests (RFC 9110, section 13): strong ETags of a version, ``If-Match``, 304."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from common.errors import FieldError, Invalid, PreconditionRequired
from common.web.versions import check_version

__all__ = ["IfMatch", "check_version", "etag", "if_match", "not_modified"]

_VERSION_TAG = re.compile(r'"v([0-9]{1,9})"')
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def etag(version: int) -> str:
    """Give the strong entity tag of a version: ``"v3"``."""
    return f'"v{version}"'


async def if_match(
    if_match: Annotated[
        str | None,
        Header(description='ETag of the version that you read, such as "v3". Required.'),
    ] = None,
) -> int:
    """Read which version the caller means to change."""
    if if_match is None:
        raise PreconditionRequired(
            "Read it first, and send the ETag that you got as If-Match, so that nobody's change "
            "is lost.",
            fields=(FieldError("header.If-Match", "is missing"),),
        )
    match = _VERSION_TAG.fullmatch(if_match.strip())
    if match is None:
        raise Invalid(
            'If-Match takes one strong ETag as it was given, such as "v3".',
            fields=(FieldError("header.If-Match", "is not an ETag that this service gave"),),
        )
    return int(match.group(1))


IfMatch = Annotated[int, Depends(if_match)]
"""The version that the caller read and means to change; 428 where it isn't named."""


def not_modified(request: Request, tag: str) -> Response | None:
    """Give a 304 where the caller holds this entity already, by weak comparison; else None."""
    held = request.headers.get("if-none-match")
    if held is None:
        return None
    if held.strip() != "*" and tag.removeprefix("W/") not in _TAG.findall(held):
        return None
    return Response(status_code=304, headers={"ETag": tag})
