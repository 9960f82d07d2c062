"""A recommendation that was recorded wrongly is corrected in the open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from assemblies_support import Jury, commissioned, decided, reported
from common.db.engine import raw_connection
from common.testing.clock import today
from governance_support import ICP, QE1, Governance

pytestmark = [pytest.mark.rule("governance.7"), pytest.mark.rule("panel.11")]
TOLD = "governance.assembly.corrected.v1"
WHY = "The notes of the last day say nine."


async def corrects(jury: Jury, number: int = 1, **change: Any) -> Any:
    """Send a correction of a recommendation."""
    made = jury.shown["recommendations"][number - 1]
    said = {"text": "Keep it open until nine.", "reason": WHY} | change
    return await jury.governance.post(
        f"{jury.path}/recommendations/{made['id']}/corrections", json=said
    )


async def promised_yesterday(governance: Governance) -> None:
    """Let the promised day of every assembly be over."""
    async with governance.database.transaction(QE1) as session:
        yesterday = today() - timedelta(1)
        days = {"starts_on": yesterday, "ends_on": yesterday, "answer_due_on": yesterday}
        sets = ", ".join(f"{name} = :{name}" for name in days)
        await session.execute(text(f"UPDATE assemblies SET {sets}"), days)


class TestCorrecting:
    async def test_the_correction_stands_and_what_was_recorded_stays_to_be_read(
        self, governance: Governance
    ) -> None:
        jury = await reported(governance, "Keep it open until ten.", "Run a bus.")
        done = await corrects(jury)
        assert done.status_code == 201, done.text
        for page in (done, await governance.get(f"/published-assemblies/{jury.id}")):
            first, second = page.json()["recommendations"]
            assert first["text"] == "Keep it open until nine."
            assert first["recorded_text"] == "Keep it open until ten."
            assert [(one["text"], one["reason"]) for one in first["corrections"]] == [
                ("Keep it open until nine.", WHY)
            ]
            assert (second["text"], second["corrections"]) == ("Run a bus.", [])
            assert not first["withdrawn"]
        assert done.json()["version"] == jury.shown["version"] + 1

    async def test_the_latest_of_two_stands(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open until ten.")
        await corrects(jury)
        again = await corrects(jury, text="Keep it open until eight.")
        [made] = again.json()["recommendations"]
        assert made["text"] == "Keep it open until eight."
        assert [one["text"] for one in made["corrections"]] == [
            "Keep it open until eight.", "Keep it open until nine.",
        ]  # fmt: skip
        assert made["recorded_text"] == "Keep it open until ten."

    async def test_it_is_told_with_the_answer_that_stands(self, governance: Governance) -> None:
        finding = await governance.finding()
        jury = await reported(governance, "Keep it open until ten.")
        [one] = (each["id"] for each in jury.shown["recommendations"])
        decision = await decided(governance)
        await jury.answers((one, "not_accepted", decision), reason="Too dear.")
        await jury.answers((one, "accepted", decision))
        await corrects(jury, finding_id=str(finding), finding_version=1)
        [told] = await governance.told(TOLD)
        assert told["recommendation"] == {
            "recommendation_id": one, "number": 1, "text": "Keep it open until nine.",
            "evidence": {"finding_id": str(finding), "version": 1},
        }  # fmt: skip
        assert (told["answer"], told["answer_reason"]) == ("accepted", "We can staff it.")
        assert (told["decision_id"], told["reason"]) == (decision, WHY)
        assert told["selection_id"] == str(jury.selection)

    async def test_a_decision_that_is_withheld_by_now_is_not_told(
        self, governance: Governance
    ) -> None:
        jury = await reported(governance, "Keep it open until ten.")
        [one] = (each["id"] for each in jury.shown["recommendations"])
        decision = await decided(governance)
        await jury.answers((one, "accepted", decision))
        change = {"confidential": True, "withheld_reason": "Contract.", "reason": "It came late."}
        await governance.patch(f"/decisions/{decision}", 1, json=change)
        await corrects(jury)
        [told] = await governance.told(TOLD)
        assert (told["answer"], told["decision_id"]) == ("accepted", None)

    async def test_a_later_answer_is_to_the_words_as_they_stand(
        self, governance: Governance
    ) -> None:
        jury = await reported(governance, "Keep it open until ten.")
        [one] = (each["id"] for each in jury.shown["recommendations"])
        await corrects(jury)
        await jury.answers((one, "accepted", await decided(governance)))
        [told] = await governance.told("governance.assembly.answered.v1")
        assert told["answers"][0]["text"] == "Keep it open until nine."

    async def test_names_do_not_travel(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open until ten.")
        said: dict[str, Any] = {
            "text": "Let Cllr Ada Applewick open it.",
            "reason": "Cllr Ada Applewick said.",
        }
        assert (await corrects(jury, **said)).status_code == 201
        [told] = await governance.told(TOLD)
        assert "Applewick" not in str(told)


class TestTakingOut:
    async def test_one_that_was_never_made_is_void_and_stays_to_be_read(
        self, governance: Governance
    ) -> None:
        jury = await reported(governance, "Keep it open until ten.", "Run a bus.")
        done = await corrects(jury, text=None)
        first, _ = done.json()["recommendations"]
        assert (first["withdrawn"], first["text"]) == (True, "Keep it open until ten.")
        [told] = await governance.told(TOLD)
        assert told["withdrawn"]
        assert told["recommendation"]["text"] == "Keep it open until ten."

    async def test_it_is_owed_no_answer_and_gets_none(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open until ten.", "Run a bus.")
        first, second = (each["id"] for each in jury.shown["recommendations"])
        await corrects(jury, text=None)
        decision = await decided(governance)
        refused = await jury.answers((first, "accepted", decision))
        assert refused.status_code == 422, refused.text
        await promised_yesterday(governance)
        shown = (await jury.read())["recommendations"]
        assert [(one["id"], one["overdue"]) for one in shown] == [(first, False), (second, True)]
        period = f"since={today() - timedelta(30)}&until={today()}"
        report = await governance.get(f"/bodies/{ICP}/assurance?{period}")
        assert [one["number"] for one in report.json()["recommendations_overdue"]] == [2]

    async def test_it_can_be_put_back(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open until ten.")
        await corrects(jury, text=None)
        back = await corrects(jury, text="Keep it open until ten.")
        assert back.status_code == 201, back.text
        assert not back.json()["recommendations"][0]["withdrawn"]


class TestRefusing:
    async def test_what_does_not_fit_is_named(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open until ten.")
        finding = str(await governance.finding())
        for change, field in (
            ({"reason": "Ask mira@example.org"}, "body.reason"),
            ({"text": "Ask mira@example.org"}, "body.text"),
            ({"finding_id": str(uuid4()), "finding_version": 1}, "body.finding_id"),
            ({"finding_id": finding}, "body"),
            ({"text": None, "finding_id": finding, "finding_version": 1}, "body"),
            ({"reason": ""}, "body.reason"),
        ):
            refused = await corrects(jury, **change)
            assert refused.status_code == 422, refused.text
            assert field in {one["field"] for one in refused.json()["errors"]}
        assert await governance.told(TOLD) == []

    async def test_what_stands_already_is_no_correction(self, governance: Governance) -> None:
        jury = await reported(governance, "Keep it open until ten.")
        assert (await corrects(jury, text="Keep it open until ten.")).status_code == 422
        await corrects(jury, text=None)
        assert (await corrects(jury, text=None)).status_code == 422

    async def test_another_assemblys_recommendation_is_not_found(
        self, governance: Governance
    ) -> None:
        jury, other = await reported(governance, "a"), await commissioned(governance)
        other.shown = {**other.shown, "recommendations": jury.shown["recommendations"]}
        missing = await corrects(other)
        assert missing.status_code == 404
        assert missing.json()["type"].endswith("recommendation-not-found")

    async def test_a_correction_is_never_changed(self, governance: Governance) -> None:
        await corrects(await reported(governance, "Keep it open until ten."))
        async with governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute("DELETE FROM recommendation_corrections")
