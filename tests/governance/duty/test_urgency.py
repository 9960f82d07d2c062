"""Urgency limits involvement with its own reason; what is temporary comes back (rule 8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.testing.clock import today

pytestmark = pytest.mark.rule("governance.8")

AHEAD = str(today() + timedelta(30))
LATER = str(today() + timedelta(90))
TODAY = str(today())
LIMIT = {"ground": "risk_to_people", "reason": "Two of three nurses are ill.", "review_on": AHEAD}
MOVED = {"what": "The clinic moves to the hospital.", "back_on": AHEAD}
NOT_RELATED = {"question": "health_services", "related": False, "reason": "It is a car park."}


class TestLimits:
    async def test_a_limit_has_its_reason_and_comes_up_for_review(self, board: Any) -> None:
        done = await board.assessed()
        limited = await board.does(done, "limits", LIMIT)
        assert limited.status_code == 201
        assert limited.json()["limits"][0]["reason"] == LIMIT["reason"]
        assert limited.json()["engaged"]
        assert await board.due("review", TODAY) == []
        [due] = await board.due("review", AHEAD)
        assert (due["assessment_id"], due["due_on"]) == (done["id"], AHEAD)

    async def test_assessing_again_settles_it(self, board: Any) -> None:
        done = await board.assessed()
        await board.does(done, "limits", LIMIT)
        await board.does(done, "rounds", {"reason": "The nurses are back."})
        assert await board.due("review") == []

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"reason": ""}, "body.reason"),
            ({"ground": "in_a_hurry"}, "body.ground"),
            ({"review_on": TODAY}, "body.review_on"),
            ({"review_on": None}, "body.review_on"),
        ],
    )
    async def test_a_limit_needs_reason_ground_and_review(
        self, board: Any, change: Any, field: str
    ) -> None:
        refused = await board.does(await board.assessed(), "limits", LIMIT | change)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == field

    async def test_there_is_nothing_to_limit_before_the_outcome_or_without_a_duty(
        self, board: Any
    ) -> None:
        begun = await board.begins()
        early = await board.does(begun, "limits", LIMIT)
        assert early.json()["type"].endswith("duty-assessment-open")
        await board.answers(begun, NOT_RELATED)
        refused = await board.does(begun, "limits", LIMIT)
        assert refused.json()["type"].endswith("duty-not-engaged")


class TestTemporaryChanges:
    async def test_it_comes_back_on_its_day(self, board: Any) -> None:
        changed = (await board.does(await board.assessed(), "temporary-changes", MOVED)).json()
        assert await board.due("temporary_change", TODAY) == []
        [due] = await board.due("temporary_change", AHEAD)
        [change] = changed["temporary_changes"]
        assert due["subject_id"] == change["id"]
        ended = await self.returns(board, changed, {"how": "ended", "reason": "Moved back."})
        assert ended.status_code == 201
        assert await board.due("temporary_change") == []
        twice = await self.returns(board, changed, {"how": "ended", "reason": "Again."})
        assert twice.status_code == 409

    async def test_it_becomes_permanent_only_after_a_new_assessment(self, board: Any) -> None:
        changed = (await board.does(await board.assessed(), "temporary-changes", MOVED)).json()
        stay = {"how": "made_permanent", "reason": "People like it."}
        early = await self.returns(board, changed, stay)
        assert early.status_code == 409
        assert early.json()["type"].endswith("temporary-change-refused")
        again = (await board.does(changed, "rounds", {"reason": "To make it permanent."})).json()
        half = await self.returns(board, changed, stay)
        assert half.json()["type"].endswith("duty-assessment-open")
        await board.answers(again, NOT_RELATED)
        assert (await self.returns(board, changed, stay)).status_code == 201

    async def test_extending_it_sets_another_day(self, board: Any) -> None:
        changed = (await board.does(await board.assessed(), "temporary-changes", MOVED)).json()
        more = {"how": "extended", "reason": "Still ill.", "back_on": LATER}
        assert (await self.returns(board, changed, more)).status_code == 201
        assert await board.due("temporary_change", AHEAD) == []
        [due] = await board.due("temporary_change", LATER)
        assert due["due_on"] == LATER
        without = await self.returns(board, changed, {"how": "extended", "reason": "x"})
        assert without.status_code == 422

    async def returns(self, board: Any, changed: dict[str, Any], data: Any) -> Any:
        change = changed["temporary_changes"][0]
        return await board.does(changed, f"temporary-changes/{change['id']}/return", data)
