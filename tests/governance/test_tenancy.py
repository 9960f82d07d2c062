"""Nothing of one system is seen from another."""

from __future__ import annotations

import pytest

from governance_support import ICP, QKK, Governance


async def ids_of(governance: Governance) -> dict[str, str]:
    draft = (await governance.import_minutes()).json()
    made = (await governance.post(f"/minutes-imports/{draft['id']}/record")).json()
    decision = made["decision_ids"][0]
    answer = {"you_said": "x", "we_did": "y"}
    feedback = (await governance.post(f"/decisions/{decision}/feedback", json=answer)).json()
    return {
        "bodies": str(ICP),
        "meetings": made["meeting_id"],
        "decisions": decision,
        "actions": made["action_ids"][0],
        "feedback": feedback["id"],
        "minutes-imports": draft["id"],
    }


class TestTenancy:
    async def test_another_systems_ids_are_not_found(self, governance: Governance) -> None:
        for kind, thing in (await ids_of(governance)).items():
            assert (await governance.get(f"/{kind}/{thing}")).status_code == 200, kind
            other = await governance.get(f"/{kind}/{thing}", ics="QKK")
            assert other.status_code == 404, kind

    async def test_another_systems_address_is_not_found(self, governance: Governance) -> None:
        assert (await governance.get("/bodies", ics="QE1", caller="QKK")).status_code == 404

    async def test_lists_show_ones_own(self, governance: Governance) -> None:
        await ids_of(governance)
        for kind in ("meetings", "decisions", "actions", "minutes-imports"):
            assert (await governance.get(f"/{kind}", ics="QKK")).json()["items"] == [], kind

    async def test_minutes_are_not_imported_for_another_systems_body(
        self, governance: Governance
    ) -> None:
        assert (await governance.import_minutes(ics="QKK")).status_code == 404

    async def test_another_systems_finding_cannot_be_cited(self, governance: Governance) -> None:
        finding = await governance.finding(ics=QKK)
        decision = await governance.decision()
        refused = await governance.post(
            f"/decisions/{decision['id']}/citations",
            json={"finding_id": str(finding), "version": 1},
        )
        assert refused.status_code == 422

    @pytest.mark.parametrize("path", ["/bodies", "/decisions", "/minutes-imports", "/feedback/x"])
    async def test_nobody_comes_in_unproved(self, governance: Governance, path: str) -> None:
        response = await governance.http.get(f"/api/v1/QE1/governance{path}")
        assert response.status_code == 401
