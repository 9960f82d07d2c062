"""Which systems there are. Read from the open register, remembered for a short while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode, system_code
from common.errors import NotFound
from gateway.systems.models import System

REMEMBERED_SECONDS = 30.0
"""A system that was added is known to every process after this time at most."""

RESERVED_SLUGS = frozenset(
    {"api", "assets", "docs", "embed", "feeds", "health", "log", "metrics", "oai", "openapi.json"}
)
"""First parts of addresses that mean something else, so no system's slug may be one."""


class SystemNotFound(NotFound):
    """There is no such system."""

    code = "system-not-found"
    title = "There is no such system"


@dataclass(frozen=True)
class SystemEntry:
    """A system as pages need it."""

    code: SystemCode
    slug: str
    name: str


class SystemRegister:
    """All systems, by code and by slug.

    Args:
        database: the gateway's.
        monotonic: seconds that only grow; tests set it.
    """

    def __init__(
        self, database: Database, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._monotonic = monotonic
        self._by_code: dict[str, SystemEntry] = {}
        self._by_slug: dict[str, SystemEntry] = {}
        self._read_at: float | None = None

    async def by_code(self, code: str) -> SystemEntry:
        """Give the system with this ODS code.

        Raises:
            SystemNotFound: if there is none.
        """
        await self._refresh(code in self._by_code)
        return self._found(self._by_code.get(code))

    async def by_slug(self, slug: str) -> SystemEntry:
        """Give the system with this slug.

        Raises:
            SystemNotFound: if there is none.
        """
        await self._refresh(slug in self._by_slug)
        return self._found(self._by_slug.get(slug))

    async def all(self) -> list[SystemEntry]:
        """Give every system, by name."""
        await self._refresh(bool(self._by_code))
        return sorted(self._by_code.values(), key=lambda system: system.name)

    async def _refresh(self, known: bool) -> None:
        """Read again when the memory is old; for an unknown name, when it is a second old."""
        now = self._monotonic()
        limit = REMEMBERED_SECONDS if known else 1.0
        if self._read_at is not None and now - self._read_at < limit:
            return
        async with self._database.reading(None) as session:
            rows = (await session.execute(select(System.ics, System.slug, System.name))).all()
        entries = [SystemEntry(system_code(code), slug, name) for code, slug, name in rows]
        self._by_code = {entry.code: entry for entry in entries}
        self._by_slug = {entry.slug: entry for entry in entries}
        self._read_at = now

    @staticmethod
    def _found(entry: SystemEntry | None) -> SystemEntry:
        if entry is None:
            raise SystemNotFound("Check the address: no system has this name or code.")
        return entry


async def register_system(
    session: WriteSession, code: SystemCode, *, slug: str, name: str, gss: str | None
) -> None:
    """Add a system, or bring its name and slug up to date. Safe to repeat.

    Raises:
        ValueError: if the slug is one of our own addresses.
    """
    if slug in RESERVED_SLUGS:
        raise ValueError("the slug is an address of the gateway's own")
    values = {"slug": slug, "name": name, "gss": gss}
    statement = insert(System).values(ics=code, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))
