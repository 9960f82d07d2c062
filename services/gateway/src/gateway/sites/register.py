"""Which origins a system has registered, remembered for a short while."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select

from common.db.engine import Database
from common.db.tenancy import SystemCode
from gateway.sites.models import Site

REMEMBERED_SECONDS = 5.0
"""A site that was added or removed is treated so everywhere after this time at most."""


class SiteRegister:
    """Origins by system and use.

    Args:
        database: the gateway's.
        monotonic: seconds that only grow; tests set it.
    """

    def __init__(
        self, database: Database, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._monotonic = monotonic
        self._memory: dict[SystemCode, tuple[float, dict[str, frozenset[str]]]] = {}

    async def origins(self, ics: SystemCode, use: str) -> list[str]:
        """Give the origins that a system has registered for a use."""
        sites = await self._sites(ics)
        return sorted(origin for origin, uses in sites.items() if use in uses)

    async def allows(self, ics: SystemCode, origin: str, use: str) -> bool:
        """Say whether exactly this origin is registered for a use."""
        return use in (await self._sites(ics)).get(origin, frozenset())

    def forget(self, ics: SystemCode) -> None:
        """Read a system's sites again; called when they changed."""
        self._memory.pop(ics, None)

    async def _sites(self, ics: SystemCode) -> dict[str, frozenset[str]]:
        now = self._monotonic()
        remembered = self._memory.get(ics)
        if remembered is not None and now < remembered[0]:
            return remembered[1]
        async with self._database.reading(ics) as session:
            rows = (await session.execute(select(Site.origin, Site.uses))).all()
        sites = {origin: frozenset(uses) for origin, uses in rows}
        self._memory[ics] = (now + REMEMBERED_SECONDS, sites)
        return sites
