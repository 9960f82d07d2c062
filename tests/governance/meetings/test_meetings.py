"""Meetings: scheduled, held, their minutes approved."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from governance_support import ICP, Governance

MEETING = {
    "body_id": str(ICP),
    "held_on": "2024-12-16",
    "starts_at": "10:00",
    "place": "County Hall",
}


async def schedule(governance: Governance, **content: Any) -> dict[str, Any]:
    response = await governance.post("/meetings", json=MEETING | content)
    assert response.status_code == 201, response.text
    return dict(response.json())


class TestStatus:
    async def test_a_meeting_goes_from_scheduled_to_minutes_approved(
        self, governance: Governance
    ) -> None:
        meeting = await schedule(governance)
        path = f"/meetings/{meeting['id']}"
        held = await governance.patch(path, 1, json={"status": "held"})
        approved = await governance.patch(path, 2, json={"status": "minutes_approved"})
        assert held.json()["status"] == "held"
        assert approved.json()["status"] == "minutes_approved"

    async def test_minutes_are_not_approved_of_a_meeting_not_held(
        self, governance: Governance
    ) -> None:
        meeting = await schedule(governance)
        path = f"/meetings/{meeting['id']}"
        refused = await governance.patch(path, 1, json={"status": "minutes_approved"})
        assert refused.status_code == 409

    async def test_the_date_of_a_held_meeting_stands(self, governance: Governance) -> None:
        meeting = await schedule(governance)
        path = f"/meetings/{meeting['id']}"
        await governance.patch(path, 1, json={"status": "held"})
        refused = await governance.patch(path, 2, json={"held_on": "2024-12-17"})
        assert refused.status_code == 409


class TestSchedule:
    async def test_a_body_meets_once_at_a_time(self, governance: Governance) -> None:
        await schedule(governance)
        refused = await governance.post("/meetings", json=MEETING)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("meeting-exists")

    async def test_a_cancelled_meeting_leaves_its_time_free(self, governance: Governance) -> None:
        meeting = await schedule(governance)
        await governance.patch(f"/meetings/{meeting['id']}", 1, json={"status": "cancelled"})
        await schedule(governance)

    async def test_notice_is_given_before(self, governance: Governance) -> None:
        late = MEETING | {"notice_given_on": "2024-12-17"}
        refused = await governance.post("/meetings", json=late)
        assert refused.json()["errors"][0]["field"] == "body.notice_given_on"

    async def test_a_body_does_not_meet_before_it_is(self, governance: Governance) -> None:
        refused = await governance.post("/meetings", json=MEETING | {"held_on": "2020-01-01"})
        assert refused.status_code == 422

    async def test_a_body_that_is_not_there_does_not_meet(self, governance: Governance) -> None:
        refused = await governance.post("/meetings", json=MEETING | {"body_id": str(uuid4())})
        assert refused.status_code == 404


class TestPublish:
    async def test_publishing_twice_tells_once(self, governance: Governance) -> None:
        meeting = await schedule(governance)
        path = f"/meetings/{meeting['id']}/publish"
        first, second = await governance.post(path), await governance.post(path)
        assert first.status_code == second.status_code == 200
        assert first.json() == second.json()
        [told] = await governance.told("governance.meeting.published.v1")
        assert told["place"] == "County Hall"
        assert told["version"] == first.json()["version"]

    async def test_a_change_after_publishing_can_be_published(self, governance: Governance) -> None:
        meeting = await schedule(governance)
        path = f"/meetings/{meeting['id']}"
        published = (await governance.post(f"{path}/publish")).json()
        await governance.patch(path, published["version"], json={"place": "Town Hall"})
        await governance.post(f"{path}/publish")
        told = await governance.told("governance.meeting.published.v1")
        assert [event["place"] for event in told] == ["County Hall", "Town Hall"]


class TestAgendaAndAttendance:
    async def test_items_keep_their_order(self, governance: Governance) -> None:
        meeting = await schedule(governance)
        path = f"/meetings/{meeting['id']}/items"
        for number in ("1", "2"):
            await governance.post(path, json=[{"number": number, "title": f"Item {number}"}])
        items = (await governance.get(path)).json()["items"]
        assert [(i["position"], i["number"]) for i in items] == [(1, "1"), (2, "2")]

    async def test_a_person_is_kept_with_post_and_deputising(self, governance: Governance) -> None:
        meeting = await schedule(governance)
        post = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"][0]["id"]
        person = {
            "kind": "present",
            "name": "Ann Low",
            "in_place_of": "Bo High",
            "post_id": post,
        }
        path = f"/meetings/{meeting['id']}/attendance"
        assert (await governance.post(path, json=[person])).status_code == 201
        [kept] = (await governance.get(path)).json()["items"]
        assert (kept["in_place_of"], kept["post_id"]) == ("Bo High", post)

    async def test_who_was_entered_wrongly_is_taken_out_until_the_minutes_are_approved(
        self, governance: Governance
    ) -> None:
        meeting = await schedule(governance)
        other = await schedule(governance, held_on="2024-12-17")
        path = f"/meetings/{meeting['id']}/attendance"
        people = [{"kind": "present", "name": name} for name in ("Ann Low", "Bo High")]
        wrong, right = (await governance.post(path, json=people)).json()["items"]
        elsewhere = f"/meetings/{other['id']}/attendance/{wrong['id']}"
        assert (await governance.call("DELETE", elsewhere)).status_code == 404
        entry = f"{path}/{wrong['id']}"
        reader = await governance.call("DELETE", entry, scopes=["governance:read"])
        assert reader.status_code == 403
        assert (await governance.call("DELETE", entry)).status_code == 204
        assert [one["name"] for one in (await governance.get(path)).json()["items"]] == ["Bo High"]
        for version, status in ((1, "held"), (2, "minutes_approved")):
            await governance.patch(f"/meetings/{meeting['id']}", version, json={"status": status})
        late = await governance.call("DELETE", f"{path}/{right['id']}")
        assert (late.status_code, late.json()["type"]) == (409, "/problems/meeting-state")

    async def test_a_post_of_another_body_is_refused(self, governance: Governance) -> None:
        meeting = await schedule(governance)
        person = {"kind": "present", "name": "Ann Low", "post_id": str(uuid4())}
        path = f"/meetings/{meeting['id']}/attendance"
        assert (await governance.post(path, json=[person])).status_code == 404


class TestApproved:
    """Minutes that are approved say what happened; everybody reads them from the record."""

    async def approved(self, governance: Governance) -> str:
        path = f"/meetings/{(await schedule(governance))['id']}"
        for version, status in ((1, "held"), (2, "minutes_approved")):
            answer = await governance.patch(path, version, json={"status": status})
            assert answer.status_code == 200, answer.text
        return path

    async def test_nobody_came_afterwards_and_nothing_comes_on_the_agenda(
        self, governance: Governance
    ) -> None:
        path = await self.approved(governance)
        person, item = {"kind": "present", "name": "Ann Low"}, {"number": "9", "title": "More"}
        for what, data in (("attendance", person), ("items", item)):
            refused = await governance.post(f"{path}/{what}", json=[data])
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/meeting-state")
            assert (await governance.get(f"{path}/{what}")).json()["items"] == []

    async def test_neither_place_nor_times_nor_format_change(self, governance: Governance) -> None:
        path = await self.approved(governance)
        for patch in ({"place": "Town Hall"}, {"starts_at": "09:00"}, {"ends_at": "12:00"}):
            refused = await governance.patch(path, 3, json=patch)
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/meeting-state")
        same = await governance.patch(path, 3, json={"place": "County Hall"})
        assert same.status_code == 200

    async def test_nothing_is_added_to_one_that_was_cancelled(self, governance: Governance) -> None:
        path = f"/meetings/{(await schedule(governance))['id']}"
        await governance.patch(path, 1, json={"status": "cancelled"})
        refused = await governance.post(f"{path}/items", json=[{"number": "9", "title": "More"}])
        assert refused.status_code == 409
