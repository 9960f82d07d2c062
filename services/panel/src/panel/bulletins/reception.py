"""How a bulletin was received: counting acts without knowing whose they are.

**What is counted.** Copies that were sent; how often the one picture that all counted copies share
was fetched; how often each link was followed. A count is a number that grows by one: no time, no
address of a computer, no name of a mail program is kept, and no copy differs from another by what
it counts. So two openings by one person and one each by two look alike, to us too; openings are
told, not openers. Whoever has a copy can fetch the picture as often as they like, and so raise the
figure: it is a measure of interest, not evidence.

**What is published.** While figures move one by one, each step tells of somebody, and a bulletin to
a segment tells of its size. So figures are published of bulletins to all who agree, once, when
counting is over, rounded, and nothing from nought to the threshold. Each bulletin goes to nearly
the same people as the one before, so the number of copies stands for that of the one before until
it has moved by more than the threshold (`panel.members.counts`): from one bulletin to the next,
nobody is seen to come or go. ``panel:personal`` sees all exactly, at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import Clock, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.bounces import service as bounces
from panel.bulletins import repository, service
from panel.bulletins.errors import BulletinNotFound, BulletinNotYetCounted
from panel.bulletins.models import BulletinReception
from panel.bulletins.schemas import LinkFollowed, ReceptionOut
from panel.disclosure import Rule
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members.counts import hold
from panel.systems import service as systems


async def count_opening(
    session: WriteSession, ics: SystemCode, *, keys: PanelKeys, bulletin_id: UUID, token: str,
    now: datetime,
) -> None:  # fmt: skip
    """Count that somebody opened a bulletin; nothing is counted once counting is over.

    Raises:
        BulletinNotFound: if the token is not this bulletin's.
    """
    _check(keys, ics, bulletin_id, token)
    await repository.count_opening(session, ics, bulletin_id, now)


async def follow(
    session: WriteSession, ics: SystemCode, *, keys: PanelKeys, bulletin_id: UUID, token: str,
    number: int, now: datetime,
) -> str:  # fmt: skip
    """Count that somebody followed a link, and give where it leads: nowhere but to an address that
    is in the bulletin.

    Raises:
        BulletinNotFound: if the token is not this bulletin's, or it has no such link.
    """
    _check(keys, ics, bulletin_id, token)
    link = await repository.link(session, ics, bulletin_id, number)
    if link is None:
        raise BulletinNotFound
    await repository.count_click(session, ics, bulletin_id, number, now)
    return link.address


async def exact(session: ReadSession, ics: SystemCode, bulletin_id: UUID) -> ReceptionOut:
    """Give the figures as they are; for those who may see them.

    Raises:
        BulletinNotFound
        BulletinNotYetCounted: before it was sent.
    """
    reception = await _reception(session, ics, bulletin_id)
    figures = await _figures(session, ics, reception)
    states = await mail.states_about(session, ics, MailKind.BULLETIN, bulletin_id)
    came_back = await bounces.count_about(session, ics, bulletin_id)
    return _out("exact", reception, figures, mails=dict(states), came_back=came_back)


async def published(session: ReadSession, ics: SystemCode, bulletin_id: UUID) -> ReceptionOut:
    """Give the figures as they were published.

    Raises:
        BulletinNotFound
        BulletinNotYetCounted: before they are, and of a bulletin to a segment.
    """
    reception = await _reception(session, ics, bulletin_id)
    bulletin = await service.the_bulletin(session, ics, bulletin_id)
    if reception.published is None or bulletin.segment_id is not None:
        raise BulletinNotYetCounted
    return _out("published", reception, reception.published)


async def publish_figures(database: Database, *, clock: Clock = utc_now) -> None:
    """Publish the figures of every bulletin of which counting is over."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            over = await repository.to_publish(session, ics, now)
            if not over:
                return
            rule = systems.disclosure_rule(await systems.the_system(session, ics))
            for reception in over:
                figures = await _figures(session, ics, reception)
                before = await repository.last_published_to_all(session, ics)
                basis = held(figures, before.published if before else None, rule)
                reception.published = released(figures | basis, rule) | {"basis": basis}
                await session.flush()

    await in_each(codes, in_one)


def held(
    figures: Mapping[str, Any], before: Mapping[str, Any] | None, rule: Rule
) -> dict[str, int]:
    """Give the numbers of copies that figures stand for: those of before, but where too much has
    changed.

    Args:
        before: what was published last; without a basis where that was not kept yet.
    """
    now = {name: int(figures[name]) for name in ("copies", "counted")}
    return hold((before or {}).get("basis", {}), now, rule)


def released(figures: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """Give figures under disclosure control: rounded, and none from nought to the threshold."""

    def figure(count: int) -> int | None:
        return rule.rounded(count) if count > rule.threshold else None

    links = [one | {"followed": figure(one["followed"])} for one in figures["links"]]
    counts = {name: figure(figures[name]) for name in ("copies", "counted", "opened")}
    return {**counts, "links": links}


async def _figures(
    session: ReadSession, ics: SystemCode, reception: BulletinReception
) -> dict[str, Any]:
    copies, counted = await mail.copies_of(session, ics, reception.bulletin_id)
    links = await repository.links(session, ics, reception.bulletin_id)
    return {
        "copies": copies,
        "counted": counted,
        "opened": reception.opened,
        "links": [
            {
                "link": one.number,
                "label": one.label,
                "address": one.address,
                "followed": one.followed,
            }
            for one in links
        ],
    }


def _out(
    level: Any,
    reception: BulletinReception,
    figures: Mapping[str, Any],
    *,
    mails: dict[str, int] | None = None,
    came_back: int | None = None,
) -> ReceptionOut:
    opened, counted = figures["opened"], figures["counted"]
    per_hundred = round(100 * opened / counted, 1) if opened is not None and counted else None
    return ReceptionOut(
        level=level,
        counted_until=reception.counted_until,
        copies=figures["copies"],
        counted=counted,
        opened=opened,
        opened_percent=per_hundred,
        links=[LinkFollowed.model_validate(one) for one in figures["links"]],
        came_back=came_back,
        mails=mails,
    )


async def _reception(session: ReadSession, ics: SystemCode, bulletin_id: UUID) -> BulletinReception:
    await service.the_bulletin(session, ics, bulletin_id)
    found = await repository.reception(session, ics, bulletin_id)
    if found is None:
        raise BulletinNotYetCounted
    return found


def _check(keys: PanelKeys, ics: SystemCode, bulletin_id: UUID, token: str) -> None:
    if not keys.is_bulletin_token(ics, bulletin_id, token):
        raise BulletinNotFound
