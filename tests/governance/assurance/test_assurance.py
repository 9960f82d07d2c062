"""What the record shows of involvement in a body's decisions (rule 13)."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from common.events.insights import ActivityRegistered, FindingPublished
from governance.evidence import handlers
from governance_support import ICP, NOON, QE1, Governance
from partnership_support import FILE

pytestmark = pytest.mark.rule("governance.13")

PERIOD = "since=2024-01-01&until=2024-12-31"
READER = ["governance:read"]
COMMITTEE = next(
    key["scopes"] for key in json.loads(FILE.read_text("utf-8"))["api_keys"]
    if key["name"] == "Assurance committee"
)  # fmt: skip


async def report(governance: Governance, period: str = PERIOD, **options: Any) -> dict[str, Any]:
    found = await governance.get(f"/bodies/{ICP}/assurance?{period}", **options)
    assert found.status_code == 200, found.text
    return dict(found.json())


async def heard(governance: Governance, visibility: Any = "public", **more: Any) -> dict[str, Any]:
    """Let the library tell of a finding and the activity behind it; give its citation."""
    activity, finding = new_id(), new_id()
    await governance.hears(
        ActivityRegistered(activity_id=activity, title="Talk", method="event",
                           spectrum_level="discuss", communities=["farmers"],
                           visibility=visibility), handlers.keep_activity)  # fmt: skip
    await governance.hears(
        FindingPublished(finding_id=finding, version=1, reference="QE1-F-2026-0003",
                         title="Long ways", summary="-", activity_ids=[activity],
                         communities=["young_carers"], visibility=visibility,
                         published_at=NOON, **more), handlers.keep_published_finding)  # fmt: skip
    return {"finding_id": str(finding), "version": 1}


class TestReport:
    async def test_every_figure_names_its_decisions(self, governance: Governance) -> None:
        said = await governance.decision(
            involvement_statement="We asked farmers.", evidence=[await heard(governance)]
        )
        silent = await governance.decision(title="Lease")
        found = await report(governance)
        assert (found["decisions"], found["described"]["percent"]) == (2, 50.0)
        assert [one["id"] for one in found["described"]["decisions"]] == [said["id"]]
        assert [one["id"] for one in found["not_described"]] == [silent["id"]]
        assert [one["id"] for one in found["without_insight"]] == [silent["id"]]
        assert [one["id"] for one in found["feedback_overdue"]] == [said["id"]]
        assert [one["code"] for one in found["by_level"]] == ["discuss"]
        assert [one["code"] for one in found["by_community"]] == ["farmers", "young_carers"]
        assert found["by_level"][0]["decisions"][0]["reference"] == said["reference"]

    async def test_a_correction_counts_as_it_stands_now(self, governance: Governance) -> None:
        decision = await governance.decision()
        change = {"involvement_statement": "We asked.", "reason": "It was left out."}
        await governance.patch(f"/decisions/{decision['id']}", 1, json=change)
        found = await report(governance)
        assert (found["decisions"], found["described"]["count"]) == (1, 1)

    async def test_only_the_period_and_the_body_count(self, governance: Governance) -> None:
        await governance.decision()
        none = await report(governance, "since=2024-09-03&until=2024-12-31")
        assert (none["decisions"], none["described"]["percent"]) == (0, None)
        assert (await report(governance, "since=2024-09-02&until=2024-09-02"))["decisions"] == 1
        wrong = await governance.get(f"/bodies/{ICP}/assurance?since=2024-02-01&until=2024-01-01")
        assert wrong.json()["errors"][0]["field"] == "query.until"

    async def test_whoever_was_told_does_not_wait(self, governance: Governance) -> None:
        decision = await governance.decision(evidence=[await heard(governance)])
        said = {"you_said": "Too far.", "we_did": "A bus."}
        path = f"/decisions/{decision['id']}/feedback"
        drafted = (await governance.post(path, json=said)).json()
        assert len((await report(governance))["feedback_overdue"]) == 1
        await governance.post(f"/feedback/{drafted['id']}/publish")
        assert (await report(governance))["feedback_overdue"] == []

    async def test_what_is_withheld_is_counted_apart(self, governance: Governance) -> None:
        await governance.decision(
            title="Secret lease", confidential=True, withheld_reason="Contract.",
            involvement_statement="We asked.", evidence=[await heard(governance)],
        )  # fmt: skip
        path = f"/published-assurance/{ICP}?{PERIOD}"
        found = (await governance.get(path)).json()
        assert (found["decisions"], found["withheld"]) == (0, 1)
        assert "Secret" not in str(found)
        assert (found["by_community"], "duty_due" in found) == ([], False)

    async def test_what_partners_keep_is_not_told_of(self, governance: Governance) -> None:
        await governance.decision(evidence=[await heard(governance, "partners")])
        found = await report(governance)
        assert (found["by_level"], found["by_community"]) == ([], [])
        assert found["without_insight"] == []

    async def test_findings_that_no_decision_used_are_listed(self, governance: Governance) -> None:
        used, unused = await heard(governance), await heard(governance)
        await heard(governance, report_id=new_id())
        await heard(governance, "partners")
        await governance.decision(evidence=[used])
        later = await report(governance, "since=2024-01-01&until=2026-12-31")
        assert [one["finding_id"] for one in later["unused"]] == [unused["finding_id"]]
        assert later["unused_in_all"] == 1
        assert (await report(governance))["unused_in_all"] == 0

    async def test_assessments_that_are_due_are_listed_for_staff(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision()
        await governance.decision(decided_on="2023-09-04", title="Before")
        [due] = (await report(governance))["duty_due"]
        assert (due["kind"], due["decision_id"]) == ("without_assessment", decision["id"])
        path = f"/bodies/{ICP}/assurance?{PERIOD}"
        assert (await governance.get(path, scopes=READER)).status_code == 403
        assert (await governance.get(path, ics="QKK")).status_code == 404

    async def test_a_committee_that_gives_assurance_reads_every_body_of_its_system(
        self, governance: Governance
    ) -> None:
        """As the key that systems' files give it, which keeps no record itself."""
        await governance.decision()
        for body in (await governance.get("/bodies")).json()["items"]:
            path = f"/bodies/{body['id']}/assurance?{PERIOD}"
            read = await governance.get(path, scopes=COMMITTEE)
            assert read.status_code == 200, read.text
            assert len(read.json()["duty_due"]) == 1
            assert (await governance.get(path, scopes=COMMITTEE, ics="QKK")).status_code == 404
            alone = await governance.get(path, scopes=["governance:assurance"])
            assert alone.status_code == 403
        data = {"body_id": str(ICP), "held_on": "2024-09-02"}
        kept = await governance.post("/meetings", json=data, scopes=COMMITTEE)
        assert kept.status_code == 403


