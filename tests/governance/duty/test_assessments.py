"""Assessments of the duty to involve: guided, derived, kept (rule 8)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from governance.decisions.service import Clerk
from governance.duty import service
from governance.duty.errors import NoDutyInForce
from governance.duty.schemas import AssessmentIn
from governance_support import ICP, QE1

pytestmark = pytest.mark.rule("governance.8")

SERVICES = {"question": "health_services", "related": True, "reason": "The board pays for it."}
ELSEWHERE = {"question": "health_services", "related": False, "reason": "It is a car park."}
PROPOSAL = {"question": "kinds", "codes": ["proposal_for_change"], "reason": "Hours change."}
PLANNING = {"question": "kinds", "codes": ["operational_decision", "planning"], "reason": "Plan."}
IMPACT = {"question": "impact", "manner": True, "range": False, "reason": "Longer journeys."}
NO_IMPACT = {"question": "impact", "manner": False, "range": False, "reason": "Same service."}


class TestSteps:
    async def test_the_law_of_the_day_comes_with_it(self, board: Any) -> None:
        begun = await board.begins()
        assert begun["law"]["section"] == "14Z45"
        assert begun["next_question"]["question"] == "health_services"
        assert "integrated care board arranges" in begun["next_question"]["words"]
        assert (begun["state"], begun["engaged"]) == ("open", None)

    @pytest.mark.parametrize(
        ("answers", "engaged"),
        [
            ((ELSEWHERE,), False),
            ((SERVICES, PLANNING), True),
            ((SERVICES, PROPOSAL, IMPACT), True),
            ((SERVICES, PROPOSAL, NO_IMPACT), False),
        ],
    )
    async def test_the_outcome_follows_from_the_answers(
        self, board: Any, answers: Any, engaged: bool
    ) -> None:
        done = await board.answers(await board.begins(), *answers)
        assert (done["state"], done["engaged"]) == ("complete", engaged)
        [only] = done["rounds"]
        assert [a["reason"] for a in only["answers"]] == [a["reason"] for a in answers]
        assert all(a["answered_by"] and a["answered_at"] for a in only["answers"])
        assert ("is engaged" in done["explanation"]) == engaged
        more = await board.does(done, "answers", IMPACT)
        assert (more.status_code, "reassess" in more.json()["detail"]) == (409, True)

    @pytest.mark.parametrize("early", [PROPOSAL, IMPACT])
    async def test_no_step_is_skipped(self, board: Any, early: Any) -> None:
        begun = await board.begins()
        refused = await board.does(begun, "answers", early)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("not-the-next-step")
        half = await board.answers(begun, SERVICES)
        assert (await board.does(half, "answers", IMPACT)).status_code == 409
        assert (await board.does(half, "answers", SERVICES)).status_code == 409

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"reason": ""}, "reason"),
            ({"reason": "."}, "reason"),
            ({"reason": "\u200b\u3164"}, "reason"),
            ({"engaged": True}, "engaged"),
            ({"related": None}, "related"),
        ],
    )
    async def test_a_reason_is_given_and_the_outcome_is_not(
        self, board: Any, change: Any, field: str
    ) -> None:
        refused = await board.does(await board.begins(), "answers", SERVICES | change)
        assert refused.status_code == 422
        assert any(error["field"].endswith(field) for error in refused.json()["errors"])

    async def test_a_kind_is_one_that_the_law_names(self, board: Any) -> None:
        half = await board.answers(await board.begins(), SERVICES)
        refused = await board.does(half, "answers", PROPOSAL | {"codes": ["planning", "party"]})
        assert refused.json()["errors"][0]["field"] == "body.codes[1]"

    async def test_the_post_that_answers_is_the_bodys(self, board: Any) -> None:
        begun = await board.begins()
        done = await board.answers(begun, SERVICES | {"post_id": board.post})
        assert done["rounds"][0]["answers"][0]["post_id"] == board.post
        items = (await board.governance.get(f"/bodies/{ICP}/posts")).json()["items"]
        wrong = await board.does(done, "answers", PROPOSAL | {"post_id": items[0]["id"]})
        assert wrong.json()["errors"][0]["field"] == "body.post_id"


class TestLaw:
    async def test_a_body_without_a_duty_says_for_whom_it_acts(self, board: Any) -> None:
        refused = await board.asks(body_id=str(ICP))
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (
            409,
            "no-duty-in-force",
        )
        begun = await board.begins(body_id=str(ICP), acting_for="nhs_trust")
        assert (begun["acting_for"], begun["law"]["section"]) == ("nhs_trust", "242(1B)")

    async def test_a_committee_has_the_duty_of_its_parent(self, board: Any) -> None:
        since = {"valid_from": "2022-10-01"}
        made = await board.governance.post(
            "/bodies", json=since | {"code": "PIC", "name": "Committee", "kind": "committee"}
        )
        committee = made.json()["id"]
        content = {"content": {"parent": "ICB"}}
        await board.governance.post(f"/bodies/{committee}/terms", json=since | content)
        begun = await board.begins(body_id=committee)
        assert begun["acting_for"] == "integrated_care_board"

    async def test_before_the_law_there_is_no_duty(self, board: Any) -> None:
        data = AssessmentIn(body_id=UUID(board.body), title="T", proposal="P")
        for day, bound in ((datetime(2022, 6, 30, tzinfo=UTC), False),
                           (datetime(2022, 7, 1, tzinfo=UTC), True)):  # fmt: skip
            async with board.governance.database.transaction(QE1) as session:
                if bound:
                    await service.begin(session, QE1, data, Clerk("a", day))
                else:
                    with pytest.raises(NoDutyInForce):
                        await service.begin(session, QE1, data, Clerk("a", day))

    async def test_the_law_of_a_day_can_be_read(self, board: Any) -> None:
        old = (await board.governance.get("/duties?on=2022-06-30")).json()
        assert {duty["section"] for duty in old["duties"]} == {"14Z2", "13Q", "242(1B)"}
        assert old["urgency_grounds"] == []


class TestProposal:
    async def test_its_text_is_hashed(self, board: Any) -> None:
        begun = await board.begins(proposal="Open until ten.\r\nEvery day\u0301.")
        kept = "Open until ten.\nEvery da\u00fd."
        [text] = begun["proposals"]
        assert text["text"] == kept
        assert text["sha256"] == hashlib.sha256(kept.encode()).hexdigest()

    async def test_another_text_makes_it_outdated_until_it_is_done_again(self, board: Any) -> None:
        done = await board.assessed()
        changed = await board.does(done, "proposals", {"proposal": "Open until eight."})
        assert changed.json()["state"] == "outdated"
        assert [one["assessment_id"] for one in await board.due("outdated")] == [done["id"]]
        refused = await board.does(done, "answers", SERVICES)
        assert refused.json()["type"].endswith("duty-assessment-outdated")
        again = (await board.does(done, "rounds", {"reason": "Other hours."})).json()
        assert (again["state"], again["engaged"]) == ("open", None)
        finished = await board.answers(again, SERVICES, PROPOSAL, NO_IMPACT)
        assert (finished["state"], finished["engaged"]) == ("complete", False)
        assert [one["engaged"] for one in finished["rounds"]] == [False, True]
        assert [one["proposal"] for one in finished["rounds"]] == [2, 1]
        assert await board.due("outdated") == []

    async def test_the_first_text_again_is_another_proposal(self, board: Any) -> None:
        done = await board.assessed()
        for text in ("Open until eight.", "Open until ten."):
            done = (await board.does(done, "proposals", {"proposal": text})).json()
        assert (done["state"], len(done["proposals"])) == ("outdated", 3)

    async def test_the_same_text_changes_nothing(self, board: Any) -> None:
        done = await board.assessed()
        same = (await board.does(done, "proposals", {"proposal": "Open until ten.\r\n"})).json()
        assert (same["state"], same["version"]) == ("complete", done["version"])

    async def test_a_proposal_that_changes_while_it_is_assessed(self, board: Any) -> None:
        half = await board.answers(await board.begins(), SERVICES)
        await board.does(half, "proposals", {"proposal": "Close."})
        assert (await board.does(half, "answers", PROPOSAL)).status_code == 409
        assert await board.due("unfinished") == []


REWRITES = [
    "UPDATE duty_answers SET reason = 'other'",
    "DELETE FROM duty_answers",
    "UPDATE duty_proposals SET sha256 = repeat('0', 64)",
    "DELETE FROM duty_rounds",
    "DELETE FROM duty_assessments",
    "UPDATE duty_assessments SET title = 'other'",
    "UPDATE duty_assessments SET engaged = false, version = version + 1",
    "UPDATE duty_assessments SET round = 0, version = version + 1",
    "UPDATE duty_assessments SET proposal = 9",
]


class TestKept:
    @pytest.mark.parametrize("statement", REWRITES)
    async def test_nothing_that_was_said_is_rewritten(self, board: Any, statement: str) -> None:
        done = await board.assessed()
        with pytest.raises(asyncpg.PostgresError):
            async with board.governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)
        kept = (await board.governance.get(f"/duty-assessments/{done['id']}")).json()
        assert kept == done

    async def test_the_database_itself_refuses_a_skipped_step(self, board: Any) -> None:
        begun = await board.begins()
        skip = (
            "INSERT INTO duty_answers (ics, assessment_id, round, step, question, answer, reason, "
            f"answered_at, answered_by) VALUES ('QE1', '{begun['id']}', 1, 2, 'kinds', '{{}}', "
            "'x', now(), 'x')"
        )
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with board.governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(skip)

    async def test_another_system_has_no_such_assessment(self, board: Any) -> None:
        begun = await board.begins()
        path = f"/duty-assessments/{begun['id']}"
        assert (await board.governance.get(path, ics="QKK")).status_code == 404
        listed = await board.governance.get("/duty-assessments", ics="QKK")
        assert listed.json()["items"] == []
        assert (await board.governance.get(f"/duty-assessments/{new_id()}")).status_code == 404
