"""What is due under the duty to involve is that of the period, however much is due since."""

from __future__ import annotations

from typing import Any

import pytest

from annual_reports_support import Reports, counts, figures
from board_support import IMPACT, PROPOSAL, SERVICES, Board, board_of, day
from governance.assurance import service
from governance_support import Governance

pytestmark = [pytest.mark.rule("governance.8"), pytest.mark.rule("governance.13")]


@pytest.fixture
async def board(governance: Governance, monkeypatch: pytest.MonkeyPatch) -> Board:
    monkeypatch.setattr(service, "_MOST_DUE", 1)
    return await board_of(governance)


async def due(board: Board, since: int, until: int) -> list[dict[str, Any]]:
    path = f"/bodies/{board.id}/assurance?since={day(since)}&until={day(until)}"
    response = await board.governance.get(path)
    assert response.status_code == 200, response.text
    return list(response.json()["duty_due"])


async def outdated(board: Board) -> dict[str, Any]:
    """Assess a proposal that is changed after a decision rests on it; give the decision."""
    begun = {"body_id": board.id, "title": "Ward", "proposal": "Close it."}
    assessed = await board.made("/duty-assessments", begun)
    for said in (SERVICES, PROPOSAL, IMPACT):
        await board.made(f"/duty-assessments/{assessed['id']}/answers", said)
    decision = await board.decides(title="Ward")
    for to, sent in (
        (f"/decisions/{decision['id']}/duty-assessment", {"assessment_id": assessed["id"]}),
        (f"/duty-assessments/{assessed['id']}/proposals", {"proposal": "Close it soon."}),
    ):
        response = await board.governance.post(to, json=sent)
        assert response.is_success, response.text
    return decision | {"assessment_id": assessed["id"]}


class TestAnnualReport:
    async def test_an_outcome_for_an_earlier_text_is_counted_as_outdated(
        self, board: Board
    ) -> None:
        await outdated(board)
        reports = Reports(board.governance)
        report = await reports.read(await reports.drafted(body_id=board.id))
        places = [f"duty.assessments.{one}" for one in ("engaged", "outdated", "unfinished")]
        assert counts(report, *places) == [0, 1, 0]
        assert figures(report)[places[1]]["of"] == 1
        said = "One proposal has changed since the duty to involve was assessed."
        assert said in report["content"]["missing"]


class TestDutyDue:
    async def test_decisions_since_the_period_take_no_place_in_it(self, board: Board) -> None:
        old = await board.decides(decided_on=day(-100))
        new = await board.decides(decided_on=day(-1))
        assert [one["decision_id"] for one in await due(board, -150, -50)] == [old["id"]]
        assert [one["decision_id"] for one in await due(board, -150, 0)] == [new["id"]]

    async def test_what_is_withheld_takes_no_place_either(self, board: Board) -> None:
        seen, hidden = await outdated(board), await outdated(board)
        withheld = {"confidential": True, "withheld_reason": "x", "reason": "It names somebody."}
        path = f"/decisions/{hidden['id']}"
        assert (await board.governance.patch(path, 1, json=withheld)).status_code == 200
        found = await due(board, -300, 0)
        assert [one["assessment_id"] for one in found] == [seen["assessment_id"]]
