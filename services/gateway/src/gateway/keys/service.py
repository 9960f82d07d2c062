"""The rules of API keys: minting, rotation with an overlap, revocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from common.clock import Clock, NewId, new_id, utc_now
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from gateway.keys import repository
from gateway.keys.errors import KeyNotFound, KeyNotUsable
from gateway.keys.format import ApiKeyText, digest, mint
from gateway.keys.models import ApiKey

SCOPES = frozenset(
    {
        "panel:read",
        "panel:manage",
        "panel:personal",
        "panel:enrol",
        "panel:entry",
        "insights:read",
        "insights:deposit",
        "insights:publish",
        "insights:manage",
        "insights:label",
        "governance:read",
        "governance:manage",
        "governance:ask",
        "governance:assurance",
        "governance:personal",
        "gateway:manage",
    }
)
"""What a key can be given. ``panel:signup`` and ``panel:answer`` are not here: only the gateway's
own pages act under them."""

DEFAULT_OVERLAP = timedelta(days=7)
MAX_OVERLAP = timedelta(days=90)


@dataclass(frozen=True)
class MintedKey:
    """A new key and, this one time, its text."""

    row: ApiKey
    text: ApiKeyText


class ApiKeys:
    """Mints, rotates and revokes keys.

    Args:
        pepper: keys the hash under which secrets are stored.
    """

    def __init__(self, pepper: bytes, *, clock: Clock = utc_now, ids: NewId = new_id) -> None:
        self._pepper = pepper
        self._clock = clock
        self._ids = ids

    async def create(
        self,
        session: WriteSession,
        ics: SystemCode,
        *,
        name: str,
        scopes: Sequence[str],
        organisation_id: UUID | None = None,
        expires_at: datetime | None = None,
        replaces: ApiKey | None = None,
    ) -> MintedKey:
        """Make a key. Its text is in the answer and nowhere else."""
        text = mint(ics)
        row = ApiKey(
            ics=ics,
            id=self._ids(),
            prefix=text.prefix,
            digest=digest(text, self._pepper),
            name=name,
            organisation_id=organisation_id,
            scopes=sorted(set(scopes)),
            created_at=self._clock(),
            expires_at=expires_at,
            replaces_id=replaces.id if replaces else None,
            version=1,
        )
        session.add(row)
        await session.flush()
        return MintedKey(row, text)

    async def get(self, session: ReadSession, key_id: UUID) -> ApiKey:
        """Give a key.

        Raises:
            KeyNotFound: if this system has none with this id.
        """
        row = await repository.find(session, key_id)
        if row is None:
            raise KeyNotFound("Check the id, or list this system's keys.")
        return row

    async def rotate(
        self,
        session: WriteSession,
        ics: SystemCode,
        key_id: UUID,
        *,
        overlap: timedelta = DEFAULT_OVERLAP,
    ) -> MintedKey:
        """Make a key's successor, with the same rights; the old one works until the overlap ends.

        Raises:
            KeyNotFound: if this system has none with this id.
            KeyNotUsable: if it is revoked, expired or rotated already.
        """
        old = await self._locked(session, key_id)
        now = self._clock()
        if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
            raise KeyNotUsable("It is revoked or has expired. Make a new key.")
        if await repository.find_successor(session, key_id) is not None:
            raise KeyNotUsable("It was rotated already. Rotate the key that replaced it.")
        new = await self.create(
            session,
            ics,
            name=old.name,
            scopes=old.scopes,
            organisation_id=old.organisation_id,
            expires_at=old.expires_at,
            replaces=old,
        )
        end = now + overlap
        if old.expires_at is None or end < old.expires_at:
            old.expires_at = end
        old.version += 1
        await session.flush()
        return new

    async def revoke(self, session: WriteSession, key_id: UUID) -> ApiKey:
        """End a key at once; doing it again changes nothing.

        Raises:
            KeyNotFound: if this system has none with this id.
        """
        row = await self._locked(session, key_id)
        if row.revoked_at is None:
            row.revoked_at = self._clock()
            row.version += 1
            await session.flush()
        return row

    @staticmethod
    async def _locked(session: WriteSession, key_id: UUID) -> ApiKey:
        row = await repository.find(session, key_id, lock=True)
        if row is None:
            raise KeyNotFound("Check the id, or list this system's keys.")
        return row
