"""Files of findings over HTTP."""

from __future__ import annotations

from uuid import UUID

from fastapi import BackgroundTasks, Request, Response

from common.clock import day_in_england
from common.inspection.statement import AccessStatement
from common.web.dependencies import Reading, Writing, anonymous
from common.web.routing import Router
from insights.audience import ANYONE
from insights.dependencies import API, Deposits, Now, Reads, System
from insights.files import giving, of_findings, service
from insights.files.looking import looked_through
from insights.files.naming import declared_name
from insights.files.receiving import received
from insights.files.schemas import DescriptionIn, FileOut
from insights.files.serving import (
    GIVING,
    HEADS,
    UPLOAD,
    Store,
    declared_size,
    download,
    held,
    part_of,
)
from insights.findings.access import Act

router = Router(prefix=f"{API}/findings/{{finding_id}}/files", tags=["files"])
public = Router(prefix=f"{API}/published-findings/{{finding_id}}/files", tags=["files"])


@router.get("")
async def list_files(finding_id: UUID, session: Reading, reader: Reads) -> list[FileOut]:
    """List the files of a finding that you may have, and that others were removed."""
    return [service.shown(f) for f in await of_findings.listing(session, finding_id, reader)]


@router.post("", status_code=201, **UPLOAD)
async def add_file(
    *,
    finding_id: UUID,
    request: Request,
    session: Writing,
    store: Store,
    ics: System,
    reader: Deposits,
    now: Now,
    response: Response,
) -> FileOut:
    """Add a file to the version of a finding that is being worked on; the file is the body.

    Name it with `Content-Disposition: attachment; filename="report.pdf"`. What it is is told by its
    content, whatever the content type says. Of pictures nothing is kept but the picture; of
    documents a clean copy, and `accessibility` tells who cannot read it. A change of a published
    finding begins a version that files can be added to.
    """
    act = Act(ics, reader, now)
    name = declared_name(request.headers.get("content-disposition"))
    async with request.app.state.database.reading(ics) as early:
        coming = await of_findings.expect(early, act, finding_id, name)
    most, declared = coming.kind.max_bytes, declared_size(request)
    async with (
        received(request.stream(), most, declared=declared) as content,
        looked_through(content, coming, on=day_in_england(now)) as looked,
    ):
        file = await of_findings.add(session, store, act, finding_id, coming=coming, looked=looked)
    response.headers["Location"] = f"{request.url.path}/{file.id}"
    return service.shown(file)


@router.head("/{file_id}", **HEADS)
@router.get("/{file_id}", **GIVING)
async def read_file(
    *,
    finding_id: UUID,
    file_id: UUID,
    request: Request,
    session: Reading,
    store: Store,
    reader: Reads,
    now: Now,
) -> Response:
    """Get a file, byte for byte as its checksum says. The ETag is the checksum.

    `Range` gives a part of it (206), so that a download can go on, or a film be looked through.
    """
    file = await of_findings.get(session, finding_id, file_id, reader)
    answer = held(request, file)
    if answer is not None:
        return answer
    part = part_of(request, file)
    return download(await giving.given(session, store, file, part, now=now))


@router.patch("/{file_id}")
async def describe_file(
    *,
    finding_id: UUID,
    file_id: UUID,
    data: DescriptionIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
) -> FileOut:
    """Say what a file shows, for those who can't see it."""
    act = Act(ics, reader, now)
    return service.shown(
        await of_findings.describe(session, act, finding_id, file_id, data.description)
    )


@router.put("/{file_id}/accessibility")
async def explain_file(
    *,
    finding_id: UUID,
    file_id: UUID,
    data: AccessStatement,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
) -> FileOut:
    """Say why a file is published that not everybody can read, and how to ask for another format.

    Without it no file with a serious failure is published. Everybody sees it beside the file.
    """
    act = Act(ics, reader, now)
    return service.shown(await of_findings.explain(session, act, finding_id, file_id, data))


@router.delete("/{file_id}", status_code=204)
async def remove_file(
    *,
    finding_id: UUID,
    file_id: UUID,
    session: Writing,
    store: Store,
    ics: System,
    reader: Deposits,
    now: Now,
    tasks: BackgroundTasks,
) -> None:
    """Remove a file at once and for good. That there was one stays on the record, not its name."""
    gone = await of_findings.remove(session, Act(ics, reader, now), finding_id, file_id)
    tasks.add_task(service.destroy, store, ics, [gone])


@public.get("", dependencies=[anonymous()])
async def list_public_files(finding_id: UUID, session: Reading) -> list[FileOut]:
    """List the files of a finding that are for everybody."""
    return [service.shown(f) for f in await of_findings.listing(session, finding_id, ANYONE)]


@public.head("/{file_id}", dependencies=[anonymous()], **HEADS)
@public.get("/{file_id}", dependencies=[anonymous()], **GIVING)
async def read_public_file(
    *, finding_id: UUID, file_id: UUID, request: Request, session: Reading, store: Store, now: Now
) -> Response:
    """Get a file that is for everybody."""
    file = await of_findings.get(session, finding_id, file_id, ANYONE)
    answer = held(request, file)
    if answer is not None:
        return answer
    given = await giving.given(session, store, file, part_of(request, file), now=now)
    return download(given, cache="public, no-cache")
