"""Who was in the chair: recorded in order, and told to everybody once the meeting is published."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from governance_support import ICP, Governance

pytestmark = pytest.mark.rule("governance.14")


async def meeting(governance: Governance, held_on: str = "2026-09-02") -> dict[str, Any]:
    """A meeting with two items."""
    made = await governance.post("/meetings", json={"body_id": str(ICP), "held_on": held_on})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    added = await governance.post(
        f"/meetings/{found['id']}/items",
        json=[{"number": "1", "title": "Welcome"}, {"number": "2", "title": "Walk-in clinic"}],
    )
    return {**found, "items": added.json()["items"]}


async def chaired(governance: Governance, held: dict[str, Any]) -> list[dict[str, Any]]:
    """Three entries: who opened, who took the chair at item 2, who took it again."""
    item = held["items"][1]["id"]
    added = await governance.post(
        f"/meetings/{held['id']}/chairs",
        json=[
            {"kind": "opened", "name": "Mira Oakley"},
            {"kind": "took", "name": "Tom Alder", "item_id": item, "items": "this item"},
            {"kind": "resumed", "name": "Mira Oakley", "item_id": item},
        ],
    )
    assert added.status_code == 201, added.text
    return list(added.json()["items"])


class TestRecord:
    async def test_hand_overs_keep_their_order(self, governance: Governance) -> None:
        held = await meeting(governance)
        await chaired(governance, held)
        found = (await governance.get(f"/meetings/{held['id']}/chairs")).json()["items"]
        assert [(c["position"], c["kind"], c["name"]) for c in found] == [
            (1, "opened", "Mira Oakley"), (2, "took", "Tom Alder"), (3, "resumed", "Mira Oakley"),
        ]  # fmt: skip

    async def test_one_person_opens_a_meeting(self, governance: Governance) -> None:
        held = await meeting(governance)
        await chaired(governance, held)
        refused = await governance.post(
            f"/meetings/{held['id']}/chairs", json=[{"kind": "opened", "name": "Tom Alder"}]
        )
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("/meeting-opened-by-another")

    async def test_an_item_of_another_meeting_is_refused(self, governance: Governance) -> None:
        held, other = await meeting(governance), await meeting(governance, "2026-09-09")
        refused = await governance.post(
            f"/meetings/{held['id']}/chairs",
            json=[{"kind": "took", "name": "Tom Alder", "item_id": other["items"][0]["id"]}],
        )
        assert refused.status_code == 404

    async def test_a_wrong_entry_is_taken_out(self, governance: Governance) -> None:
        held = await meeting(governance)
        wrong = (await chaired(governance, held))[1]
        path = f"/meetings/{held['id']}/chairs"
        assert (await governance.call("DELETE", f"{path}/{wrong['id']}")).status_code == 204
        assert [c["kind"] for c in (await governance.get(path)).json()["items"]] == [
            "opened", "resumed",
        ]  # fmt: skip
        assert (await governance.call("DELETE", f"{path}/{wrong['id']}")).status_code == 404

    async def test_it_stands_once_the_minutes_are_approved(self, governance: Governance) -> None:
        held = await meeting(governance)
        entry = (await chaired(governance, held))[0]
        for version, status in ((1, "held"), (2, "minutes_approved")):
            changed = await governance.patch(
                f"/meetings/{held['id']}", version, json={"status": status}
            )
            assert changed.status_code == 200, changed.text
        path = f"/meetings/{held['id']}/chairs"
        added = await governance.post(path, json=[{"kind": "took", "name": "Tom Alder"}])
        assert added.status_code == 409
        assert (await governance.call("DELETE", f"{path}/{entry['id']}")).status_code == 409

    async def test_another_system_has_no_such_meeting(self, governance: Governance) -> None:
        held = await meeting(governance)
        await chaired(governance, held)
        found = await governance.get(f"/meetings/{held['id']}/chairs", ics="QKK")
        assert found.status_code == 404

    async def test_reading_is_not_enough_to_record(self, governance: Governance) -> None:
        held = await meeting(governance)
        refused = await governance.post(
            f"/meetings/{held['id']}/chairs",
            json=[{"kind": "opened", "name": "Tom Alder"}],
            scopes=["governance:read"],
        )
        assert refused.status_code == 403


class TestPublished:
    async def test_anybody_reads_it_once_the_meeting_is_published(
        self, governance: Governance
    ) -> None:
        held = await meeting(governance)
        await chaired(governance, held)
        address = f"/api/v1/QE1/governance/published-meetings/{held['id']}/chairs"
        assert (await governance.http.get(address)).status_code == 404
        await governance.post(f"/meetings/{held['id']}/publish")
        found = await governance.http.get(address)
        assert found.status_code == 200
        assert found.json()["chairs"][1] == {
            "kind": "took", "name": "Tom Alder", "items": "this item", "item_number": "2",
            "item_title": "Walk-in clinic",
        }  # fmt: skip
        other = f"/api/v1/QKK/governance/published-meetings/{held['id']}/chairs"
        assert (await governance.http.get(other)).status_code == 404

    async def test_of_a_withheld_item_it_tells_the_number_alone(
        self, governance: Governance
    ) -> None:
        held = await meeting(governance)
        await chaired(governance, held)
        await governance.post(f"/meetings/{held['id']}/publish")
        item = held["items"][1]["id"]
        withheld = await governance.patch(
            f"/meetings/{held['id']}/items/{item}", 1,
            json={"withheld_reason": "It is before a court."},
        )  # fmt: skip
        assert withheld.status_code == 200, withheld.text
        address = f"/api/v1/QE1/governance/published-meetings/{held['id']}/chairs"
        assert (await governance.http.get(address)).json()["chairs"][1] == {
            "kind": "took", "name": "Tom Alder", "items": None, "item_number": "2",
            "item_title": None,
        }  # fmt: skip

    async def test_of_a_meeting_that_is_not_there_nothing(self, governance: Governance) -> None:
        address = f"/api/v1/QE1/governance/published-meetings/{uuid4()}/chairs"
        assert (await governance.http.get(address)).status_code == 404

    async def test_events_name_nobody(self, governance: Governance) -> None:
        held = await meeting(governance)
        await chaired(governance, held)
        await governance.post(f"/meetings/{held['id']}/publish")
        told = str(await governance.told())
        assert "Oakley" not in told
        assert "Alder" not in told


class TestTheWordsOfTheMinutes:
    """For which items somebody was in the chair may name one that is withheld."""

    async def held(self, governance: Governance, words: str) -> dict[str, Any]:
        held = await meeting(governance)
        await governance.post(
            f"/meetings/{held['id']}/chairs",
            json=[{"kind": "took", "name": "Tom Alder", "items": words}],
        )
        await governance.patch(
            f"/meetings/{held['id']}/items/{held['items'][1]['id']}", 1,
            json={"withheld_reason": "It is before a court."},
        )  # fmt: skip
        await governance.post(f"/meetings/{held['id']}/publish")
        return held

    async def read(self, governance: Governance, held: dict[str, Any]) -> list[Any]:
        """Give the words as those who keep the record, readers and everybody read them."""
        path = f"/meetings/{held['id']}/chairs"
        keeps = (await governance.get(path)).json()["items"][0]["items"]
        reader = await governance.get(path, scopes=["governance:read"])
        reads = reader.json()["items"][0]["items"]
        public = await governance.get(f"/published-meetings/{held['id']}/chairs")
        return [keeps, reads, public.json()["chairs"][0]["items"]]

    async def test_are_for_those_who_keep_the_record(self, governance: Governance) -> None:
        words = "the item on the walk-in clinic"
        held = await self.held(governance, words)
        assert await self.read(governance, held) == [words, None, None]

    @pytest.mark.parametrize("words", ["items 1 to 2", "Items 1, 2 and 4.2"])
    async def test_are_for_all_where_they_are_numbers(
        self, governance: Governance, words: str
    ) -> None:
        held = await self.held(governance, words)
        assert await self.read(governance, held) == [words] * 3

    async def test_are_for_all_where_nothing_is_withheld(self, governance: Governance) -> None:
        held = await meeting(governance)
        await chaired(governance, held)
        await governance.post(f"/meetings/{held['id']}/publish")
        found = await governance.get(f"/meetings/{held['id']}/chairs", scopes=["governance:read"])
        assert found.json()["items"][1]["items"] == "this item"
