"""A petition that enough people signed is debated, and waits for nobody to look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.testing.clock import today
from governance_support import ICP
from public_voice_support import Petitioners

pytestmark = pytest.mark.rule("governance.5")


async def programme(petitioners: Petitioners) -> dict[str, Any]:
    path = f"/bodies/{ICP}/work-programme?since={today()}&until={today() + timedelta(365)}"
    return dict((await petitioners.people.governance.get(path)).json())


async def planned(petitioners: Petitioners, meeting: str) -> list[str]:
    """Give the titles of what is drafted onto a meeting."""
    found = (await programme(petitioners))["meetings"]
    [there] = [one for one in found if one["meeting_id"] == meeting]
    return [one["title"] for one in there["placements"]]


async def test_it_comes_to_the_meeting_that_is_called_later(petitioners: Petitioners) -> None:
    petition = await petitioners.opened()
    await petitioners.signed(petition["id"], 20)
    meeting = await petitioners.people.meeting()
    await petitioners.renew()
    await petitioners.renew()
    [title] = await planned(petitioners, meeting)
    assert title.startswith(f"Petition debate, {petition['reference']}")
    assert (await programme(petitioners))["waiting"] == []


async def test_it_moves_on_where_its_meeting_is_cancelled(petitioners: Petitioners) -> None:
    petition = await petitioners.opened()
    gone = await petitioners.people.meeting()
    await petitioners.signed(petition["id"], 20)
    assert len(await planned(petitioners, gone)) == 1
    cancel = {"status": "cancelled"}
    governance = petitioners.people.governance
    assert (await governance.patch(f"/meetings/{gone}", 1, json=cancel)).status_code == 200
    there = await petitioners.people.meeting(60)
    await petitioners.renew()
    assert len(await planned(petitioners, there)) == 1


async def test_what_staff_planned_themselves_waits_for_them(petitioners: Petitioners) -> None:
    petition = await petitioners.opened()
    meeting = await petitioners.people.meeting()
    title = f"Petition debate, {petition['reference']}: in general"
    item = {"kind": "once", "title": title, "starts_on": str(today())}
    made = await petitioners.people.governance.post(f"/bodies/{ICP}/plan-items", json=item)
    assert made.status_code == 201, made.text
    await petitioners.renew()
    assert await planned(petitioners, meeting) == []


async def test_everybody_reads_where_it_is_debated_once_that_meeting_is_published(
    petitioners: Petitioners,
) -> None:
    petition = await petitioners.opened()
    meeting = await petitioners.people.meeting()
    await petitioners.signed(petition["id"], 20)
    governance = petitioners.people.governance

    async def debates() -> list[dict[str, Any]]:
        path = f"/api/v1/QE1/governance/public-petitions/{petition['id']}"
        answer = await governance.http.get(path)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["debates"])

    assert await debates() == []
    assert (await governance.post(f"/meetings/{meeting}/publish")).status_code == 200
    assert [one["meeting_id"] for one in await debates()] == [meeting]
    programme_ = (await programme(petitioners))["meetings"]
    [placement] = [one for each in programme_ for one in each["placements"]]
    path = f"/plan-placements/{placement['id']}/agenda"
    put = await governance.post(path, json={"number": "9"})
    assert put.status_code == 201, put.text
    path = f"/meetings/{meeting}/items/{put.json()['item_id']}"
    reason = {"withheld_reason": "It names a person."}
    assert (await governance.patch(path, 1, json=reason)).status_code == 200
    assert await debates() == []
