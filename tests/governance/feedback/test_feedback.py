"""'You said, we did': published once, to those whose words were relied on (rule 11)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from common.db.engine import raw_connection
from governance_support import QE1, Governance

PUBLISHED = "governance.feedback.published.v1"
ANSWER = {
    "you_said": "You work late.",
    "we_did": "The clinic stays open until 10pm.",
    "did_not": "Sunday opening: there are not enough nurses.",
}


async def drafted(governance: Governance, **decision: Any) -> dict[str, Any]:
    made = await governance.decision(**decision)
    response = await governance.post(f"/decisions/{made['id']}/feedback", json=ANSWER)
    assert response.status_code == 201, response.text
    return dict(response.json())


@pytest.mark.rule("governance.11")
class TestPublish:
    async def test_it_names_findings_and_the_activities_behind_them(
        self, governance: Governance
    ) -> None:
        behind, named = await governance.activity(), await governance.activity()
        finding = await governance.finding(activity_ids=[behind])
        feedback = await drafted(
            governance,
            evidence=[{"finding_id": str(finding), "version": 1}],
            activity_ids=[str(named)],
        )
        published = await governance.post(f"/feedback/{feedback['id']}/publish")
        assert published.json()["status"] == "published"
        [told] = await governance.told(PUBLISHED)
        assert told["finding_ids"] == [str(finding)]
        assert set(told["activity_ids"]) == {str(behind), str(named)}
        assert (told["you_said"], told["did_not"]) == (ANSWER["you_said"], ANSWER["did_not"])
        assert told["decision_reference"] == "QE1-ICP-2024-0001"

    async def test_publishing_again_tells_nothing(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        path = f"/feedback/{feedback['id']}/publish"
        first, second = await governance.post(path), await governance.post(path)
        assert first.json() == second.json()
        assert len(await governance.told(PUBLISHED)) == 1

    async def test_two_at_once_publish_once(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        path = f"/feedback/{feedback['id']}/publish"
        answers = await asyncio.gather(*(governance.post(path) for _ in range(4)))
        assert {answer.status_code for answer in answers} == {200}
        assert len(await governance.told(PUBLISHED)) == 1

    async def test_nothing_of_a_withheld_decision_is_published(
        self, governance: Governance
    ) -> None:
        feedback = await drafted(governance, confidential=True, withheld_reason="Sensitive.")
        refused = await governance.post(f"/feedback/{feedback['id']}/publish")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("decision-withheld")
        assert await governance.told(PUBLISHED) == []

    async def test_an_answer_is_withheld_with_its_decision(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        await governance.post(f"/feedback/{feedback['id']}/publish")
        change = {"reason": "r", "confidential": True, "withheld_reason": "Sensitive."}
        decision = f"/decisions/{feedback['decision_id']}"
        paths = (f"/feedback/{feedback['id']}", f"{decision}/feedback")
        for path in paths:
            public = await governance.get(path, scopes=["governance:read"])
            assert ANSWER["you_said"] in public.text
        assert (await governance.patch(decision, 1, json=change)).status_code == 200
        for path in paths:
            public = await governance.get(path, scopes=["governance:read"])
            assert ANSWER["you_said"] not in public.text
            assert ANSWER["you_said"] in (await governance.get(path)).text

    async def test_names_do_not_travel(self, governance: Governance) -> None:
        decision = await governance.decision()
        answer = ANSWER | {"we_did": "Cllr Ada Applewick wrote to the practice."}
        made = await governance.post(f"/decisions/{decision['id']}/feedback", json=answer)
        await governance.post(f"/feedback/{made.json()['id']}/publish")
        [told] = await governance.told(PUBLISHED)
        assert told["we_did"] == "[name] wrote to the practice."


@pytest.mark.rule("governance.11")
class TestCorrect:
    async def test_published_feedback_never_changes(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        published = (await governance.post(f"/feedback/{feedback['id']}/publish")).json()
        path = f"/feedback/{feedback['id']}"
        refused = await governance.patch(path, published["version"], json={"we_did": "Nothing."})
        assert refused.status_code == 409
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            async with governance.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute("UPDATE feedback SET we_did = 'Nothing.'")

    async def test_a_correction_is_a_new_entry(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        await governance.post(f"/feedback/{feedback['id']}/publish")
        path = f"/decisions/{feedback['decision_id']}/feedback"
        correction = ANSWER | {"we_did": "It is open until 9pm.", "corrects_id": feedback["id"]}
        second = await governance.post(path, json=correction)
        assert second.status_code == 201, second.text
        await governance.post(f"/feedback/{second.json()['id']}/publish")
        entries = (await governance.get(path)).json()["items"]
        assert [entry["we_did"] for entry in entries] == [
            ANSWER["we_did"],
            "It is open until 9pm.",
        ]
        told = await governance.told(PUBLISHED)
        assert [one["corrects_id"] for one in told] == [None, feedback["id"]]

    async def test_of_two_that_would_take_its_place_one_does(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        await governance.post(f"/feedback/{feedback['id']}/publish")
        path = f"/decisions/{feedback['decision_id']}/feedback"
        correction = ANSWER | {"corrects_id": feedback["id"]}
        drafts = [(await governance.post(path, json=correction)).json() for _ in range(3)]
        sent = await asyncio.gather(
            *(governance.post(f"/feedback/{one['id']}/publish") for one in drafts)
        )
        assert sorted(one.status_code for one in sent) == [200, 409, 409]
        refused = next(one for one in sent if one.status_code == 409)
        assert refused.json()["type"].endswith("feedback-corrected")
        late = await governance.post(path, json=correction)
        assert (late.status_code, late.json()["type"][-18:]) == (409, "feedback-corrected")
        assert len(await governance.told(PUBLISHED)) == 2
        [stands] = [one.json()["id"] for one in sent if one.status_code == 200]
        again = await governance.post(path, json=ANSWER | {"corrects_id": stands})
        assert again.status_code == 201

    async def test_a_draft_is_changed_and_not_corrected(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        path = f"/feedback/{feedback['id']}"
        changed = await governance.patch(path, 1, json={"we_did": "More."})
        assert (changed.json()["we_did"], changed.json()["version"]) == ("More.", 2)
        refused = await governance.post(
            f"/decisions/{feedback['decision_id']}/feedback",
            json=ANSWER | {"corrects_id": feedback["id"]},
        )
        assert refused.json()["errors"][0]["field"] == "body.corrects_id"


class TestRead:
    async def test_drafts_are_for_those_who_manage_them(self, governance: Governance) -> None:
        feedback = await drafted(governance)
        path = f"/decisions/{feedback['decision_id']}/feedback"
        public = await governance.get(path, scopes=["governance:read"])
        hidden = await governance.get(f"/feedback/{feedback['id']}", scopes=["governance:read"])
        assert public.json()["items"] == []
        assert hidden.status_code == 404
        assert len((await governance.get(path)).json()["items"]) == 1

    async def test_a_decision_that_is_not_there_has_no_feedback(
        self, governance: Governance
    ) -> None:
        assert (await governance.get(f"/decisions/{uuid4()}/feedback")).status_code == 404
