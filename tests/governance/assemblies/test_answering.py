"""What an assembly recommends, what the body answers, and what is overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from assemblies_support import commissioned, days, decided, reported
from common.db.engine import raw_connection
from common.testing.clock import today
from governance_support import ICP, QE1, Governance

pytestmark = [pytest.mark.rule("governance.7"), pytest.mark.rule("governance.11")]


def fields(response: Any) -> set[str]:
    assert response.status_code == 422, response.text
    return {one["field"] for one in response.json()["errors"]}


class TestRecommending:
    async def test_recommendations_are_numbered_and_told(self, governance: Governance) -> None:
        finding = await governance.finding()
        jury = await commissioned(governance)
        await jury.hears_drawn()
        cited = {"finding_id": str(finding), "finding_version": 1}
        made = await jury.recommends("Keep one clinic open until ten.", **cited)
        assert made.status_code == 201, made.text
        more = (await jury.recommends("Run a bus to it.")).json()
        assert more["state"] == "reported"
        assert [(one["number"], one["text"]) for one in more["recommendations"]] == [
            (1, "Keep one clinic open until ten."), (2, "Run a bus to it."),
        ]  # fmt: skip
        first, second = await governance.told("governance.assembly.reported.v1")
        assert first["selection_id"] == str(jury.selection)
        assert first["recommendations"][0]["evidence"] == {"finding_id": str(finding), "version": 1}
        assert [one["number"] for one in second["recommendations"]] == [2]

    async def test_only_an_assembly_that_was_drawn_recommends(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        assert (await jury.recommends("Now.")).status_code == 409
        await jury.hears_committed()
        assert (await jury.recommends("Now.")).status_code == 409
        await jury.cancel()
        await jury.hears_drawn()
        assert (await jury.recommends("Now.")).status_code == 409
        assert await governance.told("governance.assembly.reported.v1") == []

    async def test_one_that_reported_is_not_cancelled(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open.")
        assert (await jury.cancel()).status_code == 409

    async def test_what_it_rests_on_is_published(self, governance: Governance) -> None:
        finding = await governance.finding()
        await governance.withdraws(finding)
        jury = await commissioned(governance)
        await jury.hears_drawn()
        for one in (finding, uuid4()):
            refused = await jury.recommends("a", finding_id=str(one), finding_version=1)
            assert "body.recommendations[0].finding_id" in fields(refused)
        assert (await jury.recommends("a", finding_id=str(finding))).status_code == 422

    async def test_words_with_personal_data_are_refused_and_names_do_not_travel(
        self, governance: Governance
    ) -> None:
        jury = await reported(governance, "Let Cllr Ada Applewick open it.")
        [told] = await governance.told("governance.assembly.reported.v1")
        assert told["recommendations"][0]["text"] == "Let [name] open it."
        refused = await jury.recommends("Good.", "Write to mira@example.org")
        assert fields(refused) == {"body.recommendations[1].text"}

    async def test_what_was_recommended_cannot_be_changed(self, governance: Governance) -> None:
        await reported(governance, "Keep it open.")
        for table in ("recommendations", "recommendation_answers"):
            async with governance.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(f"DELETE FROM {table}")


class TestAnswering:
    async def test_an_answer_says_why_and_by_which_decision(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open.", "Run a bus.")
        one, two = (each["id"] for each in jury.shown["recommendations"])
        decision = await decided(governance)
        answered = await jury.answers((one, "partly_accepted", decision))
        assert answered.status_code == 201, answered.text
        first, second = answered.json()["recommendations"]
        assert first["answers"][0]["answer"] == "partly_accepted"
        assert first["answers"][0]["decision_reference"].startswith("QE1-ICP-")
        assert second["answers"] == []
        [told] = await governance.told("governance.assembly.answered.v1")
        assert told["selection_id"] == str(jury.selection)
        [said] = told["answers"]
        assert (said["number"], said["answer"]) == (1, "partly_accepted")
        assert (said["decision_id"], said["reason"]) == (decision, "We can staff it.")
        assert (await jury.answers((two, "not_accepted", decision))).status_code == 201
        assert len(await governance.told("governance.assembly.answered.v1")) == 2

    async def test_a_later_answer_stands_and_the_earlier_is_kept(
        self, governance: Governance
    ) -> None:
        jury = await reported(governance, "Keep it open.")
        [one] = (each["id"] for each in jury.shown["recommendations"])
        decision = await decided(governance)
        await jury.answers((one, "not_accepted", decision))
        again = await jury.answers((one, "accepted", decision), reason="The money came.")
        [shown] = again.json()["recommendations"]
        assert [each["answer"] for each in shown["answers"]] == ["accepted", "not_accepted"]

    async def test_what_does_not_fit_is_named(self, governance: Governance) -> None:
        jury, other = await reported(governance, "a"), await reported(governance, "b")
        one, theirs = (each.shown["recommendations"][0]["id"] for each in (jury, other))
        decision = await decided(governance)
        earlier = await decided(governance, on=today() - timedelta(1))
        withheld = await decided(governance, confidential=True, withheld_reason="Contract.")
        assert fields(await jury.answers((theirs, "accepted", decision))) == {
            "body.answers[0].recommendation_id"
        }
        twice = await jury.answers((one, "accepted", decision), (one, "accepted", decision))
        assert fields(twice) == {"body.answers[1].recommendation_id"}
        assert fields(await jury.answers((one, "perhaps", decision))) == {"body.answers[0].answer"}
        for wrong in (earlier, withheld):
            refused = await jury.answers((one, "accepted", wrong))
            assert fields(refused) == {"body.answers[0].decision_id"}
        unknown = await jury.answers((one, "accepted", str(uuid4())))
        assert unknown.status_code == 404
        private = await jury.answers((one, "accepted", decision), reason="Ask mira@example.org")
        assert fields(private) == {"body.answers[0].reason"}
        assert await governance.told("governance.assembly.answered.v1") == []

    async def test_there_must_be_something_to_answer(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        answered = await jury.answers((str(uuid4()), "accepted", str(uuid4())))
        assert answered.status_code == 409

    async def test_a_decision_that_is_withheld_later_is_named_no_more(
        self, governance: Governance
    ) -> None:
        jury = await reported(governance, "Keep it open.")
        [one] = (each["id"] for each in jury.shown["recommendations"])
        decision = await decided(governance)
        await jury.answers((one, "accepted", decision))
        change = {"confidential": True, "withheld_reason": "Contract.", "reason": "It came late."}
        hidden = await governance.patch(f"/decisions/{decision}", 1, json=change)
        assert hidden.status_code == 200, hidden.text
        page = await governance.get(f"/published-assemblies/{jury.id}")
        [answer] = page.json()["recommendations"][0]["answers"]
        assert (answer["decision_id"], answer["decision_reference"]) == (None, None)
        assert decision not in page.text


class TestPublic:
    async def test_everybody_reads_it_without_a_key(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open.")
        base = "/api/v1/QE1/governance/published-assemblies"
        read = await governance.http.get(f"{base}/{jury.id}")
        assert read.status_code == 200
        assert read.json()["recommendations"][0]["text"] == "Keep it open."
        [listed] = (await governance.http.get(base)).json()["items"]
        assert listed["title"] == "A jury on evening care"
        assert (await governance.http.get(f"{base}/{uuid4()}")).status_code == 404


@pytest.mark.rule("governance.13")
class TestOverdue:
    async def test_an_unanswered_recommendation_is_overdue_after_the_promised_day(
        self, governance: Governance
    ) -> None:
        jury = await commissioned(
            governance, starts_on=days(-60), ends_on=days(-40), answer_due_on=days(-1)
        )
        await jury.hears_drawn()
        made = (await jury.recommends("Keep it open.", "Run a bus.")).json()["recommendations"]
        assert [one["overdue"] for one in made] == [True, True]
        decision = await decided(governance)
        await jury.answers((made[0]["id"], "accepted", decision))
        query = f"since={days(-365)}&until={days(0)}"
        report = (await governance.get(f"/bodies/{ICP}/assurance?{query}")).json()
        [owed] = report["recommendations_overdue"]
        assert (owed["assembly_id"], owed["number"]) == (jury.id, 2)
        public = (await governance.get(f"/published-assurance/{ICP}?{query}")).json()
        assert public["recommendations_overdue"] == [owed]
        paper = (await governance.get(f"/bodies/{ICP}/assurance/paper.html?{query}")).text
        assert f'/assemblies/{jury.id}">{owed["title"]}, recommendation 2</a>' in paper
        [compared] = (await governance.get(f"/assurance?{query}")).json()["items"]
        assert compared["recommendations_overdue"] == 1

    async def test_on_the_promised_day_itself_it_is_not(self, governance: Governance) -> None:
        jury = await commissioned(
            governance, starts_on=days(-60), ends_on=days(-40), answer_due_on=days(0)
        )
        await jury.hears_drawn()
        made = (await jury.recommends("Keep it open.")).json()["recommendations"]
        assert [one["overdue"] for one in made] == [False]
        query = f"since={days(-365)}&until={days(0)}"
        report = (await governance.get(f"/bodies/{ICP}/assurance?{query}")).json()
        assert report["recommendations_overdue"] == []
