"""Actions: kept until they are done."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from governance_support import ICP, Governance


async def kept(governance: Governance, **content: Any) -> dict[str, Any]:
    values = {"body_id": str(ICP), "description": "Write to the practice"}
    response = await governance.post("/actions", json=values | content)
    assert response.status_code == 201, response.text
    return dict(response.json())


class TestActions:
    async def test_an_action_is_closed_with_its_day_and_can_be_opened_again(
        self, governance: Governance
    ) -> None:
        action = await kept(governance, due_on="2024-10-01", owner_name="Tom Alder")
        path = f"/actions/{action['id']}"
        done = (await governance.patch(path, 1, json={"status": "done"})).json()
        assert done["closed_on"] is not None
        reopened = (await governance.patch(path, 2, json={"status": "open"})).json()
        assert reopened["closed_on"] is None

    async def test_actions_are_listed_by_status(self, governance: Governance) -> None:
        first, second = await kept(governance), await kept(governance)
        await governance.patch(f"/actions/{first['id']}", 1, json={"status": "done"})
        items = (await governance.get("/actions?status=open")).json()["items"]
        assert [action["id"] for action in items] == [second["id"]]

    async def test_the_owner_holds_a_post_of_the_body(self, governance: Governance) -> None:
        post = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"][0]["id"]
        assert (await kept(governance, owner_post_id=post))["owner_post_id"] == post
        other = await governance.post(
            "/bodies",
            json={"code": "EAC", "name": "Other", "kind": "committee", "valid_from": "2023-01-01"},
        )
        values = {"body_id": other.json()["id"], "description": "x", "owner_post_id": post}
        refused = await governance.post("/actions", json=values)
        assert refused.json()["errors"][0]["field"] == "body.owner_post_id"

    async def test_an_item_needs_its_meeting(self, governance: Governance) -> None:
        values = {"body_id": str(ICP), "description": "x", "item_id": str(uuid4())}
        refused = await governance.post("/actions", json=values)
        assert refused.json()["errors"][0]["field"] == "body.meeting_id"

    async def test_a_description_cannot_be_taken_away(self, governance: Governance) -> None:
        action = await kept(governance)
        refused = await governance.patch(f"/actions/{action['id']}", 1, json={"description": None})
        assert refused.status_code == 422
