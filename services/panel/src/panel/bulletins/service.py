"""Composing, looking at, scheduling and cancelling bulletins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.web.versions import check_version
from panel.bulletins import repository
from panel.bulletins.errors import (
    BulletinEmpty,
    BulletinNotDraft,
    BulletinNotFound,
    BulletinNotScheduled,
    BulletinSentAlready,
    ItemNotAvailable,
)
from panel.bulletins.models import Bulletin
from panel.bulletins.schemas import (
    BulletinIn,
    BulletinPatch,
    DecisionItem,
    FeedbackItem,
    FindingItem,
    Item,
    SurveyItem,
)
from panel.bulletins.words import Told, Words, write
from panel.facts import service as facts
from panel.feedback import shown as feedback
from panel.segments import service as segments
from panel.surveys import reading as surveys
from panel.systems import service as systems

PURPOSE = "bulletins"
FURTHEST = timedelta(days=365)
"""How far ahead a bulletin can be scheduled."""
_ITEMS: TypeAdapter[list[Item]] = TypeAdapter(list[Item])
I = TypeVar("I")  # noqa: E741


async def draft(
    session: WriteSession, ics: SystemCode, said: BulletinIn, now: datetime
) -> Bulletin:
    """Write a new draft; its items need not be published yet.

    Raises:
        SystemNotLoaded, SegmentNotFound
    """
    await systems.the_system(session, ics)
    await _refuse_unknown_segment(session, ics, said.segment_id)
    bulletin = Bulletin(
        ics=ics,
        id=new_id(),
        title=said.title,
        language=said.language,
        items=_stored(said.items),
        segment_id=said.segment_id,
        state="draft",
        created_at=now,
        version=1,
    )
    session.add(bulletin)
    await session.flush()
    return bulletin


async def the_bulletin(session: ReadSession, ics: SystemCode, bulletin_id: UUID) -> Bulletin:
    """Give a bulletin.

    Raises:
        BulletinNotFound: if this system has none of that id.
    """
    return _found(await repository.find(session, ics, bulletin_id))


async def the_bulletin_to_change(
    session: WriteSession, ics: SystemCode, bulletin_id: UUID
) -> Bulletin:
    """Give a bulletin, locked until the transaction ends.

    Raises:
        BulletinNotFound: if this system has none of that id.
    """
    return _found(await repository.find_to_change(session, ics, bulletin_id))


async def list_bulletins(
    session: ReadSession, ics: SystemCode, page: PageRequest, state: str | None
) -> Page[Bulletin]:
    """List bulletins, the newest first."""
    return await repository.list_bulletins(session, ics, page, state)


async def list_sent_to_all(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[Bulletin]:
    """List what was sent to all who agree, for anybody; what went to a segment is not listed."""
    return await repository.list_sent_to_all(session, ics, page)


async def change(
    session: WriteSession,
    ics: SystemCode,
    *,
    bulletin_id: UUID,
    patch: BulletinPatch,
    expected_version: int,
) -> Bulletin:
    """Change a draft.

    Raises:
        BulletinNotFound, PreconditionFailed, BulletinNotDraft, SegmentNotFound
    """
    bulletin = await _draft_to_change(session, ics, bulletin_id, expected_version)
    bulletin.title = patch.title or bulletin.title
    bulletin.language = patch.language or bulletin.language
    if patch.items is not None:
        bulletin.items = _stored(patch.items)
    if "segment_id" in patch.model_fields_set:
        await _refuse_unknown_segment(session, ics, patch.segment_id)
        bulletin.segment_id = patch.segment_id
    bulletin.version += 1
    await session.flush()
    return bulletin


async def schedule(
    session: WriteSession,
    ics: SystemCode,
    *,
    bulletin_id: UUID,
    send_at: datetime | None,
    expected_version: int,
    base: str,
    now: datetime,
) -> Bulletin:
    """Let a draft be sent at a time; ``expected_version`` makes sure that it is the one looked at.

    Args:
        send_at: None for at once.

    Raises:
        BulletinNotFound, PreconditionFailed, BulletinNotDraft, BulletinEmpty, ItemNotAvailable
        Invalid: if the time is over, or more than a year away.
    """
    bulletin = await _draft_to_change(session, ics, bulletin_id, expected_version)
    if not bulletin.items:
        raise BulletinEmpty
    if send_at is not None and (send_at.tzinfo is None or not now <= send_at <= now + FURTHEST):
        raise Invalid(
            "Give a time with its zone, from now until a year ahead.",
            fields=(FieldError("body.send_at", "is over, too far ahead, or without a zone"),),
        )
    words = await words_of(session, ics, bulletin, base, now)
    if words.missing:
        raise ItemNotAvailable([number for number, _ in words.missing])
    bulletin.state, bulletin.send_at, bulletin.returned_for = "scheduled", send_at or now, None
    bulletin.version += 1
    await session.flush()
    return bulletin


async def recall(session: WriteSession, ics: SystemCode, bulletin_id: UUID) -> Bulletin:
    """Make a draft again of what waits to be sent.

    Raises:
        BulletinNotFound, BulletinNotScheduled
    """
    bulletin = _found(await repository.find_to_change(session, ics, bulletin_id))
    if bulletin.state != "scheduled":
        raise BulletinNotScheduled
    bulletin.state, bulletin.send_at = "draft", None
    bulletin.version += 1
    await session.flush()
    return bulletin


async def cancel(session: WriteSession, ics: SystemCode, bulletin_id: UUID) -> Bulletin:
    """Give up what was not sent.

    Raises:
        BulletinNotFound, BulletinSentAlready
    """
    bulletin = _found(await repository.find_to_change(session, ics, bulletin_id))
    if bulletin.state not in {"draft", "scheduled"}:
        raise BulletinSentAlready
    bulletin.state = "cancelled"
    bulletin.version += 1
    await session.flush()
    return bulletin


async def words_of(
    session: ReadSession, ics: SystemCode, bulletin: Bulletin, base: str, now: datetime
) -> Words:
    """Write a bulletin's words as things stand now.

    Args:
        base: address of the system's pages.
    """
    told = await told_of(session, ics, bulletin, now)
    return write(items_of(bulletin), told, bulletin.language, base)


async def told_of(session: ReadSession, ics: SystemCode, bulletin: Bulletin, now: datetime) -> Told:
    """Give what the items of a bulletin are about, as things stand now."""
    items = items_of(bulletin)
    return Told(
        surveys=await surveys.open_among(
            session, ics, [i.survey_id for i in _some(items, SurveyItem)], day_in_england(now)
        ),
        findings=await facts.findings(
            session, ics, [i.finding_id for i in _some(items, FindingItem)]
        ),
        decisions=await facts.decisions(
            session, ics, [i.decision_id for i in _some(items, DecisionItem)]
        ),
        feedback=await feedback.some(
            session, ics, [i.feedback_id for i in _some(items, FeedbackItem)]
        ),
    )


async def pages_of(session: ReadSession, ics: SystemCode, public_url: str) -> str:
    """Give the address that a system's pages begin with."""
    system = await systems.the_system(session, ics)
    return f"{public_url.rstrip('/')}/{system.slug}"


def items_of(bulletin: Bulletin) -> list[Item]:
    """Read a bulletin's items."""
    return _ITEMS.validate_python(bulletin.items)


def _stored(items: Sequence[Item]) -> list[Any]:
    return [item.model_dump(mode="json") for item in items]


def _some(items: Sequence[Item], kind: type[I]) -> list[I]:
    return [item for item in items if isinstance(item, kind)]


async def _draft_to_change(
    session: WriteSession, ics: SystemCode, bulletin_id: UUID, expected_version: int
) -> Bulletin:
    bulletin = _found(await repository.find_to_change(session, ics, bulletin_id))
    check_version(bulletin.version, expected_version)
    if bulletin.state != "draft":
        raise BulletinNotDraft
    return bulletin


async def _refuse_unknown_segment(
    session: ReadSession, ics: SystemCode, segment_id: UUID | None
) -> None:
    if segment_id is not None:
        await segments.the_segment(session, ics, segment_id)


def _found(bulletin: Bulletin | None) -> Bulletin:
    if bulletin is None:
        raise BulletinNotFound
    return bulletin