class TestPrinciples:
    async def test_a_decision_shows_one_with_its_reason(self, governance: Governance) -> None:
        decision = await governance.decision()
        path = f"/decisions/{decision['id']}/principles"
        said = {"principle": "p2", "reason": "We went back to them."}
        assert (await governance.post(path, json=said)).status_code == 201
        [figure] = (await report(governance))["by_principle"]
        assert (figure["code"], figure["decisions"][0]["id"]) == ("p2", decision["id"])
        assert figure["label"] == "p2"
        assert (await governance.post(path, json=said)).status_code == 409
        unknown = await governance.post(path, json=said | {"principle": "p99"})
        assert unknown.json()["errors"][0]["field"] == "body.principle"
        with pytest.raises(asyncpg.PostgresError):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute("DELETE FROM decision_principles")


class TestCompare:
    async def test_bodies_stand_beside_each_other(self, governance: Governance) -> None:
        await governance.post("/bodies", json={"code": "BB", "name": "Aboard", "kind": "board",
                                               "valid_from": "2022-07-01"})  # fmt: skip
        await governance.decision(involvement_statement="We asked.")
        found = (await governance.get(f"/assurance?{PERIOD}", scopes=READER)).json()["items"]
        assert [(one["body_name"], one["decisions"], one["percent"]) for one in found] == [
            ("Aboard", 0, None), ("Fylde Sands Partnership Board", 1, 100.0),
        ]  # fmt: skip
