"""Gatherings as staff and members meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from common.clock import utc_now
from common.db.engine import raw_connection
from common.testing.clock import days_later
from panel.gatherings.upkeep import look_after_gatherings
from panel_support.samples import WORDING
from panel_support.world import QE1, Member, World

AGREES = [{"purpose": p, "wording_version": WORDING} for p in ("events", "surveys")]


def gathering_in(**changes: Any) -> dict[str, Any]:
    """Make a draft: an evening in three weeks, with two places."""
    starts = days_later(21).replace(microsecond=0)
    draft: dict[str, Any] = {
        "title": "Getting to the clinic",
        "summary": "Help us to plan the buses.",
        "form": "hybrid",
        "venue": "Town hall, Blackpool",
        "online_link": "https://meet.example/secret-room",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "capacity": 2,
        "access_offered": ["step_free"],
    }
    return draft | changes


@dataclass
class Hall:
    """A system in which members come together."""

    world: World

    async def guests(self, count: int, **said: Any) -> list[Member]:
        """Let people join who agree to be told of events."""
        return await self.world.join_many(count, **({"consents": AGREES} | said))

    async def draft(self, **changes: Any) -> dict[str, Any]:
        """Draft a gathering."""
        drafted = await self.world.call("POST", "/gatherings", gathering_in(**changes))
        assert drafted.status_code == 201, drafted.text
        gathering: dict[str, Any] = drafted.json()
        return gathering

    async def opened(self, **changes: Any) -> dict[str, Any]:
        """Draft and open a gathering."""
        drafted = await self.draft(**changes)
        opened = await self.world.call("POST", f"/gatherings/{drafted['id']}/open")
        assert opened.status_code == 200, opened.text
        gathering: dict[str, Any] = opened.json()
        return gathering

    def link(self, gathering: dict[str, Any], member: Member) -> dict[str, str]:
        """Give the header of a member's personal link."""
        gathering_id, member_id = UUID(gathering["id"]), UUID(member.member_id)
        return {"X-Place-Token": self.world.keys.place_token(QE1, gathering_id, member_id)}

    async def book(self, gathering: dict[str, Any], member: Member, **needs: Any) -> httpx.Response:
        """Let a member ask for a place, or accept one."""
        address, body = f"/gatherings/{gathering['id']}/place", {"needs": needs}
        return await self.world.call("POST", address, body, headers=self.link(gathering, member))

    async def booked(self, gathering: dict[str, Any], *members: Member) -> None:
        """Let members ask for places, one after the other."""
        for member in members:
            answer = await self.book(gathering, member)
            assert answer.status_code == 204, answer.text

    async def give_up(self, gathering: dict[str, Any], member: Member) -> httpx.Response:
        """Let a member give their place up."""
        address = f"/gatherings/{gathering['id']}/place"
        return await self.world.call("DELETE", address, headers=self.link(gathering, member))

    async def mine(self, gathering: dict[str, Any], member: Member) -> dict[str, Any]:
        """Give the gathering as a member sees it."""
        address = f"/gatherings/{gathering['id']}/place"
        found = await self.world.call("GET", address, headers=self.link(gathering, member))
        assert found.status_code == 200, found.text
        mine: dict[str, Any] = found.json()
        return mine

    async def states(self, gathering: dict[str, Any], members: Sequence[Member]) -> list[str]:
        """Give the state of each member's booking, or "none"."""
        rows = await self.world.rows(
            "SELECT member_id, state FROM gathering_bookings WHERE gathering_id = $1",
            UUID(gathering["id"]),
        )
        known = {str(row["member_id"]): row["state"] for row in rows}
        return [known.get(member.member_id, "none") for member in members]

    async def worker(self, at: datetime | None = None) -> None:
        """Let the worker look after gatherings."""
        moment = at or utc_now()
        await look_after_gatherings(self.world.database, self.world.keys, clock=lambda: moment)

    async def over(self, gathering: dict[str, Any], days: int = 1) -> None:
        """Let a gathering have been some days ago."""
        starts = days_later(-days)
        async with self.world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "UPDATE gatherings SET sign_up_until = $2, starts_at = $2, "
                "ends_at = $2::timestamptz + interval '1 hour' WHERE id = $1",
                UUID(gathering["id"]),
                starts,
            )

    async def letters(self, *subjects: str) -> list[str]:
        """Send mail; give to whom mails went whose subject begins with one of some words."""
        sent = await self.world.send_mail()
        return sorted(str(m["To"]) for m in sent if str(m["Subject"]).startswith(subjects))
