"""Sending what is due: audience, words and mails in one transaction, and each bulletin once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from common.clock import Clock, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.bulletins import repository, service, translating
from panel.bulletins.models import Bulletin
from panel.bulletins.words import write
from panel.burden import service as burden
from panel.burden.errors import BudgetSpent
from panel.burden.service import Circulation
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.systems import service as systems

COUNTED_FOR = timedelta(days=30)
"""How long openings and clicks are counted; then the figures stand."""


class Sender:
    """Sends bulletins when their time has come.

    Args:
        public_url: of the gateway, as residents see it.
    """

    def __init__(self, keys: PanelKeys, public_url: str, *, clock: Clock = utc_now) -> None:
        self._keys, self._public_url, self._clock = keys, public_url, clock

    async def send_due(self, database: Database) -> None:
        """Send every bulletin that is due, of every system, each in a transaction of its own."""
        now = self._clock()
        async with database.reading(None) as session:
            codes = await systems.system_codes(session)

        async def in_one(ics: SystemCode) -> None:
            async with database.reading(ics) as session:
                due = await repository.due(session, ics, now)
            for bulletin_id in due:
                async with database.transaction(ics) as writing:
                    await self._send(writing, ics, bulletin_id, now)

        await in_each(codes, in_one)

    async def _send(
        self, session: WriteSession, ics: SystemCode, bulletin_id: UUID, now: datetime
    ) -> None:
        bulletin = await repository.find_to_change(session, ics, bulletin_id)
        if bulletin is None or bulletin.state != "scheduled":
            return  # recalled meanwhile, or another worker was first
        base = await service.pages_of(session, ics, self._public_url)
        told = await service.told_of(session, ics, bulletin, now)
        words = write(service.items_of(bulletin), told, bulletin.language, base)
        if words.missing:
            _return(bulletin, "item_not_available")
            return
        others = await translating.contents(session, ics, bulletin, told, base)
        circulation = Circulation(
            bulletin.id, service.PURPOSE, bulletin.segment_id, (bulletin.language, *others)
        )
        content = words.content(bulletin.title, bulletin.language) | {"translations": others}
        try:
            readers = await burden.draw_readers(session, ics, self._keys, circulation, now)
        except BudgetSpent:
            _return(bulletin, "budget_spent")
            return
        if not readers:
            _return(bulletin, "nobody_to_send_to")
            return
        await mail.queue_about(
            session,
            ics,
            kind=MailKind.BULLETIN,
            about_id=bulletin.id,
            said=content,
            member_ids=readers,
        )
        until = now + COUNTED_FOR
        await repository.start_counting(session, ics, bulletin.id, words.links(), until)
        bulletin.state, bulletin.sent_at = "sent", now
        bulletin.version += 1
        await session.flush()


def _return(bulletin: Bulletin, why: str) -> None:
    bulletin.state, bulletin.send_at, bulletin.returned_for = "draft", None, why
    bulletin.version += 1
