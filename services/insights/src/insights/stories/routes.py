"""Stories over HTTP. Nobody may keep an answer that holds a story."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import BackgroundTasks, Depends, Query, Request, Response

from common.clock import day_in_england
from common.db.pagination import Page
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, Deposits, Now, Publishes, Reads, System
from insights.files import service as files
from insights.files.serving import Store
from insights.stories import clearing, leaving, reading, service
from insights.stories.access import Act
from insights.stories.models import Story
from insights.stories.repository import Asked, Use
from insights.stories.schemas import (
    ClearanceIn,
    CodeOut,
    ConsentIn,
    ConsentOut,
    DepositedOut,
    HitOut,
    StandingOut,
    StoryIn,
    StoryOut,
    StoryPatch,
)
from insights.words import Code, Codes
from insights.words import Words as Searched

NO_STORE = "no-store"

router = Router(prefix=f"{API}/stories", tags=["stories"])


async def asked_use(
    now: Now,
    use: Annotated[
        Code | None,
        Query(
            description="What you want it for: a code of the vocabulary story_use. You are given "
            "what the person agreed to for that. Left out: what you deposited yourself."
        ),
    ] = None,
    place: Annotated[
        Code | None, Query(description="Where you want to use it; some agree to certain places.")
    ] = None,
) -> Use | None:
    """Read for what, and where, a story is asked for."""
    return None if use is None else Use(use, place, day_in_england(now))


AskedUse = Annotated[Use | None, Depends(asked_use)]


@router.get("")
async def list_stories(
    *,
    session: Reading,
    reader: Reads,
    page: Paging,
    use: AskedUse,
    request: Request,
    response: Response,
    q: Annotated[Searched | None, Query(description="Words as for a web search.")] = None,
    theme: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    community: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
) -> PageOut[StoryOut]:
    """List the stories that may be used for something; without `use`, those that you deposited."""
    found = await reading.page(session, page, reader, use, Asked(q or None, theme, community))
    shown = await reading.shown(session, found.items)
    response.headers["Cache-Control"] = NO_STORE
    body: Any = page_response(Page(shown, found.next_cursor), request, response)
    return PageOut[StoryOut].model_validate(body)


@router.post("", status_code=201)
async def deposit_story(
    *,
    data: StoryIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    request: Request,
    response: Response,
) -> DepositedOut:
    """Deposit a story as a draft, with what the person agreed to. Never say who they are."""
    story, code = await service.deposit(session, Act(ics, reader, now), data)
    response.headers["Location"] = f"{request.url.path}/{story.id}"
    standing = _standing(story, response)
    return DepositedOut(**standing.model_dump(), withdrawal_code=code)


@router.get("/{story_id}")
async def read_story(
    *, story_id: UUID, session: Reading, reader: Reads, use: AskedUse, response: Response
) -> StoryOut:
    """Read a story for a use. One that the person did not agree to is not there."""
    told = await reading.get(session, story_id, reader, use)
    response.headers["ETag"] = etag(told[0].revision)
    response.headers["Cache-Control"] = NO_STORE
    [shown] = await reading.shown(session, [told])
    return shown


@router.patch("/{story_id}")
async def change_story(
    *,
    story_id: UUID,
    data: StoryPatch,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> StandingOut:
    """Change a draft. The person must then agree to it again."""
    act = Act(ics, reader, now)
    return _standing(await service.change(session, act, story_id, expected, data), response)


@router.get("/{story_id}/consents")
async def list_consents(story_id: UUID, session: Reading, reader: Reads) -> list[ConsentOut]:
    """List what the person agreed to, oldest first, to whoever deposited the story."""
    found = await service.consents(session, story_id, reader)
    return [reading.shown_consent(consent) for consent in found]


@router.post("/{story_id}/consents")
async def record_consent(
    *,
    story_id: UUID,
    data: ConsentIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> StandingOut:
    """Record what the person agrees to from now on, to the story as it is now."""
    act = Act(ics, reader, now)
    return _standing(await service.agree(session, act, story_id, expected, data), response)


@router.post("/{story_id}/publish")
async def publish_story(
    *,
    story_id: UUID,
    session: Writing,
    ics: System,
    reader: Publishes,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> StandingOut:
    """Let a story be used for what the person agreed to, unless something reads like personal
    data uncleared."""
    act = Act(ics, reader, now)
    return _standing(await service.publish(session, act, story_id, expected), response)


@router.post("/{story_id}/withdraw")
async def withdraw_story(
    *,
    story_id: UUID,
    session: Writing,
    store: Store,
    ics: System,
    reader: Deposits,
    now: Now,
    response: Response,
    tasks: BackgroundTasks,
) -> StandingOut:
    """Take a story out everywhere, at once and for good. Its words and files are destroyed."""
    story, ids = await leaving.withdraw(session, Act(ics, reader, now), story_id)
    tasks.add_task(files.destroy, store, ics, ids)
    return _standing(story, response)


@router.post("/{story_id}/withdrawal-code")
async def renew_code(
    *, story_id: UUID, session: Writing, ics: System, reader: Deposits, now: Now
) -> CodeOut:
    """Make a new withdrawal code, for a person who lost theirs. The old one is void."""
    return CodeOut(
        withdrawal_code=await service.renew_code(session, Act(ics, reader, now), story_id)
    )


@router.get("/{story_id}/personal-data")
async def list_personal_data(story_id: UUID, session: Reading, reader: Reads) -> list[HitOut]:
    """List what in a story of yours reads like personal data: where, never what."""
    return await clearing.listing(session, story_id, reader)


@router.post("/{story_id}/clearances", status_code=204)
async def clear_personal_data(
    *,
    story_id: UUID,
    data: ClearanceIn,
    session: Writing,
    ics: System,
    reader: Publishes,
    now: Now,
) -> None:
    """Say that something which reads like personal data may stay in a story, and why."""
    await clearing.clear(session, Act(ics, reader, now), story_id, data)


def _standing(story: Story, response: Response) -> StandingOut:
    response.headers["ETag"] = etag(story.revision)
    response.headers["Cache-Control"] = NO_STORE
    return reading.standing(story)
