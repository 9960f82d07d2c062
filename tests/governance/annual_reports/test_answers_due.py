"""A report goes by the same days for answers as threads and assurance do (rules 11, 13, 16)."""

from __future__ import annotations

from typing import Any

import pytest

from annual_reports_support import Reports, counts, figures, tells
from board_support import Board, board_of, day
from governance_support import Governance
from owed_support import STANDARD, changed, looked_after, relying, threads

pytestmark = [pytest.mark.rule("governance.13"), pytest.mark.rule("governance.16")]
OVERDUE, IN_TIME = "open.threads.feedback_overdue", "told.totals.in_time"


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, feedback=STANDARD)


async def report(board: Board, reports: Reports, **options: Any) -> dict[str, Any]:
    return await reports.read(await reports.drafted(body_id=board.id, **options))


def behind(found: dict[str, Any], place: str) -> list[str]:
    """Give the ids of the records that a figure counts."""
    return [found["records"][key]["id"] for key in figures(found)[place]["records"]]


class TestAnswersDue:
    async def test_who_waits_is_counted_by_the_terms_as_assurance_does(
        self, board: Board, reports: Reports
    ) -> None:
        late, _ = await relying(board, 31), await relying(board, 30)
        found = await report(board, reports)
        assert behind(found, OVERDUE) == [late["id"]]
        path = f"/bodies/{board.id}/assurance?since={day(-300)}&until={day(0)}"
        assured = (await board.governance.get(path)).json()["feedback_overdue"]
        assert [one["id"] for one in assured] == behind(found, OVERDUE)

    async def test_who_was_told_in_time_too(self, board: Board, reports: Reports) -> None:
        late, timely = await relying(board, 31), await relying(board, 30)
        for one in (late, timely):
            await tells(board.governance, one["id"])
        found = await report(board, reports)
        [key] = figures(found)[IN_TIME]["records"]
        assert found["records"][key]["under"] == timely["id"]
        assert (figures(found)[IN_TIME]["of"], found["feedback_days"]) == (2, None)

    async def test_a_promised_day_counts(self, board: Board, reports: Reports) -> None:
        decision = await relying(board, 40)
        await looked_after(board)
        [one] = await threads(board)
        answer = await changed(board, one, due_on=day(0), due_reason="Nurses come in June.")
        assert answer.status_code == 200
        assert counts(await report(board, reports), OVERDUE) == [0]
        await tells(board.governance, decision["id"])
        assert counts(await report(board, reports), IN_TIME) == [1]

    async def test_days_that_are_asked_for_count_instead(
        self, board: Board, reports: Reports
    ) -> None:
        await relying(board, 31)
        told = await relying(board, 31)
        await tells(board.governance, told["id"])
        for days, expected in ((30, [1, 0]), (31, [0, 1])):
            found = await report(board, reports, feedback_days=days)
            assert counts(found, OVERDUE, IN_TIME) == expected
            assert f"{days} days" in figures(found)[IN_TIME]["label"]

    async def test_two_answers_on_a_decision_are_one_decision_whose_people_were_told(
        self, board: Board, reports: Reports
    ) -> None:
        decision = await relying(board, 20)
        first = await tells(board.governance, decision["id"])
        assert "told.totals.more" not in figures(await report(board, reports))
        second = await tells(board.governance, decision["id"], we_did="And a second bus.")
        found = await report(board, reports)
        places = ("told.totals.answers", IN_TIME, "told.totals.more")
        assert counts(found, *places) == [1, 1, 1]
        assert [behind(found, place) for place in places] == [
            [first["id"]], [first["id"]], [second["id"]]
        ]  # fmt: skip
