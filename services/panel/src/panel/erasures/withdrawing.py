"""Obeying the ledger of withdrawals after a restore: who left leaves again, and every no stands.

What was given after the backup (a consent, an objection taken back) is lost with it; who gave it
can give it anew. What a member of today said since their entry stands above it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.members import service as members
from panel.members import withdrawing
from panel.rights import service as rights
from panel.withdrawals import service as withdrawals
from panel.withdrawals.models import Withdrawal


@dataclass(frozen=True)
class Obeyed:
    """What a restore had undone, and stands again."""

    left: int = 0
    consents: int = 0
    objections: int = 0
    pauses: int = 0

    @property
    def all(self) -> int:
        """Give how many there were in all."""
        return self.left + self.consents + self.objections + self.pauses


async def obey(database: Database, ics: SystemCode, keys: PanelKeys, now: datetime) -> Obeyed:
    """Obey the ledger of a system: whoever it knows, and the panel holds as before, is let go, and
    what they withdrew, object to and paused is so again."""
    async with database.reading(ics) as session:
        entries = await withdrawals.ledger(session, ics)
        in_force = await withdrawing.in_force(session, ics)
        ids = await members.all_ids(session, ics)
        here = await members.present(session, ics, ids)
    latest = {entry.subject_hash: entry for entry in entries}
    obeying = _Obeying(database, ics, keys, latest, here, now)
    return Obeyed(
        left=await obeying.leavings(),
        consents=await obeying.consents(in_force),
        objections=await obeying.objections(),
        pauses=await obeying.pauses(),
    )


@dataclass(frozen=True)
class _Obeying:
    database: Database
    ics: SystemCode
    keys: PanelKeys
    latest: Mapping[bytes, Withdrawal]
    here: frozenset[UUID]
    """Members who have not left."""
    now: datetime

    async def leavings(self) -> int:
        done = 0
        for member_id in self.here:
            entry = self.latest.get(self.keys.withdrawn(self.ics, withdrawals.LEFT, member_id))
            if entry is not None:
                async with self.database.transaction(self.ics) as session:
                    done += await withdrawing.leave_again(
                        session, self.ics, member_id, day_in_england(entry.said_at), self.now
                    )
        return done

    async def consents(self, in_force: Sequence[tuple[UUID, UUID]]) -> int:
        ended: dict[UUID, dict[UUID, datetime]] = defaultdict(dict)
        for consent_id, member_id in in_force:
            entry = self.latest.get(self.keys.withdrawn(self.ics, withdrawals.CONSENT, consent_id))
            if entry is not None:
                ended[member_id][consent_id] = entry.said_at
        done = 0
        for member_id, consents in ended.items():
            async with self.database.transaction(self.ics) as session:
                done += await withdrawing.withdraw_again(
                    session, self.ics, member_id, consents, self.now
                )
        return done

    async def objections(self) -> int:
        standing = {e.subject_hash: e.purpose for e in self.latest.values() if e.stands}
        purposes = sorted({purpose for purpose in standing.values() if purpose is not None})
        done = 0
        for member_id, purpose in product(self.here, purposes):
            subject = self.keys.withdrawn(self.ics, withdrawals.OBJECTION, member_id, purpose)
            if subject in standing:
                async with self.database.transaction(self.ics) as session:
                    entry = await self._standing(session, member_id, subject)
                    if entry is not None:
                        done += await rights.object_again(
                            session, self.ics, member_id, purpose, entry.said_at
                        )
        return done

    async def pauses(self) -> int:
        today = day_in_england(self.now)
        lasting = {e.subject_hash for e in self.latest.values() if e.until and e.until > today}
        done = 0
        for member_id in self.here if lasting else ():
            subject = self.keys.withdrawn(self.ics, withdrawals.PAUSE, member_id)
            if subject in lasting:
                async with self.database.transaction(self.ics) as session:
                    entry = await self._standing(session, member_id, subject)
                    if entry is not None and entry.until is not None:
                        done += await rights.pause_again(session, self.ics, member_id, entry.until)
        return done

    async def _standing(
        self, session: WriteSession, member_id: UUID, subject: bytes
    ) -> Withdrawal | None:
        """Give a no that still stands, with its member's row locked: they may take it back now."""
        if not await members.present_to_change(session, self.ics, member_id):
            return None
        entry = await withdrawals.latest(session, self.ics, subject)
        return entry if entry is not None and entry.stands else None
