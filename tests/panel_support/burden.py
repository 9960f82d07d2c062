"""Limits of the burden budget, and segments of one place, for the panel's tests."""

from __future__ import annotations

from panel.load import load_file
from panel_support.samples import system_file
from panel_support.world import World


async def limited(world: World, **limits: tuple[int, int]) -> None:
    """Give the system limits by scope, as (contacts, days)."""
    rows = [
        {"scope": scope, "valid_from": "2020-01-01", "contacts": contacts, "days": days}
        for scope, (contacts, days) in limits.items()
    ]
    await load_file(world.database, system_file("QE1", burden=rows))


async def segment_of(world: World, place: str) -> str:
    made = await world.call("POST", "/segments", {"name": "S", "criteria": {"places": [place]}})
    return str(made.json()["id"])
