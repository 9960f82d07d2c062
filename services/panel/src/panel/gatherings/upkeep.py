"""What the worker does for gatherings: places that were freed, reminders, forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.burden import service as burden
from panel.gatherings import notices, offering, repository
from panel.gatherings.models import Gathering
from panel.keys import PanelKeys
from panel.mail.kinds import MailKind
from panel.systems import service as systems

NEEDS_KEPT = timedelta(days=7)
"""How long after a gathering it is still known what people needed there, to put right what went
wrong."""


async def look_after_gatherings(
    database: Database, keys: PanelKeys, *, clock: Clock = utc_now
) -> None:
    """Offer what was freed by deadlines, leaving and erasure; remind; forget what was needed."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.reading(ics) as reading:
            due = await repository.to_look_at(reading, ics, now)
        for gathering_id in due:
            async with database.transaction(ics) as session:
                await _look_after(session, ics, keys, gathering_id, now)
        async with database.transaction(ics) as session:
            await repository.forget_needs(session, ics, now - NEEDS_KEPT)

    await in_each(codes, in_one)


async def _look_after(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, gathering_id: UUID, now: datetime
) -> None:
    gathering = await repository.lock(session, ics, gathering_id)
    if gathering is None or gathering.state != "open":
        return
    await offering.offer_free(session, ics, keys, gathering, now)
    remind_from = gathering.starts_at - timedelta(hours=gathering.remind_hours)
    if gathering.reminded_at is None and remind_from <= now < gathering.starts_at:
        await _remind(session, ics, gathering, now)


async def _remind(
    session: WriteSession, ics: SystemCode, gathering: Gathering, now: datetime
) -> None:
    """Remind those who have a place. It is owed to them, so it is sent whatever the burden budget
    says; others find less of it left."""
    held = await repository.bookings(session, ics, gathering.id, ["placed"])
    reminded = await repository.share_members(session, ics, [one.member_id for one in held])
    gathering.reminded_at = now
    about_id = await notices.tell(session, ics, MailKind.GATHERING_REMINDER, gathering, reminded)
    await burden.record_gathering(session, ics, about_id, reminded, day_in_england(now))
