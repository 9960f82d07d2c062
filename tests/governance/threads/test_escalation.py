"""Who hears of answers that are overdue, and how long answers took."""

from __future__ import annotations

import pytest

from board_support import Board, board_of, day
from governance.threads.looking_after import TITLE
from governance_support import Governance
from owed_support import READER, STANDARD, answers, looked_after, relying, threads

pytestmark = pytest.mark.rule("governance.11")


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, feedback=STANDARD)


class TestEscalation:
    async def test_the_body_hears_of_it_at_its_next_meeting_once(self, board: Board) -> None:
        await relying(board, 30)
        await relying(board, 31)
        there = await board.meets(20)
        await looked_after(board)
        await looked_after(board)
        assert (await board.planned())[there["id"]] == [TITLE]
        await looked_after(board, 1)
        found = [one["escalations"] for one in await threads(board)]
        assert [[step["step"] for step in steps] for steps in found] == [[1], [1]]
        assert found[0][0]["on_day"] == day(0)
        assert found[1][0]["on_day"] == day(1)
        assert (await board.planned())[there["id"]] == [TITLE]

    async def test_the_day_itself_is_not_late(self, board: Board) -> None:
        await relying(board, 30)
        await looked_after(board)
        [one] = await threads(board)
        assert (one["due_on"], one["state"], one["escalations"]) == (day(0), "open", [])
        assert await threads(board, "&state=overdue") == []
        assert len(await threads(board, "&state=open")) == 1

    async def test_what_is_withheld_by_then_is_not_escalated(self, board: Board) -> None:
        decision = await relying(board)
        await looked_after(board)
        withheld = {"confidential": True, "withheld_reason": "x", "reason": "It names somebody."}
        path = f"/decisions/{decision['id']}"
        assert (await board.governance.patch(path, 1, json=withheld)).status_code == 200
        await looked_after(board, 60)
        assert (await board.planned())["waiting"] == []

    async def test_then_the_body_that_it_reports_to_hears_of_it(
        self, governance: Governance
    ) -> None:
        board = await board_of(governance, feedback=STANDARD, parent="ICP")
        await relying(board, 45)
        await looked_after(board)
        [one] = await threads(board)
        heard = [(step["step"], step["body_id"] == board.id) for step in one["escalations"]]
        assert heard == [(1, True), (2, False)]
        parent = one["escalations"][1]["body_id"]
        path = f"/bodies/{parent}/work-programme?since={day(0)}&until={day(99)}"
        plan = (await governance.get(path)).json()
        assert [each["title"] for each in plan["waiting"]] == [TITLE]

    async def test_each_step_waits_until_its_own_day_is_over(self, board: Board) -> None:
        await relying(board, 44)
        await looked_after(board)
        [one] = await threads(board)
        assert [step["step"] for step in one["escalations"]] == [1]
        await looked_after(board, 1)
        [one] = await threads(board)
        assert [step["step"] for step in one["escalations"]] == [1, 2]

    async def test_one_that_reports_to_none_hears_of_it_itself(self, board: Board) -> None:
        await relying(board, 45)
        await looked_after(board)
        [one] = await threads(board)
        assert [step["body_id"] for step in one["escalations"]] == [board.id, board.id]

    async def test_what_was_answered_is_not_escalated(self, board: Board) -> None:
        await answers(board, await relying(board, 45))
        await looked_after(board)
        [one] = await threads(board)
        assert one["escalations"] == []

    async def test_it_waits_for_a_meeting_to_be_called_and_moves_on(self, board: Board) -> None:
        await relying(board, 45)
        await looked_after(board)
        assert (await board.planned())["waiting"] == [TITLE]
        gone, there = await board.meets(5), await board.meets(9)
        await looked_after(board)
        assert (await board.planned())[gone["id"]] == [TITLE]
        await looked_after(board, 6)
        assert (await board.planned())[there["id"]] == [TITLE]

    async def test_terms_that_are_no_standard_are_refused(self, board: Board) -> None:
        for wrong in (
            {"due_days": 30},
            STANDARD | {"due_days": 0},
            STANDARD | {"escalation": list(reversed(STANDARD["escalation"]))},
        ):
            data = {"valid_from": "2026-01-01", "content": {"feedback": wrong}}
            refused = await board.governance.post(f"/bodies/{board.id}/terms", json=data)
            assert refused.status_code == 422, refused.text
            assert refused.json()["errors"][0]["field"] == "body.content.feedback"


class TestTimes:
    async def test_they_are_worked_out_from_the_threads_that_are_listed(self, board: Board) -> None:
        for ago in (10, 20, 60):
            await answers(board, await relying(board, ago))
        await relying(board, 50)
        await relying(board, 5)
        await relying(board, 200)
        await looked_after(board)
        path = f"/bodies/{board.id}/feedback-times?since={day(-90)}&until={day(0)}"
        found = (await board.governance.get(path, scopes=READER)).json()
        counted = {key: value for key, value in found.items() if key != "threads"}
        assert counted == {
            "body_id": board.id, "since": day(-90), "until": day(0), "on": day(0), "opened": 5,
            "answered": 3, "answered_in_time": 2, "overdue": 1, "median_days": 20,
            "ninth_decile_days": 60, "longest_days": 60,
        }  # fmt: skip
        assert [one["days"] for one in found["threads"]] == [60, None, 20, 10, None]

    async def test_of_nothing_there_are_none(self, board: Board) -> None:
        path = f"/bodies/{board.id}/feedback-times?since={day(-90)}&until={day(0)}"
        found = (await board.governance.get(path)).json()
        assert (found["opened"], found["median_days"], found["longest_days"]) == (0, None, None)
        wrong = f"/bodies/{board.id}/feedback-times?since={day(0)}&until={day(-1)}"
        assert (await board.governance.get(wrong)).status_code == 422
