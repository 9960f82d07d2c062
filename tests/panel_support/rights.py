"""What members say of their rights, for the panel's tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from common.testing.clock import today
from panel_support.world import Member, World


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


async def change(world: World, member: Member, patch: dict[str, Any]) -> Any:
    me = await world.call("GET", "/me", headers=member.own)
    headers = {**member.own, "If-Match": me.headers["etag"]}
    return await world.call("PATCH", "/me", patch, headers=headers)


async def said(world: World, member: Member, patch: dict[str, Any]) -> dict[str, Any]:
    changed = await change(world, member, patch)
    assert changed.status_code == 200, changed.text
    me: dict[str, Any] = changed.json()
    return me


def objection(purpose: str, *, objects: bool = True) -> dict[str, Any]:
    return {"objections": [{"purpose": purpose, "objects": objects}]}
