"""How a story goes: withdrawn by the organisation or by the person, or at the end of the consent.

Its words, its files and whatever speaks of them are deleted in the same transaction; reference,
consents (which hold no words) and the fact that it is gone stay. Every reader is answered out of
the database as it is at that moment, and nobody may keep an answer, so it is gone everywhere at
once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.events.insights import StoryWithdrawn
from common.messaging.outbox import record
from insights.files import service as files
from insights.files.service import Owner
from insights.stories import feed, repository
from insights.stories.access import Act, own
from insights.stories.codes import hash_of
from insights.stories.errors import CodeNotValid
from insights.stories.models import Story
from insights.stories.schemas import State
from insights.vocabularies import service as vocabularies

_AT_ONCE = 100

Destroy = Callable[[SystemCode, list[UUID]], Awaitable[None]]
"""Destroys the bytes of files, once the transaction that deleted their rows has committed."""


async def withdraw(session: WriteSession, act: Act, story_id: UUID) -> tuple[Story, list[UUID]]:
    """Take a story out, whatever state it is in; again is the same as once.

    It names no revision: nothing that happens to a story at the same time may stand in the way.
    Gives the ids of files whose bytes are to be destroyed.

    Raises:
        StoryNotFound, NotYours: see `insights.stories.access.own`.
    """
    story = await own(session, act, story_id)
    return story, await _take_out(session, act.ics, story, State.WITHDRAWN, act.now)


async def withdraw_by_code(
    session: WriteSession, ics: SystemCode, code: str, *, now: datetime
) -> list[UUID]:
    """Take out the story of the person who holds a code; nothing is asked of them.

    Gives the ids of files whose bytes are to be destroyed.

    Raises:
        CodeNotValid: if no story goes by that code.
    """
    story = await repository.lock_by_code(session, hash_of(ics, code))
    if story is None:
        raise CodeNotValid
    return await _take_out(session, ics, story, State.WITHDRAWN, now)


async def expire_ended(database: Database, destroy: Destroy, *, now: datetime) -> int:
    """Take out, in every system, the stories whose consent has ended; give how many.

    Nobody was given one of them since midnight: this deletes what is left.

    Raises:
        SomeFailed: if it failed in some systems; in the others it is done.
    """
    async with database.reading(None) as session:
        systems = await vocabularies.all_systems(session)
    gone = 0

    async def expire(ics: SystemCode) -> None:
        nonlocal gone
        while True:
            async with database.transaction(ics) as session:
                ended = await repository.ended(session, day_in_england(now), _AT_ONCE)
                ids = [
                    file_id
                    for story in ended
                    for file_id in await _take_out(session, ics, story, State.EXPIRED, now)
                ]
            await destroy(ics, ids)
            gone += len(ended)
            if len(ended) < _AT_ONCE:
                break

    await in_each(systems, expire)
    return gone


async def withdraw_again(
    session: WriteSession, ics: SystemCode, story_id: UUID, state: State, *, since: datetime,
    now: datetime,
) -> list[UUID] | None:  # fmt: skip
    """Take a story out that a restored backup brought back; None if there is none.

    Gives the ids of files whose bytes are to be destroyed.

    Args:
        state: in which it went.
        since: when it went.
    """
    story = await repository.lock(session, story_id)
    if story is None or story.gone_at is not None:
        return None
    return await _take_out(session, ics, story, state, now, since=since)


async def end_again(
    session: WriteSession, ics: SystemCode, story_id: UUID, version: int, *, since: datetime,
    now: datetime,
) -> bool:  # fmt: skip
    """End a consent that a restored backup put in force again; False if there is none.

    What the person agreed to in its place is lost with the database, so the story is used for
    nothing until they agree to it anew.
    """
    story = await repository.lock(session, story_id)
    if story is None or not await repository.end_earlier(session, story_id, version, since):
        return False
    story.revision += 1
    await session.flush()
    if story.state == State.PUBLISHED and story.consent_version == version:
        await _announce(session, ics, story, now)
    return True


async def _take_out(
    session: WriteSession, ics: SystemCode, story: Story, state: State, now: datetime, *,
    since: datetime | None = None,
) -> list[UUID]:  # fmt: skip
    if story.gone_at is not None:
        return []
    gone_at = since or now
    was_published = story.state == State.PUBLISHED
    ids = await files.forget(session, Owner("story", story.id))
    await repository.delete_clearances(session, story.id)
    await repository.end_consents(session, story.id, gone_at)
    story.title = story.words = story.described_as = None
    story.communities, story.places, story.themes = [], [], []
    story.withdrawal_code_hash = None
    story.state = state
    story.gone_at = gone_at
    story.revision += 1
    await session.flush()
    if was_published:
        await _announce(session, ics, story, now)
    return ids


async def _announce(session: WriteSession, ics: SystemCode, story: Story, now: datetime) -> None:
    await feed.note(session, ics, story.id, shown=False, now=now)
    await record(session, ics, StoryWithdrawn(story_id=story.id, withdrawn_at=now), now=now)
