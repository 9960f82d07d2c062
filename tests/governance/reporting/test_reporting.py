"""What comes back by itself: placed at the next meeting, moved on, and reviewed on its day."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from board_support import DELEGATION, Board, board_of, day
from common.testing.clock import days_later
from governance.reporting import service as reporting
from governance_support import QE1, Governance

pytestmark = pytest.mark.rule("governance.15")


async def looked_after(board: Board, after: int = 0) -> None:
    """Let the worker look after what comes back, so many days from now."""
    now = days_later(after)
    await reporting.look_after(board.governance.database, clock=lambda: now)


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, delegation=DELEGATION)


def review(decision: dict[str, Any]) -> str:
    return f"Review of decision {decision['reference']}"


class TestReviews:
    async def test_a_decision_comes_back_to_the_first_meeting_from_its_review_date_on(
        self, board: Board
    ) -> None:
        decision = await board.decides(review_on=day(30))
        early, due = await board.meets(20), await board.meets(30)
        await looked_after(board)
        planned = await board.planned()
        assert (planned[early["id"]], planned[due["id"]]) == ([], [review(decision)])

    async def test_it_comes_back_once(self, board: Board) -> None:
        await board.decides(review_on=day(30))
        due = await board.meets(31)
        await looked_after(board)
        await looked_after(board, 1)
        assert len((await board.planned())[due["id"]]) == 1

    async def test_it_waits_for_a_meeting_to_be_called(self, board: Board) -> None:
        decision = await board.decides(review_on=day(30))
        await looked_after(board)
        due = await board.meets(40)
        await looked_after(board)
        assert (await board.planned())[due["id"]] == [review(decision)]

    async def test_where_the_meeting_is_cancelled_it_moves_to_the_next(self, board: Board) -> None:
        decision = await board.decides(review_on=day(30))
        gone, there = await board.meets(31), await board.meets(60)
        await looked_after(board)
        cancel = {"status": "cancelled"}
        await board.governance.patch(f"/meetings/{gone['id']}", 1, json=cancel)
        await looked_after(board)
        assert (await board.planned())[there["id"]] == [review(decision)]

    async def test_a_meeting_that_went_by_without_it_loses_it_to_the_next(
        self, board: Board
    ) -> None:
        decision = await board.decides(review_on=day(30))
        await board.meets(31)
        later = await board.meets(60)
        await looked_after(board)
        await looked_after(board, 32)
        assert (await board.planned())[later["id"]] == [review(decision)]

    async def test_what_was_put_on_an_agenda_stays_there(self, board: Board) -> None:
        await board.decides(review_on=day(30))
        await board.meets(31)
        later = await board.meets(60)
        await looked_after(board)
        [placed] = (await board.programme())["meetings"][0]["placements"]
        await board.made(f"/plan-placements/{placed['id']}/agenda", {"number": "9"})
        await looked_after(board, 32)
        assert (await board.planned())[later["id"]] == []

    async def test_its_title_says_nothing_of_a_withheld_matter(self, board: Board) -> None:
        await board.decides(
            review_on=day(30), title="Site sale", confidential=True, withheld_reason="Contract."
        )
        due = await board.meets(31)
        await looked_after(board)
        [title] = (await board.planned())[due["id"]]
        assert "sale" not in title

    async def test_each_system_is_looked_after_apart(self, board: Board) -> None:
        await board.decides(review_on=day(30))
        await board.meets(31)
        await looked_after(board)
        async with board.governance.database.reading(QE1) as session:
            mine = (await session.execute(text("SELECT ics FROM decision_reports"))).all()
        assert [row[0] for row in mine] == ["QE1"]


async def changed(board: Board, decision: dict[str, Any], review_on: str | None) -> None:
    """Give a decision another day of review."""
    version = (await board.sees(decision))["version"]
    patch = {"reason": "We thought again.", "review_on": review_on}
    response = await board.governance.patch(f"/decisions/{decision['id']}", version, json=patch)
    assert response.status_code == 200, response.text


class TestChangedDays:
    async def test_a_review_that_gives_another_day_brings_it_back_on_that_day(
        self, board: Board
    ) -> None:
        decision = await board.decides(review_on=day(30))
        await board.meets(31)
        await looked_after(board)
        [placed] = (await board.programme())["meetings"][0]["placements"]
        await board.made(f"/plan-placements/{placed['id']}/agenda", {"number": "9"})
        await changed(board, decision, day(200))
        again = await board.meets(210)
        await looked_after(board)
        await looked_after(board, 1)
        assert (await board.planned())[again["id"]] == [review(decision)]

    @pytest.mark.parametrize("to", [20, 60])
    async def test_earlier_or_later_it_comes_then_and_then_alone(
        self, board: Board, to: int
    ) -> None:
        decision = await board.decides(review_on=day(30))
        first, second, third = [await board.meets(n) for n in (21, 31, 61)]
        await looked_after(board)
        await changed(board, decision, day(to))
        await looked_after(board)
        planned = await board.planned()
        there, gone = (first, third) if to == 20 else (third, first)
        assert planned[there["id"]] == [review(decision)]
        assert (planned[second["id"]], planned[gone["id"]], planned["waiting"]) == ([], [], [])

    async def test_without_a_day_it_does_not_come(self, board: Board) -> None:
        decision = await board.decides(review_on=day(30))
        due = await board.meets(31)
        await looked_after(board)
        await changed(board, decision, None)
        await looked_after(board)
        planned = await board.planned()
        assert (planned[due["id"]], planned["waiting"]) == ([], [])

    async def test_back_on_its_first_day_it_comes_on_that(self, board: Board) -> None:
        decision = await board.decides(review_on=day(30))
        due = await board.meets(31)
        await board.meets(61)
        for then in (day(60), day(30)):
            await looked_after(board)
            await changed(board, decision, then)
        await looked_after(board)
        assert (await board.planned())[due["id"]] == [review(decision)]

    async def test_what_staff_dropped_stays_dropped(self, board: Board) -> None:
        await board.decides(review_on=day(30))
        due = await board.meets(31)
        await looked_after(board)
        [placed] = (await board.programme())["meetings"][0]["placements"]
        path = f"/plan-items/{placed['plan_item_id']}"
        dropped = await board.governance.patch(path, 1, json={"dropped_reason": "Done by letter."})
        assert dropped.status_code == 200, dropped.text
        await looked_after(board)
        assert (await board.planned())[due["id"]] == []
