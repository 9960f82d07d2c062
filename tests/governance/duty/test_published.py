"""Assessments for everybody: published by an act of its own, as they were, and only while nothing
that they are about is withheld (rules 8 and 10)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from common.db.engine import raw_connection
from governance.impacts import kinds
from governance_support import QE1

pytestmark = [pytest.mark.rule("governance.8"), pytest.mark.rule("governance.10")]
EQUALITY = "equality_and_inequalities"
WITHHELD = {"withheld_reason": "A contract is open."}


async def publish(board: Any, one: dict[str, Any]) -> Any:
    return await board.governance.post(f"/duty-assessments/{one['id']}/publication")


async def read(board: Any, path: str, ics: str = "QE1") -> Any:
    """Read it as anyone would, without a key."""
    address = f"/api/v1/{ics}/governance/published-assessments{path}"
    return await board.governance.http.get(address)


async def shown(board: Any, one: dict[str, Any]) -> Any:
    return await read(board, f"/duty_to_involve/{one['id']}")


async def equality(board: Any, decision: dict[str, Any], reason: str = "They said so.") -> str:
    [kind] = [one for one in kinds.on(date(2026, 1, 1)) if one.code == EQUALITY]
    answers = {field.code: {"effect": "Better.", "reason": reason} for field in kind.fields}
    path = f"/decisions/{decision['id']}/impact-assessments"
    made = await board.governance.post(path, json={"kind": EQUALITY, "answers": answers})
    assert made.status_code == 201, made.text
    return f"{path}/{EQUALITY}/publication"


async def item(board: Any, held_on: str = "2027-01-11") -> dict[str, str]:
    """Give an item of a meeting of the board, and where to change it."""
    meeting = {"body_id": board.body, "held_on": held_on, "starts_at": "10:00"}
    held = (await board.governance.post("/meetings", json=meeting)).json()["id"]
    path = f"/meetings/{held}/items"
    made = await board.governance.post(path, json=[{"number": "1", "title": "Clinic"}])
    assert made.status_code == 201, made.text
    return {"meeting_id": held, "item_id": made.json()["items"][0]["id"]}


class TestPublish:
    async def test_everybody_reads_outcome_reasons_and_the_law_of_the_day(self, board: Any) -> None:
        done, decision = await board.assessed(), await board.decision()
        await board.rests(decision, done)
        assert (await publish(board, done)).status_code == 200
        found = (await shown(board, done)).json()
        content = found["content"]
        assert (content["engaged"], found["outdated"], found["body_name"]) == (True, False, "Board")
        assert content["law"]["words"] == "Section 14Z45 of the National Health Service Act 2006"
        assert content["law"]["valid_from"] <= content["law"]["on"]
        assert [one["reason"] for one in content["judged"]] == [
            "The board pays for it.", "Hours change.", "Longer journeys.",
        ]  # fmt: skip
        [rests] = found["decisions"]
        assert (rests["reference"], rests["number"]) == (decision["reference"], 1)

    async def test_neither_who_answered_nor_the_text_of_the_proposal_is_told(
        self, board: Any
    ) -> None:
        done = await board.assessed(proposal="Nobody has read this yet.")
        await publish(board, done)
        text = (await shown(board, done)).text
        assert "Nobody has read" not in text
        assert "answered_by" not in text
        assert done["proposals"][0]["sha256"] in text

    async def test_what_is_not_published_is_not_there(self, board: Any) -> None:
        done, decision = await board.assessed(), await board.decision()
        await board.rests(decision, done)
        assert (await shown(board, done)).status_code == 404
        listed = await read(board, f"?decision_id={decision['id']}")
        assert listed.json() == {"items": []}

    async def test_one_that_is_open_or_outdated_is_not_published(self, board: Any) -> None:
        assert (await publish(board, await board.begins())).status_code == 409
        done = await board.assessed()
        await board.does(done, "proposals", {"proposal": "Close."})
        refused = await publish(board, done)
        assert refused.json()["type"].endswith("assessment-outdated")

    async def test_publishing_what_has_not_changed_says_nothing_new(self, board: Any) -> None:
        done = await board.assessed()
        first = (await publish(board, done)).json()
        assert (await publish(board, done)).json() == first
        assert first["earlier"] == []

    async def test_words_that_read_like_personal_data_are_refused(self, board: Any) -> None:
        begun = await board.begins(title="Ring 07700 900123")
        answer = {"question": "health_services", "related": False, "reason": "It is a car park."}
        refused = await publish(board, await board.answers(begun, answer))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "title")
        assert "07700" not in refused.text

    async def test_only_for_those_who_keep_the_record(self, board: Any) -> None:
        done = await board.assessed()
        path = f"/duty-assessments/{done['id']}/publication"
        refused = await board.governance.post(path, scopes=["governance:read"])
        assert refused.status_code == 403

    async def test_another_systems_is_not_there(self, board: Any) -> None:
        done = await board.assessed()
        await publish(board, done)
        path = f"/duty_to_involve/{done['id']}"
        assert (await read(board, path, "QKK")).status_code == 404
        assert (await read(board, f"/duty_to_involve/{uuid4()}")).status_code == 404


class TestAgain:
    async def test_a_changed_proposal_shows_what_was_published_and_that_it_changed(
        self, board: Any
    ) -> None:
        done = await board.assessed()
        await publish(board, done)
        await board.does(done, "proposals", {"proposal": "Close."})
        found = (await shown(board, done)).json()
        assert (found["outdated"], found["content"]["number"]) == (True, 1)
        await board.does(done, "rounds", {"reason": "Other hours."})
        answer = {"question": "health_services", "related": False, "reason": "Not ours now."}
        await board.answers(done, answer)
        assert (await shown(board, done)).json()["outdated"] is True, "not published again"
        again = (await publish(board, done)).json()
        assert (again["outdated"], again["content"]["engaged"]) == (False, False)
        assert again["content"]["again_because"] == "Other hours."
        assert [(one["number"], one["engaged"]) for one in again["earlier"]] == [(1, True)]

    async def test_what_was_published_is_never_rewritten(self, board: Any) -> None:
        await publish(board, await board.assessed())
        for statement in (
            "UPDATE assessment_publications SET kind = 'x'",
            "DELETE FROM assessment_publications",
        ):
            with pytest.raises(asyncpg.PostgresError):
                async with board.governance.database.transaction(QE1) as session:
                    await (await raw_connection(session)).execute(statement)


class TestWithheld:
    async def test_while_a_decision_that_rests_on_it_is_withheld_nothing_is_told(
        self, board: Any
    ) -> None:
        done, decision = await board.assessed(), await board.decision()
        await board.rests(decision, done)
        await publish(board, done)
        change = {"confidential": True, "reason": "A bid."} | WITHHELD
        path = f"/decisions/{decision['id']}"
        answer = await board.governance.patch(path, decision["version"], json=change)
        assert answer.status_code == 200, answer.text
        assert (await shown(board, done)).status_code == 404
        assert (await read(board, f"?decision_id={decision['id']}")).json() == {"items": []}
        assert (await publish(board, done)).json()["type"].endswith("assessment-withheld")

    async def test_of_an_item_that_is_withheld(self, board: Any) -> None:
        where = await item(board)
        done = await board.assessed(**where)
        assert (await publish(board, done)).status_code == 200
        path = f"/meetings/{where['meeting_id']}/items/{where['item_id']}"
        assert (await board.governance.patch(path, 1, json=WITHHELD)).status_code == 200
        assert (await shown(board, done)).status_code == 404

    async def test_of_an_item_whose_paper_is_withheld_whole(self, board: Any) -> None:
        where = await item(board)
        done = await board.assessed(**where)
        assert (await publish(board, done)).status_code == 200
        path = f"/meetings/{where['meeting_id']}/items/{where['item_id']}/papers"
        paper = {"title": "The bid", "sections": {}} | WITHHELD
        assert (await board.governance.post(path, json=paper)).status_code == 201
        assert (await shown(board, done)).status_code == 404
        assert (await publish(board, done)).status_code == 409

    async def test_a_further_assessment_of_a_withheld_decision(self, board: Any) -> None:
        decision = await board.decision(confidential=True, **WITHHELD)
        publication = await equality(board, decision)
        assert (await board.governance.post(publication)).status_code == 409
        assert (await read(board, f"/{EQUALITY}/{decision['id']}")).status_code == 404

    async def test_a_further_assessment_on_an_item_whose_paper_is_withheld_whole(
        self, board: Any
    ) -> None:
        where = await item(board, held_on="2024-01-11")
        decision = await board.decision(**where, decided_on="2024-01-11")
        publication = await equality(board, decision)
        assert (await board.governance.post(publication)).status_code == 200
        path = f"/meetings/{where['meeting_id']}/items/{where['item_id']}/papers"
        paper = {"title": "The bid", "sections": {}} | WITHHELD
        assert (await board.governance.post(path, json=paper)).status_code == 201
        assert (await read(board, f"/{EQUALITY}/{decision['id']}")).status_code == 404
        assert (await read(board, f"?decision_id={decision['id']}")).json() == {"items": []}
        assert (await board.governance.post(publication)).status_code == 409


class TestFurther:
    async def test_an_equality_assessment_is_read_with_what_it_asks(self, board: Any) -> None:
        decision = await board.decision()
        publication = await equality(board, decision)
        assert (await read(board, f"/{EQUALITY}/{decision['id']}")).status_code == 404
        assert (await board.governance.post(publication)).status_code == 200
        found = (await read(board, f"/{EQUALITY}/{decision['id']}")).json()
        assert "Equality Act 2010, s. 149" in found["content"]["law"]["words"]
        assert found["content"]["law"]["on"] == decision["decided_on"]
        assert len(found["content"]["judged"]) == 6
        assert found["content"]["engaged"] is None

    async def test_a_kind_that_there_is_not(self, board: Any) -> None:
        decision = await board.decision()
        path = f"/decisions/{decision['id']}/impact-assessments/none_such/publication"
        assert (await board.governance.post(path)).status_code == 404


class TestLists:
    async def test_of_a_decision_both_kinds(self, board: Any) -> None:
        done, decision = await board.assessed(), await board.decision()
        await board.rests(decision, done)
        await publish(board, done)
        await board.governance.post(await equality(board, decision))
        items = (await read(board, f"?decision_id={decision['id']}")).json()["items"]
        assert [(one["kind"], one["subject_id"]) for one in items] == [
            ("duty_to_involve", done["id"]), (EQUALITY, decision["id"]),
        ]  # fmt: skip

    async def test_of_nothing_or_of_two(self, board: Any) -> None:
        assert (await read(board, "")).status_code == 422
        both = f"?decision_id={uuid4()}&paper_id={uuid4()}"
        assert (await read(board, both)).status_code == 422
        assert (await read(board, f"?decision_id={uuid4()}")).json() == {"items": []}
        assert (await read(board, f"?paper_id={uuid4()}")).status_code == 404
