"""Mailing what is new: one mail an hour to an address at most, however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from insights.addresses import repository
from insights.addresses.models import NoticeAddress
from insights.addresses.service import COLUMN, EDITORS, EVERY
from insights.keys import InsightsKeys
from insights.mail import service as mails
from insights.notices import service as notices
from insights.notices.schemas import NoticeOut
from insights.organisations import service as organisations
from insights.owners import reader_for

ROUND = 50
TOLD = 30
"""Notices that one mail tells of, at most; the rest come with the next."""


@dataclass(frozen=True)
class Digests:
    """Queues mails of notices: a job of the worker."""

    keys: InsightsKeys
    clock: Clock = utc_now

    async def queue_due(self, database: Database) -> None:
        """Queue a mail to each confirmed address that has something new, and delete the addresses
        that were not confirmed in time; in every system."""
        async with database.reading(None) as session:
            systems = await repository.systems(session)

        async def queue(ics: SystemCode) -> None:
            async with database.transaction(ics) as session:
                now = self.clock()
                await repository.remove_expired(session, now)
                in_being = await organisations.in_being(session, on=day_in_england(now))
                for address in await repository.to_mail(session, now, apart=EVERY, limit=ROUND):
                    await self._queue(session, ics, address, in_being)

        await in_each(systems, queue)

    async def _queue(
        self, session: WriteSession, ics: SystemCode, address: NoticeAddress, in_being: set[UUID]
    ) -> None:
        """Queue one mail, and mark what it tells of as mailed, in one transaction."""
        now = self.clock()
        owner = address.organisation_id
        since = address.confirmed_at or now
        reader = reader_for(owner, in_being=owner in in_being)
        told = await notices.to_mail(session, reader, since=since, limit=TOLD)
        if not told:
            return
        name = await organisations.name_of(session, owner) or EDITORS
        count = "1 notice" if len(told) == 1 else f"{len(told)} notices"
        items = "\n\n".join(_words(one) for one in told)
        await mails.queue(
            session, ics, self.keys, kind="notices",
            to=self.keys.open(address.email_sealed, ics, COLUMN, address.id),
            said={"organisation": name, "count": count, "items": items}, path="/notices",
            notices=[one.id for one in told], address=address.id,
            stop=f"/notices/stop?token={self.keys.stop_token(ics, address.id)}", now=now,
        )  # fmt: skip
        await notices.mark_mailed(session, [one.id for one in told], now=now)
        address.last_mailed_at = now
        await session.flush()


def _words(notice: NoticeOut) -> str:
    return f"* {notice.title}" + (f"\n  {notice.text}" if notice.text else "")
