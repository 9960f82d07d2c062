"""Uploads over HTTP. These addresses speak tus 1.0 (https://tus.io), its core and its extension
`creation`: POST begins, HEAD tells where an upload stands, PATCH adds the next bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import BackgroundTasks, Depends, Header, Request, Response
from starlette.requests import ClientDisconnect

from common.errors import FieldError, Invalid
from common.web.dependencies import Reading, Writing
from common.web.documentation import refusal
from common.web.form import UnsupportedMediaType
from common.web.routing import Router
from insights.dependencies import API, Deposits, Keys, Now, System
from insights.feedback.declaring import declared_by
from insights.feedback.limits import LARGEST_IMPORT, MostBytes
from insights.feedback.staging import Act
from insights.files import service as files
from insights.files.serving import Store
from insights.uploads import service
from insights.uploads.models import Upload
from insights.uploads.schemas import UploadOut
from insights.uploads.service import Inbox
from insights.uploads.tus import TOLD, Announced, SpeaksTus

OFFSET_TYPE = "application/offset+octet-stream"
"""Media type of the bytes of a PATCH."""

router = Router(
    prefix=API,
    tags=["feedback"],
    dependencies=[SpeaksTus],
    responses={412: refusal("The client speaks another version of tus.")},
)


async def _offset(
    upload_offset: Annotated[
        str | None, Header(description="How many bytes are kept already, as HEAD told. Required.")
    ] = None,
) -> int:
    if upload_offset is None or not upload_offset.isascii() or not upload_offset.isdecimal():
        raise Invalid(
            "Send the number of bytes that are kept already, as HEAD tells it.",
            fields=(FieldError("header.Upload-Offset", "is no number of bytes"),),
        )
    return int(upload_offset[:20])


Offset = Annotated[int, Depends(_offset)]


@router.post("/feedback-sources/{source_id}/uploads", status_code=201)
async def begin_upload(
    *,
    source_id: UUID,
    data: Announced,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    most: MostBytes,
    request: Request,
    response: Response,
) -> UploadOut:
    """Begin the upload of a large file, or over a line that breaks off; PATCH its bytes then.

    A client of tus begins one by `Upload-Length` and `Upload-Metadata` instead of a body. Once all
    bytes came, it is imported by itself, and goes on by itself after a crash. The file is kept
    sealed until then, and destroyed when the import has ended or the upload has expired.
    """
    declared = declared_by(data.media_type, "body.media_type")
    act = Act(ics, reader, now)
    upload = await service.begin(session, act, source_id, data, declared, most=most)
    response.headers.update(_told(upload))
    prefix = request.url.path.partition("/feedback-sources/")[0]
    response.headers["Location"] = f"{prefix}/feedback-uploads/{upload.id}"
    return _shown(upload, request)


@router.get("/feedback-uploads/{upload_id}")
async def read_upload(
    *, upload_id: UUID, session: Reading, reader: Deposits, request: Request, response: Response
) -> UploadOut:
    """Read where an upload of yours stands, and its import: rows read so far, or what is wrong."""
    upload = await service.get(session, upload_id, reader)
    response.headers.update(_told(upload))
    return _shown(upload, request)


@router.head("/feedback-uploads/{upload_id}", response_class=Response)
async def locate_upload(*, upload_id: UUID, session: Reading, reader: Deposits) -> Response:
    """Tell how many bytes are kept (`Upload-Offset`): go on from there."""
    return Response(headers=_told(await service.get(session, upload_id, reader)))


@router.patch(
    "/feedback-uploads/{upload_id}",
    status_code=204,
    max_body_size=LARGEST_IMPORT,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {OFFSET_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def continue_upload(
    *,
    upload_id: UUID,
    ics: System,
    reader: Deposits,
    offset: Offset,
    store: Store,
    keys: Keys,
    now: Now,
    request: Request,
) -> Response:
    """Add the next bytes, as many as you like. Where the line breaks off, what came is kept."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != OFFSET_TYPE:
        raise UnsupportedMediaType(f"Send the next bytes as {OFFSET_TYPE}.")
    database = request.app.state.database
    async with database.reading(ics) as early:
        upload = await service.get(early, upload_id, reader)
    inbox = Inbox(database, store, keys, ics, lambda: now)
    upload = await service.receive(inbox, upload, offset, _until_gone(request))
    return Response(status_code=204, headers=_told(upload))


@router.delete("/feedback-uploads/{upload_id}", status_code=204)
async def remove_upload(
    *,
    upload_id: UUID,
    session: Writing,
    ics: System,
    reader: Deposits,
    store: Store,
    tasks: BackgroundTasks,
) -> None:
    """Take an upload back before it is imported; its bytes are destroyed."""
    gone = await service.remove(session, upload_id, reader)
    tasks.add_task(files.destroy, store, ics, gone)


async def _until_gone(request: Request) -> AsyncIterator[bytes]:
    """Give the bytes that come, until all came or the sender is gone."""
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect:
        return


def _told(upload: Upload) -> dict[str, str]:
    return {
        **TOLD,
        "Upload-Offset": str(upload.received),
        "Upload-Length": str(upload.size),
        "Cache-Control": "no-store",
    }


def _shown(upload: Upload, request: Request) -> UploadOut:
    prefix = request.url.path.partition("/feedback-")[0]
    given: dict[str, Any] = {
        name: getattr(upload, name) for name in UploadOut.model_fields if name != "report"
    }
    done = upload.state == "done"
    report = f"{prefix}/feedback-imports/{upload.id}" if done else None
    return UploadOut.model_validate({**given, "report": report})
