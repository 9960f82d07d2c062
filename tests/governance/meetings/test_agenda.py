"""Agendas: corrected, withheld item by item with the reason, published as they stand (rule 1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from common.testing.clock import today
from governance_support import ICP, Governance

pytestmark = pytest.mark.rule("governance.1")

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
        """Change an item in the version that is current."""
        path = f"{self.path}/items/{self.items[index]['id']}"
        version = (await self.governance.get(path)).json()["version"]
        return await self.governance.patch(path, version, json=patch)

    async def put_in_order(self, *indexes: int, **data: Any) -> Any:
        """Put the agenda in another order, of a meeting in its current version."""
        version = (await self.governance.get(self.path)).json()["version"]
        ids = [self.items[index]["id"] for index in indexes]
        return await self.governance.call(
            "PUT", f"{self.path}/items/order", json={"item_ids": ids} | data,
            headers={"If-Match": f'"v{version}"'},
        )  # fmt: skip

    async def agenda(self) -> list[tuple[str, str]]:
        found = (await self.governance.get(f"{self.path}/items")).json()["items"]
        return [(one["number"], one["title"]) for one in found]

    async def take_off(self, number: int) -> Any:
        path = f"{self.path}/items/{self.items[number]['id']}"
        return await self.governance.call("DELETE", path)

    async def publish(self) -> dict[str, Any]:
        published = await self.governance.post(f"{self.path}/publish")
        assert published.status_code == 200, published.text
        return dict(published.json())

    async def told(self) -> Any:
        found = await self.governance.get(f"/published-meetings/{self.id}")
        return [
            {name: value for name, value in one.items() if name != "id"}
            for one in found.json()["agenda"]
        ]


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

    async def test_an_item_that_is_withheld_is_told_nowhere_before_it_is_published_again(
        self, meeting: Meeting
    ) -> None:
        await meeting.publish()
        await meeting.change(0, title="Another title", withheld_reason="It names somebody.")
        assert (await meeting.told())[0] == {
            "number": "1", "title": None, "withheld_reason": "It names somebody.",
        }  # fmt: skip


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
        assert (await meeting.governance.patch(path, 1, json={})).status_code == 404
        own = f"{meeting.path}/items/{meeting.items[0]['id']}"
        assert (await meeting.governance.patch(own, 1, json={}, ics="QKK")).status_code == 404
        assert (await meeting.governance.get(own, ics="QKK")).status_code == 404
        assert (await meeting.governance.get(path)).status_code == 404

    async def test_a_change_needs_the_version_that_was_read(self, meeting: Meeting) -> None:
        path = f"{meeting.path}/items/{meeting.items[0]['id']}"
        read = await meeting.governance.get(path)
        unread = await meeting.governance.call("PATCH", path, json={"title": "Welcome"})
        assert (read.headers["ETag"], unread.status_code) == ('"v1"', 428)
        first = await meeting.governance.patch(path, 1, json={"title": "Welcome"})
        assert (first.status_code, first.headers["ETag"]) == (200, '"v2"')
        assert first.json()["version"] == 2
        stale = await meeting.governance.patch(path, 1, json={"title": "Opening"})
        assert stale.status_code == 412
        assert (await meeting.agenda())[0] == ("1", "Welcome")

    async def test_once_minutes_are_approved_the_agenda_stands(
        self, governance: Governance
    ) -> None:
        meeting = await Meeting.scheduled(governance, str(today()))
        for version, status in enumerate(("held", "minutes_approved"), start=1):
            await meeting.governance.patch(meeting.path, version, json={"status": status})
        for refused in (await meeting.change(0, title="Welcome"), await meeting.put_in_order(1, 0)):
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/meeting-state")


class TestOrder:
    @pytest.fixture
    async def long(self, governance: Governance) -> Meeting:
        meeting = await Meeting.scheduled(governance)
        more = [{"number": "4.1", "title": "Buses"}, {"number": "5", "title": "Close"}]
        added = await governance.post(f"{meeting.path}/items", json=more)
        meeting.items += added.json()["items"]
        return meeting

    async def test_items_move_and_the_printed_numbers_stay_in_their_places(
        self, long: Meeting
    ) -> None:
        put = await long.put_in_order(3, 0, 2, 1)
        assert put.status_code == 200, put.text
        wanted = [("1", "Close"), ("2", "Welcom"), ("4.1", "Buses"), ("5", "A claim against us")]
        assert [(one["number"], one["title"]) for one in put.json()["items"]] == wanted
        assert await long.agenda() == wanted
        assert [one["version"] for one in put.json()["items"]] == [2, 2, 1, 2], "one did not move"

    async def test_an_item_that_is_withheld_stays_withheld_where_it_goes(
        self, long: Meeting
    ) -> None:
        await long.put_in_order(1, 0, 2, 3)
        await long.publish()
        assert [(one["number"], one["title"]) for one in await long.told()][:2] == [
            ("1", None), ("2", "Welcom")
        ]  # fmt: skip

    @pytest.mark.parametrize("order", [(0, 1, 2), (0, 1, 2, 2), (0, 1, 2, 3, 3)])
    async def test_the_whole_agenda_is_named_each_item_once(
        self, long: Meeting, order: tuple[int, ...]
    ) -> None:
        refused = await long.put_in_order(*order)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.item_ids"
        assert (await long.agenda())[0] == ("1", "Welcom")

    async def test_an_item_of_another_meeting_is_none_of_this_one(
        self, long: Meeting, governance: Governance
    ) -> None:
        other = await Meeting.scheduled(governance, "2099-04-05")
        long.items[3] = other.items[0]
        assert (await long.put_in_order(3, 0, 2, 1)).status_code == 422

    async def test_an_agenda_that_was_published_changes_for_a_reason_that_is_told(
        self, long: Meeting
    ) -> None:
        await long.publish()
        refused = await long.put_in_order(3, 0, 2, 1)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.reason"
        put = await long.put_in_order(3, 0, 2, 1, reason="The speaker has to leave early.")
        assert put.status_code == 200, put.text
        before = (await long.governance.get(f"/published-meetings/{long.id}")).json()
        assert (before["agenda"][0]["title"], before["order_changes"]) == ("Welcom", [])
        await long.publish()
        after = (await long.governance.get(f"/published-meetings/{long.id}")).json()
        assert after["agenda"][0]["title"] == "Close"
        assert after["order_changes"] == [
            {"changed_on": str(today()), "reason": "The speaker has to leave early."}
        ]

    async def test_the_order_in_which_it_stands_changes_nothing(self, long: Meeting) -> None:
        before = (await long.governance.get(long.path)).json()["version"]
        assert (await long.put_in_order(0, 1, 2, 3)).status_code == 200
        assert (await long.governance.get(long.path)).json()["version"] == before

    async def test_it_needs_the_version_of_the_meeting_that_was_read(self, long: Meeting) -> None:
        path, ids = f"{long.path}/items/order", [one["id"] for one in reversed(long.items)]
        call = long.governance.call
        assert (await call("PUT", path, json={"item_ids": ids})).status_code == 428
        first = await long.put_in_order(1, 0, 2, 3)
        assert first.headers["ETag"] == '"v2"'
        stale = await call("PUT", path, json={"item_ids": ids}, headers={"If-Match": '"v1"'})
        assert stale.status_code == 412

    async def test_it_is_for_those_who_keep_the_record_of_their_own_system(
        self, long: Meeting
    ) -> None:
        path, ids = f"{long.path}/items/order", [one["id"] for one in reversed(long.items)]
        sent: dict[str, Any] = {"json": {"item_ids": ids}, "headers": {"If-Match": '"v1"'}}
        reader = await long.governance.call("PUT", path, scopes=READER, **sent)
        other = await long.governance.call("PUT", path, ics="QKK", **sent)
        assert (reader.status_code, other.status_code) == (403, 404)


class TestTakingOff:
    async def test_an_item_goes_that_nothing_hangs_on(self, meeting: Meeting) -> None:
        assert (await meeting.take_off(0)).status_code == 204
        await meeting.publish()
        assert [one["number"] for one in await meeting.told()] == ["2"]

    async def test_one_with_a_decision_stays(self, governance: Governance) -> None:
        meeting = await Meeting.scheduled(governance, str(today()))
        await meeting.governance.decision(
            meeting_id=meeting.id, item_id=meeting.items[0]["id"], decided_on=str(today())
        )
        refused = await meeting.take_off(0)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/item-in-use")
        assert len((await meeting.governance.get(f"{meeting.path}/items")).json()["items"]) == 2

    async def test_one_of_a_meeting_that_was_held_stays(self, governance: Governance) -> None:
        meeting = await Meeting.scheduled(governance, str(today()))
        await meeting.governance.patch(meeting.path, 1, json={"status": "held"})
        assert (await meeting.take_off(0)).status_code == 409
