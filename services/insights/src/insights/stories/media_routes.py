"""Files of stories over HTTP."""

from __future__ import annotations

from uuid import UUID

from fastapi import BackgroundTasks, Request, Response

from common.clock import day_in_england
from common.inspection.statement import AccessStatement
from common.web.dependencies import Reading, Writing
from common.web.routing import Router
from insights.dependencies import API, Deposits, Now, Reads, System
from insights.files import giving
from insights.files import service as files
from insights.files.looking import looked_through
from insights.files.naming import declared_name
from insights.files.receiving import received
from insights.files.schemas import DescriptionIn, FileOut
from insights.files.serving import GIVING, HEADS, UPLOAD, Store, declared_size, download, part_of
from insights.stories import media, reading
from insights.stories.access import Act
from insights.stories.routes import NO_STORE, AskedUse

router = Router(prefix=f"{API}/stories/{{story_id}}/files", tags=["stories"])


@router.post("", status_code=201, **UPLOAD)
async def add_file(
    *,
    story_id: UUID,
    request: Request,
    session: Writing,
    store: Store,
    ics: System,
    reader: Deposits,
    now: Now,
    response: Response,
) -> FileOut:
    """Add a file to a draft; the file is the body, named by `Content-Disposition`.

    The person must then agree to the story with it.
    """
    act = Act(ics, reader, now)
    name = declared_name(request.headers.get("content-disposition"))
    async with request.app.state.database.reading(ics) as early:
        coming = await media.expect(early, act, story_id, name)
    most, declared = coming.kind.max_bytes, declared_size(request)
    async with (
        received(request.stream(), most, declared=declared) as content,
        looked_through(content, coming, on=day_in_england(now)) as looked,
    ):
        file = await media.add(session, store, act, story_id, coming=coming, looked=looked)
    response.headers["Location"] = f"{request.url.path}/{file.id}"
    return files.shown(file)


@router.head("/{file_id}", **HEADS)
@router.get("/{file_id}", **GIVING)
async def read_file(
    *,
    story_id: UUID,
    file_id: UUID,
    request: Request,
    session: Reading,
    store: Store,
    reader: Reads,
    use: AskedUse,
    now: Now,
) -> Response:
    """Get a file of a story, for a use that the person agreed to. Nobody may keep it."""
    await reading.get(session, story_id, reader, use)
    file = await reading.file_of(session, story_id, file_id)
    given = await giving.given(session, store, file, part_of(request, file), now=now)
    return download(given, cache=NO_STORE)


@router.patch("/{file_id}")
async def describe_file(
    *,
    story_id: UUID,
    file_id: UUID,
    data: DescriptionIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
) -> FileOut:
    """Say what a file of a draft shows, for those who can't see it."""
    act = Act(ics, reader, now)
    return files.shown(await media.describe(session, act, story_id, file_id, data.description))


@router.put("/{file_id}/accessibility")
async def explain_file(
    *,
    story_id: UUID,
    file_id: UUID,
    data: AccessStatement,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
) -> FileOut:
    """Say why a file is shared that not everybody can read, and how to ask for another format.

    Without it no story is published with a file that has a serious failure.
    """
    act = Act(ics, reader, now)
    return files.shown(await media.explain(session, act, story_id, file_id, data))


@router.delete("/{file_id}", status_code=204)
async def remove_file(
    *,
    story_id: UUID,
    file_id: UUID,
    session: Writing,
    store: Store,
    ics: System,
    reader: Deposits,
    now: Now,
    tasks: BackgroundTasks,
) -> None:
    """Remove a file of a draft, without a trace."""
    gone = await media.remove(session, Act(ics, reader, now), story_id, file_id)
    tasks.add_task(files.destroy, store, ics, gone)
