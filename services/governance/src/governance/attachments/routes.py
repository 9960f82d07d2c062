"""Attachments over HTTP: for those who write papers, and as everybody reads them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from common.clock import day_in_england, utc_now
from common.db.engine import ReadSession
from common.errors import FieldError
from common.inspection.statement import AccessStatement
from common.web.dependencies import Principal, Reading, System, Writing, anonymous, requires
from common.web.downloads import PARTS, Download, file_headers, held, part_of
from common.web.file_names import LONGEST, is_fit, sent_name
from common.web.routing import Router
from governance.attachments import receiving, service
from governance.attachments.errors import AttachmentRefused
from governance.attachments.kinds import LARGEST
from governance.attachments.models import PaperAttachment
from governance.attachments.schemas import AttachmentOut, AttachmentsOut, WithholdingIn
from governance.papers import published
from governance.papers import service as papers

router = Router(
    prefix="/api/v1/{ics}/governance/papers/{paper_id}/attachments", tags=["attachments"]
)
public = Router(
    prefix="/api/v1/{ics}/governance/published-papers/{paper_id}/attachments",
    tags=["attachments"], dependencies=[anonymous()],
)  # fmt: skip
Manager = Annotated[Principal, requires("governance:manage")]

_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: PDF, Word, Excel or PowerPoint. `Content-Disposition` "
        "names it.",
        "content": {"application/octet-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("", response_model=AttachmentsOut)
async def list_attachments(session: Reading, _: Manager, paper_id: UUID) -> AttachmentsOut:
    """List the files of a paper's current text, and who cannot read them."""
    paper = (await papers.get(session, paper_id)).paper
    found = await service.of_version(session, paper.id, paper.text_version)
    return AttachmentsOut(items=[service.shown(one) for one in found])


@router.post(
    "", response_model=AttachmentOut, status_code=201, max_body_size=LARGEST, openapi_extra=_UPLOAD
)
async def attach_file(
    *, session: Writing, ics: System, manager: Manager, request: Request, paper_id: UUID
) -> AttachmentOut:
    """Attach a file to a draft; the file is the body.

    Name it with `Content-Disposition: attachment; filename="plan.pdf"`. It is looked through: what
    can run is refused, and so is what is hidden in it and only a person can clear (comments,
    tracked changes, hidden sheets). Only a clean copy is kept, without what the file tells of who
    made it. `accessibility` names what keeps somebody from reading it, and what to do.
    """
    name = sent_name(request.headers.get("content-disposition"))
    if not name or not is_fit(name):
        raise AttachmentRefused(
            'Say how the file is called: Content-Disposition: attachment; filename="plan.pdf". A '
            f"name has {LONGEST} characters at most, no slash, colon or control character.",
            fields=(FieldError("header.Content-Disposition", "names no file"),),
        )
    receiving.refuse_telling_name(name)
    async with request.app.state.database.reading(ics) as early:
        await papers.get(early, paper_id)
    now = utc_now()
    # While a document is looked through, no connection to the database is held.
    file = await receiving.received(request.stream(), name, on=day_in_england(now))
    paper = await papers.get_for_change(session, paper_id)
    return service.shown(await service.attach(session, paper, file, now=now, by=manager.subject))


@router.head("/{attachment_id}", response_class=Response, include_in_schema=False)
@router.get("/{attachment_id}", response_class=Response, responses=PARTS)
async def read_attachment(
    session: Reading, _: Manager, request: Request, paper_id: UUID, attachment_id: UUID
) -> Response:
    """Get a file of a paper's current text: the clean copy, as everybody will get it.

    `Range` gives a part of it (206). The ETag is its checksum, which `If-Range` takes.
    """
    paper = (await papers.get(session, paper_id)).paper
    found = await service.get(session, paper.id, paper.text_version, attachment_id)
    return await _given(session, request, found, cache="private, no-cache")


@router.put("/{attachment_id}/accessibility", response_model=AttachmentOut)
async def explain_attachment(
    *, session: Writing, _: Manager, paper_id: UUID, attachment_id: UUID, data: AccessStatement
) -> AttachmentOut:
    """Say why a file is published that not everybody can read, and how to ask for another format.

    Without it no paper is published that has a file with a serious failure. Everybody sees it
    beside the file.
    """
    paper = await papers.get_for_change(session, paper_id)
    found = await service.get(session, paper.id, paper.text_version, attachment_id)
    await service.explain(session, found, data)
    return service.shown(found)


@router.put("/{attachment_id}/withholding", response_model=AttachmentOut)
async def withhold_attachment(
    *, session: Writing, _: Manager, paper_id: UUID, attachment_id: UUID, data: WithholdingIn
) -> AttachmentOut:
    """Withhold one file of a draft from the public with its reason, or open it again.

    From now on nobody reads it without the record, also where it was published before. The reason
    is told in its place.
    """
    paper = await papers.get_for_change(session, paper_id)
    found = await service.get(session, paper.id, paper.text_version, attachment_id)
    await service.withhold(session, paper, found, data.withheld_reason)
    return service.shown(found)


@router.delete("/{attachment_id}", status_code=204)
async def remove_attachment(
    *, session: Writing, _: Manager, paper_id: UUID, attachment_id: UUID
) -> None:
    """Leave a file out of a draft. What was published before keeps it."""
    paper = await papers.get_for_change(session, paper_id)
    found = await service.get(session, paper.id, paper.text_version, attachment_id)
    await service.remove(session, paper, found)


@public.head("/{attachment_id}", response_class=Response, include_in_schema=False)
@public.get("/{attachment_id}", response_class=Response, responses=PARTS)
async def read_published_attachment(
    session: Reading, ics: System, request: Request, paper_id: UUID, attachment_id: UUID
) -> Response:
    """Get a file of a paper as it was published last, or a part of it (`Range`)."""
    version = await published.version_with(session, paper_id, attachment_id)
    found = await service.get_public(session, paper_id, version, attachment_id)
    return await _given(session, request, found, cache="public, no-cache")


async def _given(
    session: ReadSession, request: Request, found: PaperAttachment, *, cache: str
) -> Response:
    """Give a file, or the part of it that is asked for, so that no browser runs anything of it.

    Raises:
        RangeNotSatisfiable: if the part begins behind the end of the file.
    """
    answer = held(request, found.sha256)
    if answer is not None:
        return answer
    part = part_of(request, found.sha256, found.size)
    content = b"" if request.method == "HEAD" else await service.content(session, found, part)
    return Download(
        _whole(content),
        size=found.size,
        part=part,
        media_type=found.media_type,
        headers=file_headers(found.name, found.sha256, inline=False, cache=cache),
    )


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
