"""What was placed at a meeting that is cancelled, moved or over does not get lost (rule 15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.testing.clock import today
from governance.plans.models import Placement
from governance_support import ICP, QE1, Governance

pytestmark = pytest.mark.rule("governance.15")
PLANNED = "governance.plan_item.planned.v1"


def day(number: int) -> str:
    return str(today() + timedelta(30 * number))


async def made(governance: Governance, path: str, data: Any) -> dict[str, Any]:
    response = await governance.post(path, json=data)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def meets(governance: Governance, number: int) -> str:
    data = {"body_id": str(ICP), "held_on": day(number)}
    return str((await made(governance, "/meetings", data))["id"])


async def changes(governance: Governance, meeting: str, **what: Any) -> None:
    version = (await governance.get(f"/meetings/{meeting}")).json()["version"]
    answer = await governance.patch(f"/meetings/{meeting}", version, json=what)
    assert answer.status_code == 200, answer.text


async def programme(
    governance: Governance, **caller: Any
) -> tuple[list[str], dict[str, list[str]]]:
    """Give what waits, and what comes to which meeting."""
    path = f"/bodies/{ICP}/work-programme?since={today()}&until={day(12)}"
    found = (await governance.get(path, **caller)).json()
    there = {
        one["meeting_id"]: [each["title"] for each in one["placements"]]
        for one in found["meetings"]
    }
    return [one["title"] for one in found["waiting"]], there


async def placed(governance: Governance, *meetings: str) -> list[dict[str, Any]]:
    """Let one item come to meetings."""
    data = {"kind": "deep_dive", "title": "Dentists", "starts_on": str(today())}
    item = await made(governance, f"/bodies/{ICP}/plan-items", data)
    path = f"/plan-items/{item['id']}/placements"
    return [await made(governance, path, {"meeting_id": one}) for one in meetings]


async def agenda(governance: Governance, placement: dict[str, Any]) -> Any:
    return await governance.post(f"/plan-placements/{placement['id']}/agenda", json={"number": "1"})


class TestCancelled:
    async def test_a_draft_waits_again(self, governance: Governance) -> None:
        meeting = await meets(governance, 1)
        await placed(governance, meeting)
        assert (await programme(governance)) == ([], {meeting: ["Dentists"]})
        await changes(governance, meeting, status="cancelled")
        assert (await programme(governance)) == (["Dentists"], {})

    async def test_what_was_on_its_agenda_waits_again_and_comes_to_another(
        self, governance: Governance
    ) -> None:
        meeting, other = await meets(governance, 1), await meets(governance, 2)
        [placement] = await placed(governance, meeting)
        assert (await agenda(governance, placement)).status_code == 201
        assert (await programme(governance))[0] == []
        await changes(governance, meeting, status="cancelled")
        assert (await programme(governance))[0] == ["Dentists"]
        path = f"/plan-items/{placement['plan_item_id']}/placements"
        again = await made(governance, path, {"meeting_id": other})
        assert (await agenda(governance, again)).status_code == 201

    async def test_what_was_withheld_on_it_waits_unseen_by_who_does_not_keep_the_record(
        self, governance: Governance
    ) -> None:
        meeting = await meets(governance, 1)
        [placement] = await placed(governance, meeting)
        put = (await agenda(governance, placement)).json()
        path = f"/meetings/{meeting}/items/{put['item_id']}"
        version = (await governance.get(path)).json()["version"]
        withheld = {"withheld_reason": "It is before a court."}
        assert (await governance.patch(path, version, json=withheld)).status_code == 200
        await changes(governance, meeting, status="cancelled")
        assert (await programme(governance))[0] == ["Dentists"]
        assert (await programme(governance, scopes=["governance:read"]))[0] == []

    async def test_what_another_meeting_took_up_stays_done(self, governance: Governance) -> None:
        """Two agendas could have it before drafts went with the first."""
        meeting, other = await meets(governance, 1), await meets(governance, 2)
        [first] = await placed(governance, meeting)
        await agenda(governance, first)
        item = {"number": "1", "title": "Dentists"}
        path = f"/meetings/{other}/items"
        [added] = (await made(governance, path, [item]))["items"]
        second = Placement(
            ics=QE1, id=new_id(), plan_item_id=UUID(first["plan_item_id"]), place=None,
            by_hand=True, meeting_id=UUID(other), item_id=UUID(added["id"]),
        )  # fmt: skip
        async with governance.database.transaction(QE1) as session:
            session.add(second)
        await changes(governance, other, status="cancelled")
        assert (await programme(governance))[0] == []
        assert (await governance.told(PLANNED))[-1]["state"] == "done"

    async def test_the_library_is_told_of_days_that_changed(self, governance: Governance) -> None:
        meeting = await meets(governance, 1)
        await placed(governance, meeting)
        await changes(governance, meeting, held_on=day(2))
        assert (await governance.told(PLANNED))[-1]["comes_on"] == [day(2)]
        await changes(governance, meeting, status="cancelled")
        last = (await governance.told(PLANNED))[-1]
        assert (last["comes_on"], last["state"]) == ([], "waiting")


class TestOnce:
    async def test_what_comes_once_comes_to_no_second_agenda(self, governance: Governance) -> None:
        meeting, other = await meets(governance, 1), await meets(governance, 2)
        first, second = await placed(governance, meeting, other)
        assert (await agenda(governance, first)).status_code == 201
        assert (await programme(governance))[1][other] == []
        assert (await agenda(governance, second)).status_code == 404
