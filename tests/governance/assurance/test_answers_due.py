"""Assurance and threads say the same of answers that are overdue (rules 11 and 13)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from board_support import Board, board_of, day
from common.clock import new_id
from common.events.insights import ActivityChanged, ActivityRegistered
from governance.evidence import handlers
from governance_support import Governance
from owed_support import STANDARD, answers, changed, looked_after, relying, threads

pytestmark = [pytest.mark.rule("governance.11"), pytest.mark.rule("governance.13")]


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, feedback=STANDARD)


async def overdue(board: Board, more: str = "") -> list[tuple[str, str]]:
    """Give decisions whose answer is overdue, as the report names and the comparison counts."""
    period = f"since={day(-300)}&until={day(0)}{more}"
    report: dict[str, Any] = (
        await board.governance.get(f"/bodies/{board.id}/assurance?{period}")
    ).json()
    public = await board.governance.get(f"/published-assurance/{board.id}?{period}", scopes=[])
    assert public.json()["feedback_overdue"] == report["feedback_overdue"]
    compared = (await board.governance.get(f"/assurance?{period}")).json()["items"]
    [own] = [one for one in compared if one["body_id"] == board.id]
    assert own["feedback_overdue"] == len(report["feedback_overdue"])
    return [(one["id"], one["due_on"]) for one in report["feedback_overdue"]]


class TestAnswersDue:
    async def test_they_are_overdue_by_the_terms_of_the_body(self, board: Board) -> None:
        late, _, done = [await relying(board, ago) for ago in (40, 20, 60)]
        await answers(board, done)
        before = await overdue(board)
        await looked_after(board)
        assert before == await overdue(board) == [(late["id"], day(-10))]
        found = await threads(board, "&state=overdue")
        assert [(one["decision_id"], one["due_on"]) for one in found] == before

    async def test_or_by_the_day_that_was_promised_with_its_reason(self, board: Board) -> None:
        await relying(board, 40)
        await looked_after(board)
        [one] = await threads(board)
        answer = await changed(board, one, due_on=day(5), due_reason="Nurses come in June.")
        assert answer.status_code == 200
        assert await overdue(board) == []

    async def test_or_by_the_days_that_are_asked_for(self, board: Board) -> None:
        decision = await relying(board, 40)
        assert await overdue(board, "&feedback_days=39") == [(decision["id"], day(-1))]
        assert await overdue(board, "&feedback_days=40") == []

    async def test_the_paper_says_the_same_in_both_places(self, board: Board) -> None:
        await relying(board, 40)
        await relying(board, 35)
        await looked_after(board)
        path = f"/bodies/{board.id}/assurance/paper.html?since={day(-300)}&until={day(0)}"
        text = (await board.governance.get(path)).text
        name = (await board.governance.get(f"/bodies/{board.id}")).json()["name"]
        rows = [
            re.findall(r"<t[hd][^>]*>([^<]*)", row)
            for row in re.findall(r"<tr>.*?</tr>", text, re.S)
        ]
        [own] = [row for row in rows if row[0] == name]
        [late] = [row for row in rows if row[0] == "Overdue"]
        assert (own[-1], late[-1]) == ("2", "2")


class TestPlanned:
    """An activity to come, or one that came later, has heard nobody yet."""

    async def told(self, board: Board, status: str | None, starts_on: str | None = None) -> str:
        activity = new_id()
        said: Any = {"activity_id": activity, "title": "Survey", "method": "survey",
                     "starts_on": starts_on, "visibility": "public",
                     "spectrum_level": "listen"}  # fmt: skip
        await board.governance.hears(ActivityRegistered(**said), handlers.keep_activity)
        if status is not None:
            changed = ActivityChanged(**said, status=status)
            await board.governance.hears(changed, handlers.keep_activity)
        return str(activity)

    async def without(self, board: Board) -> tuple[list[str], list[str]]:
        path = f"/bodies/{board.id}/assurance?since={day(-300)}&until={day(0)}"
        found = (await board.governance.get(path)).json()
        levels = [one["id"] for each in found["by_level"] for one in each["decisions"]]
        return [one["id"] for one in found["without_insight"]], levels

    async def test_a_decision_that_names_no_other_rests_on_nothing_heard(
        self, board: Board
    ) -> None:
        made = {}
        for name, status, starts_on in (
            ("planned", None, None), ("begun", "under_way", day(-50)),
            ("over", "finished", day(-40)), ("later", "finished", day(-39)),
        ):  # fmt: skip
            activity = await self.told(board, status, starts_on)
            made[name] = (await board.decides(decided_on=day(-40), activity_ids=[activity]))["id"]
        without, levels = await self.without(board)
        assert without == [made["planned"], made["later"]]
        assert levels == [made["begun"], made["over"]]

    async def test_nobody_is_owed_an_answer_who_was_not_heard_by_its_day(
        self, board: Board
    ) -> None:
        made = {}
        for name, status, starts_on in (
            ("planned", None, None), ("begun", "under_way", day(-50)),
            ("later", "finished", day(-39)),
        ):  # fmt: skip
            activity = await self.told(board, status, starts_on)
            made[name] = (await board.decides(decided_on=day(-40), activity_ids=[activity]))["id"]
        assert await overdue(board) == [(made["begun"], day(-10))]
        await looked_after(board)
        assert [one["decision_id"] for one in await threads(board)] == [made["begun"]]

    async def test_once_a_finding_says_what_was_heard_it_took_place(self, board: Board) -> None:
        activity = await self.told(board, None)
        one = await board.decides(decided_on=day(-40), activity_ids=[activity])
        await board.governance.finding(activity_ids=[UUID(activity)])
        assert await self.without(board) == ([], [one["id"]])


class TestCalledOff:
    """Of an activity that was called off, nobody was heard."""

    async def called_off(self, board: Board) -> str:
        activity = await board.governance.activity()
        data = ActivityChanged(
            activity_id=activity, title="Survey", method="survey", status="called_off"
        )
        await board.governance.hears(data, handlers.keep_activity)
        return str(activity)

    async def test_a_decision_that_names_no_other_rests_on_nothing_heard(
        self, board: Board
    ) -> None:
        gone = await self.called_off(board)
        alone = await board.decides(decided_on=day(-40), activity_ids=[gone])
        held = str(await board.governance.activity())
        beside = await board.decides(decided_on=day(-40), activity_ids=[gone, held])
        await looked_after(board)
        assert await overdue(board) == [(beside["id"], day(-10))]
        assert [one["decision_id"] for one in await threads(board)] == [beside["id"]]
        path = f"/bodies/{board.id}/assurance?since={day(-300)}&until={day(0)}"
        found = (await board.governance.get(path)).json()["without_insight"]
        assert [one["id"] for one in found] == [alone["id"]]
