"""Decisions: recorded with their evidence, corrected only by a new version (rule 7)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from governance_support import ICP, Governance

RECORDED = "governance.decision.recorded.v1"


@pytest.mark.rule("governance.7")
class TestRecord:
    async def test_everything_about_a_decision_is_kept(self, governance: Governance) -> None:
        activity = await governance.activity()
        finding = await governance.finding()
        content: dict[str, Any] = {
            "kind_of_activity": "proposal_for_change",
            "parts": [
                {"marker": "(a)", "text": "the hours be extended", "outcome": "approved"},
                {"marker": "(b)", "text": "a report be brought back", "outcome": "agreed"},
            ],
            "involvement_statement": "340 people answered; most work until six.",
            "evidence": [{"finding_id": str(finding), "version": 1}],
            "activity_ids": [str(activity)],
            "not_done": "Sunday opening, for want of staff.",
            "mover": "Cllr Ada Applewick",
            "seconder": "Tom Alder",
            "effective_on": "2024-10-01",
            "review_on": "2025-10-01",
        }
        decision = await governance.decision(**content)
        assert decision["reference"] == "QE1-ICP-2024-0001"
        kept = (await governance.get(f"/decisions/{decision['id']}")).json()
        for name in content.keys() - {"parts", "evidence"}:
            assert kept[name] == content[name], name
        assert [part["text"] for part in kept["parts"]] == [
            "the hours be extended",
            "a report be brought back",
        ]
        assert kept["evidence"][0]["state"] == "published"

    async def test_references_count_by_body_and_year(self, governance: Governance) -> None:
        references = [
            (await governance.decision(decided_on=day))["reference"]
            for day in ("2024-01-05", "2024-06-05", "2025-01-05")
        ]
        assert references == ["QE1-ICP-2024-0001", "QE1-ICP-2024-0002", "QE1-ICP-2025-0001"]

    async def test_a_decision_is_told(self, governance: Governance) -> None:
        decision = await governance.decision()
        [told] = await governance.told(RECORDED)
        assert told["decision_id"] == decision["id"]
        assert told["parts"] == ["the clinic be open until 10pm"]
        assert (told["version"], told["confidential"]) == (1, False)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"outcome": "applauded"}, "body.outcome"),
            ({"kind_of_activity": "party"}, "body.kind_of_activity"),
            ({"parts": [{"text": "x", "outcome": "applauded"}]}, "body.parts[0].outcome"),
            ({"decided_on": "2999-01-01"}, "body.decided_on"),
            ({"decided_on": "2020-01-01"}, "body.outcome"),
            ({"effective_on": "2024-01-01"}, "body.effective_on"),
            ({"review_on": "2024-01-01"}, "body.review_on"),
            ({"activity_ids": [str(uuid4())]}, "body.activity_ids[0]"),
            ({"title": ""}, "body.title"),
            ({"title": "a\x00b"}, "body.title"),
            ({"colour": "blue"}, "body.colour"),
        ],
    )
    async def test_what_does_not_fit_is_refused_by_its_field(
        self, governance: Governance, change: dict[str, Any], field: str
    ) -> None:
        values = {
            "body_id": str(ICP), "decided_on": "2024-09-02", "title": "T", "outcome": "approved",
        }  # fmt: skip
        refused = await governance.post("/decisions", json=values | change)
        assert refused.status_code == 422, refused.text
        assert field in [error["field"] for error in refused.json()["errors"]]
        assert await governance.told() == []


@pytest.mark.rule("governance.7")
class TestEvidence:
    async def test_what_the_library_never_published_is_refused(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision()
        refused = await governance.post(
            f"/decisions/{decision['id']}/citations",
            json={"finding_id": str(uuid4()), "version": 1},
        )
        assert refused.status_code == 422
        assert refused.json()["type"].endswith("evidence-refused")
        assert "GET /evidence/findings" in refused.json()["detail"]

    async def test_another_version_than_the_published_one_is_refused(
        self, governance: Governance
    ) -> None:
        finding = await governance.finding(version=2)
        decision = await governance.decision()
        refused = await governance.post(
            f"/decisions/{decision['id']}/citations",
            json={"finding_id": str(finding), "version": 1},
        )
        assert refused.status_code == 422

    async def test_a_withdrawn_finding_is_refused_in_every_version(
        self, governance: Governance
    ) -> None:
        finding = await governance.finding()
        await governance.finding(finding_id=finding, version=2)
        await governance.withdraws(finding, 2)
        for version in (1, 2):
            refused = await governance.post(
                "/decisions",
                json={
                    "body_id": str(ICP),
                    "decided_on": "2024-09-02",
                    "title": "T",
                    "outcome": "approved",
                    "evidence": [{"finding_id": str(finding), "version": version}],
                },
            )
            assert refused.status_code == 422
            assert refused.json()["errors"] == [
                {"field": "body.evidence[0]", "message": "was withdrawn"}
            ]

    async def test_a_superseded_version_is_refused(self, governance: Governance) -> None:
        finding = await governance.finding()
        await governance.supersedes(finding)
        decision = await governance.decision()
        refused = await governance.post(
            f"/decisions/{decision['id']}/citations",
            json={"finding_id": str(finding), "version": 1},
        )
        assert "superseded" in refused.json()["errors"][0]["message"]

    async def test_a_decision_keeps_evidence_that_was_withdrawn_later(
        self, governance: Governance
    ) -> None:
        finding = await governance.finding()
        evidence = [{"finding_id": str(finding), "version": 1}]
        decision = await governance.decision(evidence=evidence)
        await governance.withdraws(finding)
        corrected = await governance.patch(
            f"/decisions/{decision['id']}", 1, json={"reason": "typing error", "title": "Clinic"}
        )
        assert corrected.status_code == 200, corrected.text
        assert corrected.json()["evidence"][0]["state"] == "withdrawn"

    async def test_citing_is_a_new_version_and_is_told(self, governance: Governance) -> None:
        finding = await governance.finding()
        decision = await governance.decision()
        path = f"/decisions/{decision['id']}/citations"
        citation = {"finding_id": str(finding), "version": 1}
        first = await governance.post(path, json=citation)
        again = await governance.post(path, json=citation)
        assert first.json()["version"] == again.json()["version"] == 2
        told = await governance.told(RECORDED)
        assert [event["version"] for event in told] == [1, 2]
        assert told[-1]["evidence"] == [citation]

    async def test_decisions_are_found_by_the_finding_they_rely_on(
        self, governance: Governance
    ) -> None:
        finding = await governance.finding()
        await governance.decision()
        relying = await governance.decision(evidence=[{"finding_id": str(finding), "version": 1}])
        found = (await governance.get(f"/decisions?finding_id={finding}")).json()["items"]
        assert [d["id"] for d in found] == [relying["id"]]


@pytest.mark.rule("governance.7")
class TestCorrect:
    async def test_a_correction_keeps_what_was_before(self, governance: Governance) -> None:
        decision = await governance.decision()
        path = f"/decisions/{decision['id']}"
        corrected = await governance.patch(
            path, 1, json={"reason": "The vote was misheard.", "outcome": "deferred"}
        )
        assert (corrected.json()["outcome"], corrected.json()["version"]) == ("deferred", 2)
        versions = (await governance.get(f"{path}/versions")).json()["items"]
        assert [(v["version"], v["outcome"], v["reason"]) for v in versions] == [
            (2, "deferred", "The vote was misheard."),
            (1, "approved", None),
        ]
        assert [e["outcome"] for e in await governance.told(RECORDED)] == ["approved", "deferred"]

    async def test_a_correction_needs_its_reason_and_the_version_read(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision()
        path = f"/decisions/{decision['id']}"
        without = await governance.patch(path, 1, json={"outcome": "deferred"})
        stale = await governance.patch(path, 9, json={"reason": "r", "outcome": "deferred"})
        blind = await governance.call("PATCH", path, json={"reason": "r", "outcome": "deferred"})
        assert [r.status_code for r in (without, stale, blind)] == [422, 412, 428]

    async def test_a_correction_cannot_take_what_a_decision_needs(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision()
        path = f"/decisions/{decision['id']}"
        for change in ({"title": None}, {"outcome": None}, {"confidential": True}):
            refused = await governance.patch(path, 1, json={"reason": "r"} | change)
            assert refused.status_code == 422, change


class TestWithheld:
    SECRET = "Settlement with the Quill practice"

    async def withheld(self, governance: Governance) -> dict[str, Any]:
        return await governance.decision(
            title=self.SECRET,
            parts=[{"text": "pay the Quill practice"}],
            involvement_statement="Quill was asked.",
            not_done="Quill asked for more.",
            confidential=True,
            withheld_reason="Commercially sensitive.",
        )

    @pytest.mark.rule("governance.7")
    async def test_the_public_sees_that_it_is_and_why_it_is_withheld(
        self, governance: Governance
    ) -> None:
        decision = await self.withheld(governance)
        for path in ("", f"/{decision['id']}", f"/{decision['id']}/versions"):
            public = await governance.get(f"/decisions{path}", scopes=["governance:read"])
            assert public.status_code == 200
            assert "Quill" not in public.text
            assert "Commercially sensitive." in public.text

    async def test_events_carry_no_word_of_it(self, governance: Governance) -> None:
        await self.withheld(governance)
        [told] = await governance.told(RECORDED)
        assert "Quill" not in str(told)
        assert told["confidential"] is True

    async def test_those_who_manage_it_read_all(self, governance: Governance) -> None:
        decision = await self.withheld(governance)
        kept = (await governance.get(f"/decisions/{decision['id']}")).json()
        assert kept["title"] == self.SECRET

    async def test_a_reason_is_needed(self, governance: Governance) -> None:
        refused = await governance.post(
            "/decisions",
            json={"body_id": str(ICP), "decided_on": "2024-09-02", "title": "T",
                  "outcome": "approved", "confidential": True},
        )  # fmt: skip
        assert refused.status_code == 422

    async def test_versions_before_it_was_withheld_are_withheld_too(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision(title=self.SECRET)
        change = {"reason": "r", "confidential": True, "withheld_reason": "Sensitive."}
        path = f"/decisions/{decision['id']}"
        changed = await governance.patch(path, 1, json=change)
        assert changed.status_code == 200, changed.text
        public = await governance.get(f"{path}/versions", scopes=["governance:read"])
        assert "Quill" not in public.text

    async def test_it_can_be_opened_again(self, governance: Governance) -> None:
        decision = await self.withheld(governance)
        change = {"reason": "The contract was published.", "confidential": False}
        await governance.patch(f"/decisions/{decision['id']}", 1, json=change)
        public = await governance.get(f"/decisions/{decision['id']}", scopes=["governance:read"])
        assert public.json()["title"] == self.SECRET


class TestNames:
    async def test_names_of_people_do_not_travel(self, governance: Governance) -> None:
        await governance.decision(
            title="Councillor Applewick's motion",
            parts=[{"text": "Ada Applewick be elected Chair; Zed Moss be thanked"}],
            mover="Zed Moss",
        )
        [told] = await governance.told(RECORDED)
        assert "Applewick" not in str(told)
        assert "Moss" not in str(told)
        assert told["parts"] == ["[name] be elected Chair; [name] be thanked"]


class TestMayI:
    async def test_reading_is_not_recording(self, governance: Governance) -> None:
        refused = await governance.post("/decisions", json={}, scopes=["governance:read"])
        assert refused.status_code == 403
