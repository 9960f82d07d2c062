"""Agendas: corrected, withheld item by item with the reason, published as they stand (rule 1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from governance_support import ICP, Governance

pytestmark = pytest.mark.rule("governance.1")

TODAY = str(datetime.now(UTC).date())
READER = ["governance:read"]
AGENDA = [
    {"number": "1", "title": "Welcom"},
    {"number": "2", "title": "A claim against us", "withheld_reason": "It is before a court."},
]


class Meeting:
    """A meeting to come, with an agenda."""

    def __init__(self, governance: Governance, meeting: dict[str, Any], items: list[Any]) -> None:
        self.governance, self.id, self.items = governance, meeting["id"], items
        self.path = f"/meetings/{self.id}"

    @classmethod
    async def scheduled(cls, governance: Governance, held_on: str = "2099-03-05") -> Meeting:
        data = {"body_id": str(ICP), "held_on": held_on, "starts_at": "10:00", "place": "Hall"}
        meeting = (await governance.post("/meetings", json=data)).json()
        added = await governance.post(f"/meetings/{meeting['id']}/items", json=AGENDA)
        assert added.status_code == 201, added.text
        return cls(governance, meeting, added.json()["items"])

    async def change(self, index: int, **patch: Any) -> Any:
        path = f"{self.path}/items/{self.items[index]['id']}"
        return await self.governance.call("PATCH", path, json=patch)

    async def take_off(self, number: int) -> Any:
        path = f"{self.path}/items/{self.items[number]['id']}"
        return await self.governance.call("DELETE", path)

    async def publish(self) -> dict[str, Any]:
        published = await self.governance.post(f"{self.path}/publish")
        assert published.status_code == 200, published.text
        return dict(published.json())

    async def told(self) -> Any:
        found = await self.governance.get(f"/published-meetings/{self.id}")
        return found.json()["agenda"]


@pytest.fixture
async def meeting(governance: Governance) -> Meeting:
    return await Meeting.scheduled(governance)


class TestPublishing:
    async def test_of_an_item_that_is_withheld_the_public_is_told_the_reason_alone(
        self, meeting: Meeting
    ) -> None:
        await meeting.publish()
        assert await meeting.told() == [
            {"number": "1", "title": "Welcom", "withheld_reason": None},
            {"number": "2", "title": None, "withheld_reason": "It is before a court."},
        ]

    async def test_a_changed_agenda_is_told_once_it_is_published_again(
        self, meeting: Meeting
    ) -> None:
        first = await meeting.publish()
        await meeting.change(0, title="Welcome")
        assert (await meeting.told())[0]["title"] == "Welcom"
        second = await meeting.publish()
        assert (await meeting.told())[0]["title"] == "Welcome"
        assert second["published_version"] > first["published_version"]

    async def test_publishing_what_has_not_changed_says_nothing_new(self, meeting: Meeting) -> None:
        first = await meeting.publish()
        assert (await meeting.publish())["published_version"] == first["published_version"]

    async def test_an_item_that_was_opened_is_told_and_one_that_was_withheld_is_not(
        self, meeting: Meeting
    ) -> None:
        await meeting.publish()
        await meeting.change(1, withheld_reason=None)
        await meeting.change(0, withheld_reason="It names somebody.")
        await meeting.publish()
        assert [one["title"] for one in await meeting.told()] == [None, "A claim against us"]


class TestReading:
    async def test_who_does_not_keep_the_record_is_not_told_a_title_that_is_withheld(
        self, meeting: Meeting
    ) -> None:
        path = f"{meeting.path}/items"
        read = (await meeting.governance.get(path, scopes=READER)).json()["items"]
        kept = (await meeting.governance.get(path)).json()["items"]
        assert [one["title"] for one in read] == ["Welcom", None]
        assert [one["title"] for one in kept] == ["Welcom", "A claim against us"]
        assert read[1]["withheld_reason"] == "It is before a court."


class TestCorrecting:
    async def test_an_item_keeps_its_number_and_title(self, meeting: Meeting) -> None:
        refused = await meeting.change(0, title=None, number=None)
        assert refused.status_code == 422
        assert {one["field"] for one in refused.json()["errors"]} == {"body.number", "body.title"}

    async def test_an_item_of_another_meeting_or_system_is_not_there(
        self, meeting: Meeting
    ) -> None:
        path = f"{meeting.path}/items/{uuid4()}"
        assert (await meeting.governance.call("PATCH", path, json={})).status_code == 404
        own = f"{meeting.path}/items/{meeting.items[0]['id']}"
        other = await meeting.governance.call("PATCH", own, json={}, ics="QKK")
        assert other.status_code == 404

    async def test_once_minutes_are_approved_the_agenda_stands(
        self, governance: Governance
    ) -> None:
        meeting = await Meeting.scheduled(governance, TODAY)
        for version, status in enumerate(("held", "minutes_approved"), start=1):
            await meeting.governance.patch(meeting.path, version, json={"status": status})
        refused = await meeting.change(0, title="Welcome")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/meeting-state")


class TestTakingOff:
    async def test_an_item_goes_that_nothing_hangs_on(self, meeting: Meeting) -> None:
        assert (await meeting.take_off(0)).status_code == 204
        await meeting.publish()
        assert [one["number"] for one in await meeting.told()] == ["2"]

    async def test_one_with_a_decision_stays(self, governance: Governance) -> None:
        meeting = await Meeting.scheduled(governance, TODAY)
        await meeting.governance.decision(
            meeting_id=meeting.id, item_id=meeting.items[0]["id"], decided_on=TODAY
        )
        refused = await meeting.take_off(0)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/item-in-use")
        assert len((await meeting.governance.get(f"{meeting.path}/items")).json()["items"]) == 2

    async def test_one_of_a_meeting_that_was_held_stays(self, governance: Governance) -> None:
        meeting = await Meeting.scheduled(governance, TODAY)
        await meeting.governance.patch(meeting.path, 1, json={"status": "held"})
        assert (await meeting.take_off(0)).status_code == 409
