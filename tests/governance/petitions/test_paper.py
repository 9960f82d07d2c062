"""Signatures on paper: counted by staff, corrected with a reason, shown apart (rule 5)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.testing.clock import today
from public_voice_support import STAFF, Petitioners

pytestmark = pytest.mark.rule("governance.5")
REACHED = "governance.petition.threshold_reached.v1"


async def count(
    petitioners: Petitioners, petition: dict[str, Any], signatures: int, **more: Any
) -> Any:
    how = {name: more.pop(name) for name in ("ics", "scopes") if name in more}
    data = {"signatures": signatures, "counted_on": str(today()), "counted_by": "Ann Low",
            "kept_at": "County Hall, cabinet 4"}  # fmt: skip
    path = f"/petitions/{petition['id']}/paper-counts"
    return await petitioners.people.governance.post(path, json=data | more, **how)


async def counted(petitioners: Petitioners, petition: dict[str, Any], number: int) -> Any:
    answer = await count(petitioners, petition, number)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def kept(petitioners: Petitioners, petition: dict[str, Any]) -> dict[str, Any]:
    path = f"/petitions/{petition['id']}/paper-counts"
    return dict((await petitioners.people.governance.get(path)).json())


class TestCounting:
    async def test_it_says_how_many_who_counted_when_and_where_the_sheets_are(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        first = await counted(petitioners, petition, 12)
        await counted(petitioners, petition, 3)
        assert (first["counted_by"], first["kept_at"]) == ("Ann Low", "County Hall, cabinet 4")
        assert first["counted_on"] == str(today())
        found = await kept(petitioners, petition)
        assert (found["paper_signatures"], [one["signatures"] for one in found["items"]]) == (
            15, [12, 3]
        )  # fmt: skip
        assert await petitioners.exact(petition["id"]) == 0, "those online are apart"

    async def test_online_and_on_paper_reach_a_threshold_together(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await petitioners.signed(petition["id"], 6)
        await counted(petitioners, petition, 3)
        governance = petitioners.people.governance
        assert await governance.told(REACHED) == []
        await petitioners.signed(petition["id"], 1, first=6)
        assert [one["threshold"] for one in await governance.told(REACHED)] == [10]
        await counted(petitioners, petition, 10)
        assert [one["threshold"] for one in await governance.told(REACHED)] == [10, 20]
        reached = {one["signatures"]: one["reached"]
                   for one in (await petitioners.public(petition["id"]))["thresholds"]}  # fmt: skip
        assert reached == {10: True, 20: True}

    async def test_sheets_that_are_counted_at_once_all_count(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await asyncio.gather(*(counted(petitioners, petition, n) for n in range(1, 9)))
        assert (await kept(petitioners, petition))["paper_signatures"] == 36


class TestCorrecting:
    async def test_a_count_is_corrected_with_a_reason_and_stays_on_record(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        wrong = await counted(petitioners, petition, 21)
        correction = {"corrects_id": wrong["id"], "reason": "One sheet was counted twice."}
        right = await count(petitioners, petition, 14, **correction)
        assert right.status_code == 201, right.text
        found = await kept(petitioners, petition)
        assert found["paper_signatures"] == 14
        assert [one["reason"] for one in found["items"]] == [None, "One sheet was counted twice."]
        again = await count(petitioners, petition, 13, **correction)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/paper-count-corrected")
        later = {"corrects_id": right.json()["id"], "reason": "They were of another petition."}
        assert (await count(petitioners, petition, 0, **later)).status_code == 201
        assert (await kept(petitioners, petition))["paper_signatures"] == 0

    async def test_what_was_announced_stays_announced_and_is_not_said_again(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        wrong = await counted(petitioners, petition, 12)
        correction = {"corrects_id": wrong["id"], "reason": "A sheet was of another petition."}
        await count(petitioners, petition, 5, **correction)
        await counted(petitioners, petition, 5)
        assert len(await petitioners.people.governance.told(REACHED)) == 1

    async def test_a_count_of_another_petition_is_not_there(self, petitioners: Petitioners) -> None:
        one, other = await petitioners.opened(), await petitioners.opened()
        count_ = await counted(petitioners, one, 12)
        refused = await count(petitioners, other, 5, corrects_id=count_["id"], reason="Wrong.")
        assert (refused.status_code, refused.json()["type"]) == (
            404, "/problems/paper-count-not-found"
        )  # fmt: skip

    @pytest.mark.parametrize(
        "wrong",
        [{"signatures": 0}, {"signatures": -1}, {"reason": "No count is named."},
         {"corrects_id": str(uuid4())}, {"counted_by": ""}, {"kept_at": ""},
         {"counted_on": str(today() - timedelta(1))}, {"counted_on": str(today() + timedelta(1))}],
    )  # fmt: skip
    async def test_what_is_wrong_is_refused(
        self, petitioners: Petitioners, wrong: dict[str, Any]
    ) -> None:
        petition = await petitioners.opened()
        assert (
            await count(petitioners, petition, **({"signatures": 5} | wrong))
        ).status_code == 422
        assert (await kept(petitioners, petition))["items"] == []


class TestStates:
    async def test_not_before_it_is_open_and_not_once_it_is_answered(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.started()
        early = await count(petitioners, petition, 5)
        assert (early.status_code, early.json()["type"]) == (409, "/problems/petition-state")
        petition = await petitioners.opened()
        await petitioners.renew(days=120)
        assert (await petitioners.public(petition["id"]))["state"] == "closed"
        await counted(petitioners, petition, 5)
        answer = {"answer": "It stays open.", "answered_by": "The Chair"}
        await petitioners.people.staff(f"/petitions/{petition['id']}/answer", **answer)
        assert (await count(petitioners, petition, 5)).status_code == 409

    async def test_it_is_for_staff_of_its_own_system(self, petitioners: Petitioners) -> None:
        petition = await petitioners.opened()
        assert (await count(petitioners, petition, 5, ics="QKK")).status_code == 404
        reader = await count(petitioners, petition, 5, scopes=["governance:read"])
        assert reader.status_code == 403
        path = f"/petitions/{petition['id']}/paper-counts"
        governance = petitioners.people.governance
        assert (await governance.get(path, ics="QKK", scopes=STAFF)).status_code == 404
        assert (await governance.get(path, scopes=["governance:read"])).status_code == 403


class TestShowing:
    @pytest.mark.rule("panel.8")
    async def test_they_are_shown_apart_hidden_then_rounded_and_move_once_a_day(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await counted(petitioners, petition, 7)
        await petitioners.renew()
        assert (await petitioners.public(petition["id"]))["paper_signatures"] is None
        await counted(petitioners, petition, 6)
        await petitioners.renew()
        assert (await petitioners.public(petition["id"]))["paper_signatures"] is None
        await petitioners.renew(days=1)
        told = await petitioners.public(petition["id"])
        assert (told["paper_signatures"], told["signatures"]) == (15, None)
        await counted(petitioners, petition, 7)
        await petitioners.renew(days=2)
        assert (await petitioners.public(petition["id"]))["paper_signatures"] == 15
        assert "Ann Low" not in str(told)
        assert "cabinet" not in str(told)

    async def test_the_answer_tells_of_them_as_they_are_published(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await counted(petitioners, petition, 13)
        await petitioners.renew()
        answer = {"answer": "It stays open.", "answered_by": "The Chair"}
        await petitioners.people.staff(f"/petitions/{petition['id']}/answer", **answer)
        [told] = await petitioners.people.governance.told("governance.petition.answered.v1")
        assert (told["paper_signatures"], told["signatures"]) == (15, None)
