"""What a client of tus 1.0 (https://tus.io) says in headers: its version, and what it begins.

The core of the protocol and its extension `creation` are spoken here, so that a client of it needs
nothing but the address of a source's uploads.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Header
from pydantic import ValidationError

from common.errors import FieldError, Invalid
from insights.uploads.errors import OtherTusVersion
from insights.uploads.schemas import UploadIn

VERSION = "1.0.0"
TOLD = {"Tus-Resumable": VERSION}
KNOWN = ("filetype", "sha256", "dry_run")
"""Keys of `Upload-Metadata` that are read; others, such as filename, are left out of account."""


def _spoken(
    tus_resumable: Annotated[
        str | None, Header(description="The version of tus that a client of it speaks: 1.0.0.")
    ] = None,
) -> None:
    if tus_resumable is not None and tus_resumable != VERSION:
        raise OtherTusVersion(VERSION)


SpeaksTus = Depends(_spoken)
"""Refuses a client that speaks another version of the protocol."""


def announced(
    data: UploadIn | None = None,
    upload_length: Annotated[
        str | None, Header(description="Of tus: bytes that the file has, where there is no body.")
    ] = None,
    upload_metadata: Annotated[
        str | None,
        Header(
            max_length=2_000,
            description="Of tus: `filetype`, and if you like `sha256` and `dry_run`, each with its "
            "value in base64.",
        ),
    ] = None,
) -> UploadIn:
    """Read what is about to come: out of the body, or as clients of tus say it, out of headers.

    Raises:
        Invalid: naming each header that isn't right.
    """
    if data is not None:
        return data
    if upload_length is None:
        raise Invalid(
            "Say what is about to come: in the body, or as a client of tus does in Upload-Length.",
            fields=(FieldError("body", "is missing; send it"),),
        )
    said = _metadata(upload_metadata or "")
    given = {name: said[name] for name in KNOWN[1:] if name in said}
    try:
        return UploadIn.model_validate(
            {"size": upload_length, "media_type": said.get("filetype", ""), **given}
        )
    except ValidationError as error:
        wrong = {one["loc"][0] for one in error.errors()}
        length = (FieldError("header.Upload-Length", "is no number of bytes above 0"),)
        metadata = tuple(
            FieldError("header.Upload-Metadata", f"{name} is missing or not as described")
            for name in KNOWN
            if ("media_type" if name == "filetype" else name) in wrong
        )
        raise Invalid(
            "Correct the headers named below.",
            fields=(*(length if "size" in wrong else ()), *metadata),
        ) from None


Announced = Annotated[UploadIn, Depends(announced)]


def _metadata(header: str) -> dict[str, str]:
    """Read `key base64,key base64`; a key without a value has an empty one."""
    told: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        if key not in KNOWN:
            continue
        try:
            told[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Invalid(
                "A value in Upload-Metadata is base64 of UTF-8.",
                fields=(FieldError("header.Upload-Metadata", f"{key} is not base64 of a text"),),
            ) from None
    return told
