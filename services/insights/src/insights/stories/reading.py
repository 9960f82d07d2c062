"""Who is given a story: whoever says for what, where the person agreed to that; and its depositor.

A use that the person did not agree to, a place that they did not name and a day that is past are
all answered like a story that isn't there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest
from insights.audience import ANYONE, Reader
from insights.files import service as files
from insights.files.models import File
from insights.files.service import Owner
from insights.organisations import service as organisations
from insights.stories import feed, repository
from insights.stories.access import may_ask
from insights.stories.errors import StoryGone, StoryNotFound
from insights.stories.models import Consent, Story
from insights.stories.repository import Asked, Told, Use
from insights.stories.schemas import (
    PUBLIC_PAGE,
    ConsentOut,
    PublicStory,
    PublicTitle,
    StandingOut,
    State,
    StoryOut,
)
from insights.vocabularies.service import STORY_USES, check_codes, codes_of


async def get(session: ReadSession, story_id: UUID, reader: Reader, use: Use | None) -> Told:
    """Give a story for a use; or, where none is said, to whoever deposited it.

    Raises:
        Invalid: if there is no such use.
        StoryNotFound: if there is none for that use, there and on that day.
    """
    if use is None:
        told = await repository.get(session, story_id, repository.owned(reader))
    elif await _may(session, reader, use):
        told = await repository.get(session, story_id, repository.covered(use))
    else:
        told = None
    if told is None:
        raise StoryNotFound
    return told


async def page(
    session: ReadSession, request: PageRequest, reader: Reader, use: Use | None, asked: Asked
) -> Page[Told]:
    """List stories for a use; or, where none is said, those that the reader deposited.

    Raises:
        Invalid: if there is no such use.
    """
    if use is None:
        return await repository.page(session, request, repository.owned(reader), asked)
    if not await _may(session, reader, use):
        return Page([], None)
    return await repository.page(session, request, repository.covered(use), asked)


async def get_public(session: ReadSession, story_id: UUID, *, now: datetime) -> Story:
    """Give a story that anybody may read.

    Raises:
        StoryGone: if anybody could once, and may no more.
        StoryNotFound: if nobody ever could.
    """
    use = Use(PUBLIC_PAGE, None, day_in_england(now))
    told = await repository.get(session, story_id, repository.covered(use))
    if told is not None:
        return told[0]
    raise StoryGone if await feed.was_shown(session, story_id) else StoryNotFound


async def file_of(session: ReadSession, story_id: UUID, file_id: UUID) -> File:
    """Give a file of a story that the reader was given.

    Raises:
        FileNotFound: if there is none.
        FileWithheld: of one from before files were looked through, which was not or was refused.
    """
    file = await files.get(session, Owner("story", story_id), file_id)
    files.refuse_withheld(file)
    return file


async def public_file(
    session: ReadSession, story_id: UUID, file_id: UUID, *, now: datetime
) -> File:
    """Give a file of a story that anybody may read.

    Raises:
        StoryGone, StoryNotFound: see `get_public`.
        FileNotFound: if it has no such file.
    """
    await get_public(session, story_id, now=now)
    return await file_of(session, story_id, file_id)


async def shown(session: ReadSession, told: Sequence[Told]) -> list[StoryOut]:
    """Show stories to whoever is given them."""
    names = await organisations.names(
        session, {story.organisation_id for story, _ in told if story.organisation_id is not None}
    )
    media = await files.of_stories(session, [story.id for story, _ in told])
    return [_shown(one, names, media[one[0].id]) for one in told]


def _shown(told: Told, names: Mapping[UUID, str], media: Sequence[File]) -> StoryOut:
    story, consent = told
    organisation_id = story.organisation_id
    return StoryOut(
        **standing(story).model_dump(),
        organisation_id=organisation_id,
        organisation_name=names.get(organisation_id) if organisation_id is not None else None,
        title=story.title,
        words=story.words,
        described_as=story.described_as,
        communities=story.communities,
        places=story.places,
        themes=story.themes,
        files=[files.shown(file) for file in media],
        created_at=story.created_at,
        published_at=story.published_at,
        gone_at=story.gone_at,
        agreed_places=consent.places,
        valid_until=consent.valid_until,
    )


async def shown_to_anybody(session: ReadSession, story: Story) -> PublicStory:
    """Show a story on the public page."""
    return PublicStory(
        id=story.id,
        reference=story.reference,
        organisation_name=await organisations.name_of(session, story.organisation_id),
        title=story.title or "",
        words=story.words or "",
        described_as=story.described_as,
        themes=story.themes,
        files=[files.shown(f) for f in await _files(session, story.id)],
        published_at=story.published_at or story.created_at,
    )


async def public_titles(
    session: ReadSession, request: PageRequest, *, now: datetime
) -> Page[PublicTitle]:
    """List the stories that anybody may read, newest deposit first."""
    use = Use(PUBLIC_PAGE, None, day_in_england(now))
    found = await page(session, request, ANYONE, use, Asked())
    return found.map(
        lambda told: PublicTitle(
            id=told[0].id,
            title=told[0].title or "",
            described_as=told[0].described_as,
            published_at=told[0].published_at or told[0].created_at,
        )
    )


def standing(story: Story) -> StandingOut:
    """Show where a story stands, without any word of it."""
    return StandingOut(
        id=story.id,
        reference=story.reference,
        state=State(story.state),
        revision=story.revision,
        content_version=story.content_version,
        consent_version=story.consent_version,
    )


def shown_consent(consent: Consent) -> ConsentOut:
    """Show one version of a consent."""
    return ConsentOut.model_validate(consent)


async def _may(session: ReadSession, reader: Reader, use: Use) -> bool:
    await check_codes(session, [codes_of("query.use", STORY_USES, use.code)], on=use.on)
    return may_ask(reader, use.code)


async def _files(session: ReadSession, story_id: UUID) -> Sequence[File]:
    return await files.listing(session, Owner("story", story_id))
