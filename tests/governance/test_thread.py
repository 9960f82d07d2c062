"""From minutes to the answer: the part of the thread that governance holds."""

from __future__ import annotations

from governance_support import Governance


class TestThread:
    async def test_minutes_become_decisions_that_cite_and_are_answered(
        self, governance: Governance
    ) -> None:
        activity = await governance.activity()
        finding = await governance.finding(activity_ids=[activity])
        draft = (await governance.import_minutes()).json()
        recorded = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert recorded.status_code == 200, recorded.text
        _, clinic = recorded.json()["decision_ids"]

        cited = await governance.post(
            f"/decisions/{clinic}/citations", json={"finding_id": str(finding), "version": 1}
        )
        assert cited.status_code == 201, cited.text
        assert cited.json()["version"] == 2

        feedback = await governance.post(
            f"/decisions/{clinic}/feedback",
            json={"you_said": "You work late.", "we_did": "The clinic stays open until 10pm."},
        )
        assert feedback.status_code == 201, feedback.text
        published = await governance.post(f"/feedback/{feedback.json()['id']}/publish")
        assert published.status_code == 200, published.text

        [meeting] = await governance.told("governance.meeting.published.v1")
        decisions = await governance.told("governance.decision.recorded.v1")
        [answer] = await governance.told("governance.feedback.published.v1")
        assert meeting["held_on"] == "2024-09-02"
        assert [d["reference"] for d in decisions] == [
            "QE1-ICP-2024-0001",
            "QE1-ICP-2024-0002",
            "QE1-ICP-2024-0002",
        ]
        assert decisions[-1]["evidence"] == [{"finding_id": str(finding), "version": 1}]
        assert answer["decision_id"] == clinic
        assert answer["finding_ids"] == [str(finding)]
        assert answer["activity_ids"] == [str(activity)]
