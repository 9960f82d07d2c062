"""Pictures, recordings and documents of a story: part of what the person agrees to."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.inspection.statement import AccessStatement
from insights.files import service as files
from insights.files.looking import Looked
from insights.files.models import File
from insights.files.schemas import Coming
from insights.files.service import Owner
from insights.files.storage.port import FileStore
from insights.stories import repository, service
from insights.stories.access import Act, own, require
from insights.stories.clearing import check_words
from insights.stories.errors import StoryNotFound
from insights.stories.schemas import State


async def expect(session: ReadSession, act: Act, story_id: UUID, name: str) -> Coming:
    """Judge who adds what to which story, before any of the file is read.

    Raises:
        StoryNotFound: if the story isn't the caller's own.
        PersonalDataFound: if the name reads like personal data.
        FileRefused, TooManyFiles: see `insights.files.service.expect`.
    """
    if await repository.get(session, story_id, repository.owned(act.reader)) is None:
        raise StoryNotFound
    check_words("header.Content-Disposition", name)
    return await files.expect(session, Owner("story", story_id), name, now=act.now)


async def add(
    session: WriteSession,
    store: FileStore,
    act: Act,
    story_id: UUID,
    *,
    coming: Coming,
    looked: Looked,
) -> File:
    """Add a file to a draft; the person must agree to the story with it.

    Raises:
        StoryNotFound, NotYours: see `insights.stories.access.own`.
        NotInThatState: if it is published or gone.
        TooManyFiles: see `insights.files.service.take_in`.
    """
    story = await own(session, act, story_id)
    require(story, "given files", State.DRAFT)
    await service.content_changed(session, story)
    return await files.take_in(
        session, store, act.ics, Owner("story", story.id), coming=coming, looked=looked,
        since_version=story.content_version, now=act.now, by=act.reader.subject,
    )  # fmt: skip


async def describe(
    session: WriteSession, act: Act, story_id: UUID, file_id: UUID, description: str
) -> File:
    """Say what a file of a draft shows.

    Raises:
        StoryNotFound, NotYours, FileNotFound: if it isn't the caller's own.
        NotInThatState: if the story is published or gone.
        PersonalDataFound: if the words read like personal data.
    """
    story = await own(session, act, story_id)
    require(story, "changed", State.DRAFT)
    check_words("body.description", description)
    file = await files.get(session, Owner("story", story_id), file_id)
    await service.content_changed(session, story)
    return await files.describe(session, file, description)


async def explain(
    session: WriteSession, act: Act, story_id: UUID, file_id: UUID, statement: AccessStatement
) -> File:
    """Say why a file is shared that not everybody can read; also once the story is published.

    The words are the organisation's, so the person need not agree anew.

    Raises:
        StoryNotFound, NotYours, FileNotFound: if it isn't the caller's own.
        NotInThatState: if the story is gone.
        PersonalDataFound: if the reason reads like personal data.
    """
    story = await own(session, act, story_id)
    require(story, "explained", State.DRAFT, State.PUBLISHED)
    check_words("body.reason", statement.reason)
    file = await files.get(session, Owner("story", story_id), file_id)
    return await files.explain(session, file, statement)


async def remove(session: WriteSession, act: Act, story_id: UUID, file_id: UUID) -> list[UUID]:
    """Take a file of a draft away, without a trace; give what its bytes go by.

    Raises:
        StoryNotFound, NotYours, FileNotFound: if it isn't the caller's own.
        NotInThatState: if the story is published (withdraw it) or gone.
    """
    story = await own(session, act, story_id)
    require(story, "changed", State.DRAFT)
    await files.get(session, Owner("story", story_id), file_id)
    gone = await files.forget_one(session, Owner("story", story_id), file_id)
    await service.content_changed(session, story)
    return gone
