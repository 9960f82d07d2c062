"""Who holds this key: asked on every request, answered from memory for a few seconds.

A key that is revoked stops working at once in the process that revoked it, and in every other
process when its memory of the key ends (``GT_KEY_CACHE_SECONDS``, 2 s unless set, 5 s at most).
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from common.clock import Clock, utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from gateway.keys import repository
from gateway.keys.format import ApiKeyText, digest, parse

_REMEMBERED_KEYS = 10_000


@dataclass(frozen=True)
class KeyHolder:
    """What a valid key says about its holder."""

    key_id: UUID
    ics: SystemCode
    organisation_id: UUID | None
    scopes: frozenset[str]


@dataclass
class _Memory:
    holder: KeyHolder
    until: float
    expires_at: datetime | None


class KeyAuthenticator:
    """Turns the text of a key into its holder.

    Args:
        database: the gateway's.
        pepper: the secret under which keys are hashed.
        cache_seconds: how long an answer is trusted.
        clock, monotonic: the time; tests set them.
    """

    def __init__(
        self,
        database: Database,
        pepper: bytes,
        *,
        cache_seconds: float,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._pepper = pepper
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._monotonic = monotonic
        self._memory: dict[bytes, _Memory] = {}
        self._asking: dict[bytes, asyncio.Task[KeyHolder | None]] = {}
        self._generation = 0

    async def holder(self, credential: bytes) -> KeyHolder | None:
        """Give the holder of a key; None where it is unknown, wrong, revoked or expired."""
        fingerprint = blake2b(credential, digest_size=16).digest()
        remembered = self._memory.get(fingerprint)
        if remembered is not None and self._monotonic() < remembered.until:
            if remembered.expires_at is None or self._clock() < remembered.expires_at:
                return remembered.holder
            return None
        key = parse(credential.decode("latin-1"))
        if key is None:
            return None
        task = self._asking.get(fingerprint)
        if task is None:
            task = asyncio.create_task(self._ask(key, fingerprint))
            self._asking[fingerprint] = task
            task.add_done_callback(lambda _: self._asking.pop(fingerprint, None))
        return await asyncio.shield(task)

    def has_met(self, credential: bytes) -> bool:
        """Say whether this process has seen that the key is valid, be it a while ago."""
        return blake2b(credential, digest_size=16).digest() in self._memory

    def forget(self) -> None:
        """Ask the database about every key again; called when a key was revoked or rotated."""
        self._memory.clear()
        self._asking.clear()
        self._generation += 1

    async def _ask(self, key: ApiKeyText, fingerprint: bytes) -> KeyHolder | None:
        asked_at, generation = self._monotonic(), self._generation
        async with self._database.reading(key.ics) as session:
            row = await repository.find_by_prefix(session, key.prefix)
        now = self._clock()
        if row is None or not hmac.compare_digest(row.digest, digest(key, self._pepper)):
            return None
        if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
            self._memory.pop(fingerprint, None)
            return None
        holder = KeyHolder(row.id, key.ics, row.organisation_id, frozenset(row.scopes))
        await self._note_use(key.ics, row.id, row.last_used_at, now)
        if generation != self._generation:
            # What was read may be from before a revocation.
            return holder
        if len(self._memory) >= _REMEMBERED_KEYS:
            self._memory.clear()
        self._memory[fingerprint] = _Memory(holder, asked_at + self._cache_seconds, row.expires_at)
        return holder

    async def _note_use(
        self, ics: SystemCode, key_id: UUID, last_used_at: datetime | None, now: datetime
    ) -> None:
        hour = now.replace(minute=0, second=0, microsecond=0)
        if last_used_at is not None and last_used_at >= hour:
            return
        async with self._database.transaction(ics) as session:
            await repository.note_use(session, key_id, hour)
