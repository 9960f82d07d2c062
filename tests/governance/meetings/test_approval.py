"""Which meeting approved the minutes of which (rule 14: what a meeting resolved is on record)."""

from __future__ import annotations

from typing import Any

import pytest

from governance_support import ICP, Governance

pytestmark = pytest.mark.rule("governance.1")
FIELD = "body.approved_at_meeting_id"


async def held(governance: Governance, day: str, **content: Any) -> str:
    """Hold a meeting; give its id."""
    data = {"body_id": str(ICP), "held_on": day} | content
    meeting = await governance.post("/meetings", json=data)
    assert meeting.status_code == 201, meeting.text
    answer = await change(governance, meeting.json()["id"], status="held")
    assert answer.status_code == 200, answer.text
    return str(meeting.json()["id"])


async def change(governance: Governance, meeting: str, **patch: Any) -> Any:
    version = (await governance.get(f"/meetings/{meeting}")).json()["version"]
    return await governance.patch(f"/meetings/{meeting}", version, json=patch)


async def approved(governance: Governance, meeting: str, at: str) -> Any:
    return await change(
        governance, meeting, status="minutes_approved", approved_at_meeting_id=at
    )  # fmt: skip


async def test_the_next_meeting_approves_the_minutes_and_everybody_is_told(
    governance: Governance,
) -> None:
    first, following = await held(governance, "2024-09-02"), await held(governance, "2024-12-02")
    answer = await approved(governance, first, following)
    assert answer.status_code == 200, answer.text
    assert answer.json()["approved_at_meeting_id"] == following
    await governance.post(f"/meetings/{first}/publish")
    told = (await governance.get(f"/published-meetings/{first}")).json()
    assert told["approved_on"] == "2024-12-02"
    path = f"/published-meetings/{first}/minutes/document.html"
    page = (await governance.get(path)).text
    assert "approved as a correct record, at the meeting of 2 December 2024." in page


async def test_where_it_is_not_said_nothing_is_made_up(governance: Governance) -> None:
    first = await held(governance, "2024-09-02")
    await held(governance, "2024-12-02")
    answer = await change(governance, first, status="minutes_approved")
    assert answer.json()["approved_at_meeting_id"] is None
    await governance.post(f"/meetings/{first}/publish")
    assert (await governance.get(f"/published-meetings/{first}")).json()["approved_on"] is None
    page = (await governance.get(f"/published-meetings/{first}/minutes/document.html")).text
    assert "approved as a correct record." in page


async def test_it_can_be_said_and_corrected_afterwards(governance: Governance) -> None:
    first, following = await held(governance, "2024-09-02"), await held(governance, "2024-12-02")
    last = await held(governance, "2025-03-03")
    await change(governance, first, status="minutes_approved")
    for at in (following, last, None):
        answer = await change(governance, first, approved_at_meeting_id=at)
        assert (answer.status_code, answer.json()["approved_at_meeting_id"]) == (200, at)


async def test_it_is_not_said_of_minutes_that_are_not_approved(governance: Governance) -> None:
    first, following = await held(governance, "2024-09-02"), await held(governance, "2024-12-02")
    refused = await change(governance, first, approved_at_meeting_id=following)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/meeting-state")


class TestRefused:
    async def test_is_itself_or_an_earlier_meeting(self, governance: Governance) -> None:
        first = await held(governance, "2024-09-02", starts_at="10:00")
        before = await held(governance, "2024-06-03")
        morning = await held(governance, "2024-09-02", starts_at="09:00")
        for at in (first, before, morning):
            refused = await approved(governance, first, at)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, FIELD)
        assert (await governance.get(f"/meetings/{first}")).json()["status"] == "held"
        noon = await held(governance, "2024-09-02", starts_at="12:00")
        assert (await approved(governance, first, noon)).status_code == 200

    async def test_is_one_to_come_or_cancelled(self, governance: Governance) -> None:
        first = await held(governance, "2024-09-02")
        for day, status in (("2199-09-02", None), ("2024-12-02", "cancelled")):
            data = {"body_id": str(ICP), "held_on": day}
            other = (await governance.post("/meetings", json=data)).json()
            if status:
                await change(governance, other["id"], status=status)
            refused = await approved(governance, first, other["id"])
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, FIELD)

    async def test_is_another_bodys_or_another_systems(self, governance: Governance) -> None:
        first = await held(governance, "2024-09-02")
        body = {"code": "ICB", "name": "Sands Board", "kind": "board", "valid_from": "2022-07-01"}
        other = (await governance.post("/bodies", json=body)).json()["id"]
        theirs = await held(governance, "2024-12-02", body_id=other)
        for at in (theirs, "00000000-0000-7000-8000-000000000001"):
            refused = await approved(governance, first, at)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, FIELD)


async def test_a_meeting_that_approved_minutes_is_not_cancelled_or_moved(
    governance: Governance,
) -> None:
    first = await held(governance, "2024-09-02")
    data = {"body_id": str(ICP), "held_on": "2024-12-02"}
    sitting = (await governance.post("/meetings", json=data)).json()["id"]
    assert (await approved(governance, first, sitting)).status_code == 200
    for patch in ({"status": "cancelled"}, {"held_on": "2024-08-01"}):
        refused = await change(governance, sitting, **patch)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/meeting-state")
