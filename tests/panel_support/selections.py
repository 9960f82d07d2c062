"""Selections as staff make them, step by step, for the panel's tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from common.db.engine import raw_connection
from common.testing.clock import today
from panel.selection.calculation import Calculator
from panel_support.samples import WORDING
from panel_support.world import QE1, Member, World

AGREES = [{"purpose": "assembly_pool", "wording_version": WORDING}]
SEX: dict[str, Any] = {
    "category": "sex",
    "quotas": [
        {"value": "female", "minimum": 2, "maximum": 2},
        {"value": "male", "minimum": 2, "maximum": 2},
    ],
}
DRAW = {"digits": "042", "evidence": "https://lottery.example/2026-12-05"}


async def pool(world: World, women: int = 5, men: int = 5) -> list[Member]:
    """Let women and men join who agree to be in a draw."""
    some = {"consents": AGREES, "place": "blackpool"}
    return [
        *await world.join_many(women, name="w", demographics={"sex": "female"}, **some),
        *await world.join_many(men, name="m", demographics={"sex": "male"}, **some),
    ]


async def done(world: World, method: str, rest: str, body: Any = None) -> Any:
    """Call, and give what came of it."""
    answer = await world.call(method, rest, body)
    assert answer.status_code in {200, 201, 202}, answer.text
    return answer.json()


async def calculated(world: World, **changes: Any) -> dict[str, Any]:
    """Prepare a selection of four and let the worker calculate; gives it with exact figures."""
    body = {"title": "A jury on urgent care", "seats": 4, "categories": [SEX]} | changes
    prepared = await done(world, "POST", "/selections", body)
    assert prepared["state"] == "calculating"
    return await worked(world, prepared["id"])


async def worked(world: World, selection_id: str) -> dict[str, Any]:
    """Let the worker do what is due; gives the selection with exact figures."""
    await Calculator(world.keys).calculate_due(world.database)
    selection: dict[str, Any] = await done(world, "GET", f"/selections/{selection_id}?level=exact")
    return selection


def terms() -> dict[str, Any]:
    """Give what is committed to: digits of tomorrow."""
    tomorrow = today() + timedelta(days=1)
    return {"source": "National Lottery, bonus ball", "draw_on": tomorrow.isoformat()}


async def commit(world: World, selection_id: str) -> dict[str, Any]:
    """Commit to what was calculated, and let the day of the draw come; gives the selection."""
    answer = await done(world, "POST", f"/selections/{selection_id}/commitment", terms())
    async with world.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        earlier = "UPDATE selections SET draw_on = draw_on - 1 WHERE id = $1"
        await connection.execute(earlier, UUID(selection_id))
    return answer  # type: ignore[no-any-return]


async def committed(world: World) -> dict[str, Any]:
    """Calculate and commit; gives the selection."""
    return await commit(world, (await calculated(world))["id"])


async def drawn(world: World) -> dict[str, Any]:
    """Calculate, commit and draw; gives the selection."""
    selection = await committed(world)
    return await done(world, "POST", f"/selections/{selection['id']}/draw", DRAW)  # type: ignore[no-any-return]


async def refused(world: World, rest: str, body: Any = None, status: int = 409) -> str:
    """Call in vain; gives the last part of the problem's type."""
    answer = await world.call("POST", rest, body)
    assert answer.status_code == status, answer.text
    return str(answer.json()["type"]).rsplit("/", 1)[-1].rsplit(":", 1)[-1]


async def own_name(world: World, member: Member) -> str:
    """Give the pseudonym of a member in the only selection that there is."""
    [row] = await done_by(world, member, "GET", "/me/selections")
    name: str = row["pseudonym"]
    return name


async def says(world: World, member: Member, patch: dict[str, Any]) -> None:
    """Let a member change what they say."""
    await done_by(world, member, "PATCH", "/me", patch)


async def done_by(world: World, member: Member, method: str, rest: str, body: Any = None) -> Any:
    """Call as a member does, with the version that stands."""
    read = await world.call("GET", "/me", headers=member.own)
    headers = {**member.own, "If-Match": read.headers["etag"]}
    answer = await world.call(method, rest, body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()
