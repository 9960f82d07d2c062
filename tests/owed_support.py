"""Threads that are owed an answer, made the short way."""

from __future__ import annotations

from typing import Any

from board_support import Board, day
from common.testing.clock import days_later
from governance.threads import looking_after

STANDARD: dict[str, Any] = {
    "source": "clause 9",
    "due_days": 30,
    "escalation": [{"after_days": 0, "to": "body"}, {"after_days": 14, "to": "parent"}],
}
READER = ["governance:read"]


async def looked_after(board: Board, after: int = 0, *, keys: Any = None) -> None:
    """Let the worker open and escalate threads, so many days from now.

    Args:
        keys: needed where somebody sees to one of them.
    """
    now = days_later(after)
    await looking_after.look_after(board.governance.database, keys=keys, clock=lambda: now)


async def relying(board: Board, ago: int = 10, **content: Any) -> dict[str, Any]:
    """Record a decision of so many days ago that relies on what people said."""
    activity = str(await board.governance.activity())
    return await board.decides(decided_on=day(-ago), activity_ids=[activity], **content)


async def threads(board: Board, query: str = "", **options: Any) -> list[dict[str, Any]]:
    response = await board.governance.get(f"/feedback-threads?body_id={board.id}{query}", **options)
    assert response.status_code == 200, response.text
    return list(response.json()["items"])


async def answers(board: Board, decision: dict[str, Any]) -> None:
    draft = await board.made(
        f"/decisions/{decision['id']}/feedback",
        {"you_said": "Evenings.", "we_did": "Nothing.", "did_not": "There are no nurses."},
    )
    response = await board.governance.post(f"/feedback/{draft['id']}/publish")
    assert response.status_code == 200, response.text


async def changed(board: Board, one: dict[str, Any], **patch: Any) -> Any:
    path = f"/feedback-threads/{one['id']}"
    return await board.governance.patch(path, one["version"], json=patch)
