"""SQL of bulletins and of what was counted of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.bulletins.models import Bulletin, BulletinLink, BulletinReception, BulletinTranslation


async def find(session: ReadSession, ics: SystemCode, bulletin_id: UUID) -> Bulletin | None:
    """Give a bulletin."""
    return await session.get(Bulletin, (bulletin_id, ics))


async def find_to_change(
    session: WriteSession, ics: SystemCode, bulletin_id: UUID
) -> Bulletin | None:
    """Give a bulletin, its row locked: it is not sent meanwhile."""
    query = select(Bulletin).where(Bulletin.ics == ics, Bulletin.id == bulletin_id)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def list_bulletins(
    session: ReadSession, ics: SystemCode, page: PageRequest, state: str | None
) -> Page[Bulletin]:
    """List bulletins, the newest first."""
    query = select(Bulletin).where(Bulletin.ics == ics)
    if state is not None:
        query = query.where(Bulletin.state == state)
    return await _page(session, query, page)


async def list_sent_to_all(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[Bulletin]:
    """List the bulletins that were sent to all who agree, the newest first."""
    query = select(Bulletin).where(
        Bulletin.ics == ics, Bulletin.state == "sent", Bulletin.segment_id.is_(None)
    )
    return await _page(session, query, page)


async def _page(session: ReadSession, query: Any, page: PageRequest) -> Page[Bulletin]:
    newest = after_cursor(query, [Bulletin.__table__.c.id], [UUID], page, descending=True)
    return page_of((await session.scalars(newest)).all(), page, lambda one: [one.id])


async def due(session: ReadSession, ics: SystemCode, now: datetime) -> Sequence[UUID]:
    """Give the bulletins that are to be sent by now."""
    query = select(Bulletin.id).where(
        Bulletin.ics == ics, Bulletin.state == "scheduled", Bulletin.send_at <= now
    )
    return (await session.scalars(query)).all()


async def start_counting(
    session: WriteSession,
    ics: SystemCode,
    bulletin_id: UUID,
    links: Sequence[Mapping[str, Any]],
    until: datetime,
) -> None:
    """Write what there is to count."""
    session.add(BulletinReception(ics=ics, bulletin_id=bulletin_id, opened=0, counted_until=until))
    session.add_all(
        BulletinLink(ics=ics, bulletin_id=bulletin_id, followed=0, **link) for link in links
    )
    await session.flush()


async def count_opening(
    session: WriteSession, ics: SystemCode, bulletin_id: UUID, now: datetime
) -> None:
    """Count one opening, while openings are counted."""
    statement = update(BulletinReception).where(
        BulletinReception.ics == ics,
        BulletinReception.bulletin_id == bulletin_id,
        BulletinReception.counted_until > now,
    )
    await session.execute(statement.values(opened=BulletinReception.opened + 1))


async def count_click(
    session: WriteSession, ics: SystemCode, bulletin_id: UUID, number: int, now: datetime
) -> None:
    """Count that a link was followed, while that is counted."""
    counting = (
        select(BulletinReception.bulletin_id)
        .where(
            BulletinReception.ics == ics,
            BulletinReception.bulletin_id == bulletin_id,
            BulletinReception.counted_until > now,
        )
        .exists()
    )
    statement = update(BulletinLink).where(
        BulletinLink.ics == ics,
        BulletinLink.bulletin_id == bulletin_id,
        BulletinLink.number == number,
        counting,
    )
    await session.execute(statement.values(followed=BulletinLink.followed + 1))


async def link(
    session: ReadSession, ics: SystemCode, bulletin_id: UUID, number: int
) -> BulletinLink | None:
    """Give a link of a bulletin."""
    return await session.get(BulletinLink, (bulletin_id, number, ics))


async def reception(
    session: ReadSession, ics: SystemCode, bulletin_id: UUID
) -> BulletinReception | None:
    """Give what was counted of a bulletin; None before it was sent."""
    return await session.get(BulletinReception, (bulletin_id, ics))


async def links(session: ReadSession, ics: SystemCode, bulletin_id: UUID) -> Sequence[BulletinLink]:
    """Give the links of a bulletin, in order."""
    query = select(BulletinLink).where(
        BulletinLink.ics == ics, BulletinLink.bulletin_id == bulletin_id
    )
    return (await session.scalars(query.order_by(BulletinLink.number))).all()


async def to_publish(
    session: WriteSession, ics: SystemCode, now: datetime
) -> Sequence[BulletinReception]:
    """Give what is counted no more and has no published figures yet, locked."""
    query = select(BulletinReception).where(
        BulletinReception.ics == ics,
        BulletinReception.published.is_(None),
        BulletinReception.counted_until <= now,
    )
    in_order = query.order_by(BulletinReception.counted_until, BulletinReception.bulletin_id)
    return (await session.scalars(in_order.with_for_update())).all()


async def last_published_to_all(session: ReadSession, ics: SystemCode) -> BulletinReception | None:
    """Give the latest reception, with published figures, of a bulletin to all who agree."""
    query = (
        select(BulletinReception)
        .join(Bulletin, BulletinReception.bulletin_id == Bulletin.id)
        .where(
            BulletinReception.ics == ics,
            BulletinReception.published.is_not(None),
            Bulletin.segment_id.is_(None),
        )
        .order_by(BulletinReception.counted_until.desc(), BulletinReception.bulletin_id.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def translations(
    session: ReadSession, ics: SystemCode, bulletin_id: UUID
) -> Sequence[BulletinTranslation]:
    """Give a bulletin's translations, by language."""
    one = BulletinTranslation
    query = select(one).where(one.ics == ics, one.bulletin_id == bulletin_id)
    return (await session.scalars(query.order_by(one.language))).all()


async def keep_translation(
    session: WriteSession,
    ics: SystemCode,
    bulletin_id: UUID,
    language: str,
    values: Mapping[str, Any],
) -> None:
    """Write a translation in place of an earlier one."""
    keys = {"ics": ics, "bulletin_id": bulletin_id, "language": language}
    statement = insert(BulletinTranslation).values(**keys, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=dict(values))
    )


async def delete_translation(
    session: WriteSession, ics: SystemCode, bulletin_id: UUID, language: str
) -> bool:
    """Delete a translation; False if there is none."""
    one = BulletinTranslation
    gone = delete(one).where(
        one.ics == ics, one.bulletin_id == bulletin_id, one.language == language
    )
    return await session.scalar(gone.returning(one.language)) is not None
