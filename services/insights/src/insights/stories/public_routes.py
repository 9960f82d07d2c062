"""Stories for everybody, and the withdrawal by whoever told one. Nobody may keep any of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import BackgroundTasks, Request, Response

from common.web.dependencies import Paging, Reading, Writing, anonymous
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, Now, System
from insights.feeds import atom
from insights.feeds.service import Address
from insights.files import giving
from insights.files import service as files
from insights.files.serving import GIVING, HEADS, Store, download, part_of
from insights.stories import feed, leaving, reading
from insights.stories.routes import NO_STORE
from insights.stories.schemas import CodeIn, PublicStory, PublicTitle

router = Router(prefix=API, tags=["stories"])


@router.get("/published-stories", dependencies=[anonymous()])
async def list_public_stories(
    *, session: Reading, page: Paging, now: Now, request: Request, response: Response
) -> PageOut[PublicTitle]:
    """List the stories that anybody may read, newest deposit first."""
    response.headers["Cache-Control"] = NO_STORE
    found = await reading.public_titles(session, page, now=now)
    body: Any = page_response(found, request, response)
    return PageOut[PublicTitle].model_validate(body)


@router.get("/published-stories/{story_id}", dependencies=[anonymous()])
async def read_public_story(
    *, story_id: UUID, session: Reading, now: Now, response: Response
) -> PublicStory:
    """Read a story that anybody may read; 410 once the person shares it no longer."""
    response.headers["Cache-Control"] = NO_STORE
    story = await reading.get_public(session, story_id, now=now)
    return await reading.shown_to_anybody(session, story)


@router.head(
    "/published-stories/{story_id}/files/{file_id}",
    dependencies=[anonymous()],
    **HEADS,
)
@router.get(
    "/published-stories/{story_id}/files/{file_id}",
    dependencies=[anonymous()],
    **GIVING,
)
async def read_public_file(
    *, story_id: UUID, file_id: UUID, request: Request, session: Reading, store: Store, now: Now
) -> Response:
    """Get a file of a story that anybody may read."""
    file = await reading.public_file(session, story_id, file_id, now=now)
    given = await giving.given(session, store, file, part_of(request, file), now=now)
    return download(given, cache=NO_STORE)


@router.post("/story-withdrawals", status_code=204, dependencies=[anonymous()])
async def withdraw_own_story(
    *, data: CodeIn, session: Writing, store: Store, ics: System, now: Now, tasks: BackgroundTasks
) -> None:
    """Take out the story of the person who holds this code, everywhere, at once and for good."""
    ids = await leaving.withdraw_by_code(session, ics, data.code, now=now)
    tasks.add_task(files.destroy, store, ics, ids)


@router.get("/feeds/stories.atom", dependencies=[anonymous()], response_class=Response)
async def read_feed(
    *, session: Reading, ics: System, page: Paging, now: Now, request: Request
) -> Response:
    """Read the stories that anybody may read as Atom, with tombstones for those that are gone."""
    address = Address(request.app.state.settings.public_url, ics, feed.NAME)
    body = atom.write_atom(await feed.page(session, address, page, now=now))
    return Response(
        body,
        media_type=f"{atom.MEDIA_TYPE}; charset=utf-8",
        headers={"Cache-Control": NO_STORE},
    )
