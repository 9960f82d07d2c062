"""What comes to the next meeting by itself locks that meeting before its item (rule 15)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from board_support import Board, board_of, day
from common.db.engine import raw_connection
from governance.reporting import service as reporting
from governance_support import QE1, Governance
from owed_support import STANDARD, looked_after, relying

pytestmark = pytest.mark.rule("governance.15")


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, feedback=STANDARD)


async def waits_without_the_item(board: Board, job: Callable[[], Awaitable[None]]) -> None:
    """Let a job bring the one item that waits to a meeting that somebody else holds."""
    there = await board.meets(60)
    async with board.governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        item = await connection.fetchval("SELECT id FROM plan_items WHERE state = 'waiting'")
        held = UUID(there["id"])
        await connection.execute("SELECT 1 FROM meetings WHERE id = $1 FOR UPDATE", held)
        bringing = asyncio.ensure_future(job())
        await asyncio.wait([bringing], timeout=0.5)
        assert not bringing.done()
        free = "SELECT 1 FROM plan_items WHERE id = $1 FOR UPDATE NOWAIT"
        await connection.execute(free, item)
    await bringing
    assert len((await board.planned())[there["id"]]) == 1


async def test_a_review_that_moves_on(board: Board) -> None:
    await board.decides(review_on=day(30))
    gone = await board.meets(31)
    await reporting.look_after(board.governance.database)
    cancel = {"status": "cancelled"}
    await board.governance.patch(f"/meetings/{gone['id']}", 1, json=cancel)
    await waits_without_the_item(board, lambda: reporting.look_after(board.governance.database))


async def test_answers_that_are_overdue(board: Board) -> None:
    await relying(board, 31)
    await looked_after(board)
    await waits_without_the_item(board, lambda: looked_after(board))
