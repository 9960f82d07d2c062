"""SQL of stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from insights.audience import Reader, owned_by
from insights.stories.models import Consent, Story, StoryClearance, StoryCounter
from insights.stories.schemas import State


@dataclass(frozen=True)
class Use:
    """What a story is asked for, where and on which day."""

    code: str
    place: str | None
    on: date


@dataclass(frozen=True)
class Asked:
    """What kind of stories are asked for."""

    words: str | None = None
    themes: Sequence[str] = ()
    communities: Sequence[str] = ()


Told = tuple[Story, Consent]
"""A story with the consent in force."""


def _told() -> Select[Story, Consent]:
    return select(Story, Consent).join(
        Consent,
        (Consent.story_id == Story.id) & (Consent.version == Story.consent_version),
    )


def covered(use: Use) -> ColumnElement[bool]:
    """Give the condition that the consent in force covers a use, there, on that day."""
    return (
        (Story.state == State.PUBLISHED)
        & Consent.ended_at.is_(None)
        & (Consent.content_version == Story.content_version)
        & (Consent.valid_until >= use.on)
        & (literal(use.code) == any_(Consent.uses))
        & or_(func.cardinality(Consent.places) == 0, literal(use.place) == any_(Consent.places))
    )


def owned(reader: Reader) -> ColumnElement[bool]:
    """Give the condition that a story is the reader's own."""
    return owned_by(reader, Story.organisation_id)


async def get(session: ReadSession, story_id: UUID, allowed: ColumnElement[bool]) -> Told | None:
    """Give a story with its consent, if the condition holds of them."""
    row = (await session.execute(_told().where(Story.id == story_id, allowed))).one_or_none()
    return None if row is None else (row[0], row[1])


async def page(
    session: ReadSession, request: PageRequest, allowed: ColumnElement[bool], asked: Asked
) -> Page[Told]:
    """List stories of which the condition holds, newest deposit first."""
    query: Any = _told().where(allowed)
    if asked.words:
        text = func.to_tsvector("english", Story.title + " " + Story.words)
        query = query.where(text.op("@@")(func.websearch_to_tsquery("english", asked.words)))
    if asked.themes:
        query = query.where(Story.themes.overlap(asked.themes))
    if asked.communities:
        query = query.where(Story.communities.overlap(asked.communities))
    column: Any = Story.id
    query = after_cursor(query, (column,), (UUID,), request, descending=True)
    rows: list[Told] = [(row[0], row[1]) for row in await session.execute(query)]
    return page_of(rows, request, lambda row: (row[0].id,))


async def lock(session: WriteSession, story_id: UUID) -> Story | None:
    """Give a story, locked until the transaction ends."""
    query = select(Story).where(Story.id == story_id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def lock_by_code(session: WriteSession, code_hash: bytes) -> Story | None:
    """Give the story that a code takes out, locked."""
    query = select(Story).where(Story.withdrawal_code_hash == code_hash).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def ended(session: WriteSession, on: date, limit: int) -> Sequence[Story]:
    """Give stories whose consent ended before a day, locked; those locked by others left out."""
    query = (
        select(Story)
        .join(Consent, (Consent.story_id == Story.id) & (Consent.version == Story.consent_version))
        .where(Story.gone_at.is_(None), Consent.valid_until < on)
        .order_by(Story.id)
        .limit(limit)
        .with_for_update(of=Story, skip_locked=True)
    )
    return (await session.scalars(query)).all()


async def next_number(session: WriteSession, ics: SystemCode, year: int) -> int:
    """Give the next number of a year; concurrent callers wait for each other."""
    statement = (
        insert(StoryCounter)
        .values(ics=ics, year=year, last=1)
        .on_conflict_do_update(index_elements=["ics", "year"], set_={"last": StoryCounter.last + 1})
        .returning(StoryCounter.last)
    )
    return (await session.execute(statement)).scalar_one()


async def add(session: WriteSession, story: Story, consent: Consent) -> None:
    """Add a story with its first consent."""
    session.add(story)
    await session.flush()
    session.add(consent)
    await session.flush()


async def consent(session: ReadSession, story_id: UUID, version: int) -> Consent:
    """Give one version of a consent, which must exist."""
    query = select(Consent).where(Consent.story_id == story_id, Consent.version == version)
    return (await session.scalars(query)).one()


async def consents(session: ReadSession, story_id: UUID) -> Sequence[Consent]:
    """Give every version of a consent, oldest first."""
    query = select(Consent).where(Consent.story_id == story_id).order_by(Consent.version)
    return (await session.scalars(query)).all()


async def end_consents(session: WriteSession, story_id: UUID, now: datetime) -> None:
    """End whatever consent is in force."""
    await session.execute(
        update(Consent)
        .where(Consent.story_id == story_id, Consent.ended_at.is_(None))
        .values(ended_at=now)
    )


async def end_earlier(
    session: WriteSession, story_id: UUID, version: int, ended_at: datetime
) -> bool:
    """End a version of a consent as of a moment, if it is in force and was given before that."""
    done = (
        update(Consent)
        .where(
            Consent.story_id == story_id,
            Consent.version == version,
            Consent.ended_at.is_(None),
            Consent.recorded_at <= ended_at,
        )
        .values(ended_at=ended_at)
        .returning(Consent.version)
    )
    return (await session.execute(done)).one_or_none() is not None


async def add_consent(session: WriteSession, consent: Consent) -> None:
    """Keep a new version of a consent."""
    session.add(consent)
    await session.flush()


async def clearances(
    session: ReadSession, story_id: UUID, content_version: int
) -> set[tuple[str, int, str]]:
    """Give what was cleared in a version: field, position, kind."""
    rows = await session.execute(
        select(StoryClearance.field, StoryClearance.start, StoryClearance.kind).where(
            StoryClearance.story_id == story_id, StoryClearance.content_version == content_version
        )
    )
    return {(row.field, row.start, row.kind) for row in rows}


async def add_clearance(session: WriteSession, values: dict[str, Any]) -> None:
    """Keep a clearance; the first reason stands."""
    await session.execute(insert(StoryClearance).values(values).on_conflict_do_nothing())


async def delete_clearances(session: WriteSession, story_id: UUID) -> None:
    """Delete every clearance of a story: their reasons speak of its words."""
    await session.execute(delete(StoryClearance).where(StoryClearance.story_id == story_id))
