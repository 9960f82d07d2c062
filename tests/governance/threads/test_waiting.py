"""What everybody reads of answers that are owed."""

from __future__ import annotations

from typing import Any

import pytest

from board_support import Board, board_of, day
from governance_support import Governance
from owed_support import STANDARD, answers, looked_after, relying, threads

pytestmark = pytest.mark.rule("governance.11")
PATH = "/published-feedback-threads"


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, feedback=STANDARD)


async def waiting(board: Board, query: str = "", **options: Any) -> list[dict[str, Any]]:
    response = await board.governance.get(f"{PATH}?{query}", scopes=[], **options)
    assert response.status_code == 200, response.text
    return list(response.json()["items"])


class TestWaiting:
    async def test_those_due_first_come_first_with_who_owes_them_and_by_when(
        self, board: Board
    ) -> None:
        late, later = await relying(board, 40), await relying(board, 10)
        await looked_after(board)
        found = await waiting(board)
        assert [(one["decision_id"], one["due_on"], one["state"]) for one in found] == [
            (late["id"], day(-10), "overdue"), (later["id"], day(20), "open"),
        ]  # fmt: skip
        assert found[0]["title"] == "Walk-in clinic"
        assert found[0]["body_name"]
        assert not {"owner_post_id", "due_reason", "escalations"} & set(found[0])

    async def test_what_was_answered_is_not_there(self, board: Board) -> None:
        decision = await relying(board)
        await looked_after(board)
        await answers(board, decision)
        assert len(await threads(board)) == 1
        assert await waiting(board) == []

    async def test_nothing_is_told_of_what_is_withheld_or_not_for_everybody(
        self, board: Board
    ) -> None:
        decision = await relying(board)
        finding = await board.governance.finding()
        data = {"body_id": board.id, "finding_id": str(finding)}
        await board.made("/feedback-threads", data)
        await looked_after(board)
        assert len(await waiting(board)) == 2
        withheld = {"confidential": True, "withheld_reason": "x", "reason": "It names somebody."}
        await board.governance.patch(f"/decisions/{decision['id']}", 1, json=withheld)
        assert [one["finding_id"] for one in await waiting(board)] == [str(finding)]
        await board.governance.withdraws(finding)
        assert await waiting(board) == []
        assert len(await threads(board)) == 1

    async def test_it_is_narrowed_and_pages_follow(self, board: Board) -> None:
        decisions = [await relying(board, ago) for ago in (30, 20, 10)]
        finding = await board.governance.finding()
        await board.made("/feedback-threads", {"body_id": board.id, "finding_id": str(finding)})
        await looked_after(board)
        [one] = await waiting(board, f"decision_id={decisions[1]['id']}")
        assert one["decision_id"] == decisions[1]["id"]
        [two] = await waiting(board, f"finding_id={finding}")
        assert (two["finding_id"], two["title"]) == (str(finding), "Evening opening hours")
        assert len(await waiting(board, f"body_id={board.id}")) == 4
        assert await waiting(board, f"body_id={decisions[0]['id']}") == []
        seen, cursor = [], ""
        for _ in range(2):
            answer = await board.governance.get(f"{PATH}?limit=2{cursor}", scopes=[])
            assert answer.status_code == 200, answer.text
            page = answer.json()
            seen += [each["due_on"] for each in page["items"]]
            cursor = f"&cursor={page['next_cursor']}"
        assert seen == [day(0), day(10), day(20), day(30)]

    async def test_another_system_has_none_of_it(self, board: Board) -> None:
        await relying(board)
        await looked_after(board)
        assert await waiting(board, ics="QKK") == []
