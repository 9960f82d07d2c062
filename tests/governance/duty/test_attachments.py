"""Decisions rest on assessments, beside the decision log (rules 7 and 8)."""

from __future__ import annotations

from typing import Any

import pytest

from governance_support import ICP

pytestmark = pytest.mark.rule("governance.8")
READER = ["governance:read"]


class TestLink:
    async def test_a_decision_without_an_assessment_is_due_until_it_rests_on_one(
        self, board: Any
    ) -> None:
        decision = await board.decision(kind_of_activity="proposal_for_change")
        [due] = await board.due("without_assessment")
        assert (due["decision_id"], due["reference"]) == (decision["id"], decision["reference"])
        done = await board.assessed()
        linked = await board.rests(decision, done)
        assert linked.status_code == 200, linked.text
        assert linked.json()["round"]["engaged"] is True
        assert await board.due("without_assessment") == []
        kept = (await board.governance.get(f"/duty-assessments/{done['id']}")).json()
        assert kept["decision_ids"] == [decision["id"]]

    async def test_nothing_rests_on_what_is_open_or_outdated(self, board: Any) -> None:
        decision = await board.decision()
        begun = await board.begins()
        assert (await board.rests(decision, begun)).json()["type"].endswith("assessment-open")
        done = await board.assessed()
        await board.does(done, "proposals", {"proposal": "Close."})
        refused = await board.rests(decision, done)
        assert refused.json()["type"].endswith("assessment-outdated")

    async def test_it_is_said_once(self, board: Any) -> None:
        decision = await board.decision()
        first, second = await board.assessed(), await board.assessed()
        for one, status in ((first, 200), (first, 200), (second, 409)):
            assert (await board.rests(decision, one)).status_code == status

    async def test_another_bodys_assessment_is_refused(self, board: Any) -> None:
        decision = await board.governance.decision(body_id=str(ICP))
        assert (await board.rests(decision, await board.assessed())).status_code == 409

    async def test_the_decision_keeps_the_round_that_it_rests_on(self, board: Any) -> None:
        decision, done = await board.decision(), await board.assessed()
        await board.rests(decision, done)
        await board.does(done, "proposals", {"proposal": "Close."})
        await board.does(done, "rounds", {"reason": "Other hours."})
        shown = await board.governance.get(f"/decisions/{decision['id']}/duty-assessment")
        assert (shown.json()["outdated"], shown.json()["round"]["round"]) == (True, 1)
        assert shown.json()["round"]["engaged"] is True


class TestShown:
    async def test_readers_see_answers_and_reasons_but_no_account(self, board: Any) -> None:
        decision = await board.decision()
        path = f"/decisions/{decision['id']}/duty-assessment"
        assert (await board.governance.get(path, scopes=READER)).status_code == 404
        await board.rests(decision, await board.assessed())
        shown = (await board.governance.get(path, scopes=READER)).json()
        answers = shown["round"]["answers"]
        assert [one["answered_by"] for one in answers] == [None] * 3
        assert answers[0]["reason"] == "The board pays for it."

    async def test_reasons_of_a_withheld_decision_are_withheld(self, board: Any) -> None:
        decision = await board.decision(confidential=True, withheld_reason="Names a person.")
        await board.rests(decision, await board.assessed())
        shown = await board.governance.get(
            f"/decisions/{decision['id']}/duty-assessment", scopes=READER
        )
        assert [one["reason"] for one in shown.json()["round"]["answers"]] == [None] * 3
        assert shown.json()["round"]["engaged"] is True

    async def test_assessments_themselves_are_for_managers(self, board: Any) -> None:
        done = await board.assessed()
        for path in ("/duty-assessments", f"/duty-assessments/{done['id']}"):
            assert (await board.governance.get(path, scopes=READER)).status_code == 403

    async def test_pages_of_what_is_due_follow_each_other(self, board: Any) -> None:
        ids = [(await board.begins())["id"] for _ in range(3)]
        first = (await board.governance.get("/duty-assessments?due=unfinished&limit=2")).json()
        rest = (
            await board.governance.get(
                f"/duty-assessments?due=unfinished&limit=2&cursor={first['next_cursor']}"
            )
        ).json()
        listed = [one["assessment_id"] for one in [*first["items"], *rest["items"]]]
        assert listed == ids[::-1]
        of_other = await board.governance.get(f"/duty-assessments?body_id={ICP}")
        assert of_other.json()["items"] == []
