"""A body's forward plan (rule 15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from governance.plans import priorities
from governance_support import ICP, QE1, Governance

pytestmark = pytest.mark.rule("governance.15")

FAR = str(today() + timedelta(365))
PLANNED = "governance.plan_item.planned.v1"
LSC = ["Blackburn with Darwen", "Blackpool", "South Cumbria", "Lancashire"]


def day(number: int) -> str:
    return str(today() + timedelta(60 * number))


async def made(governance: Governance, path: str, data: Any) -> dict[str, Any]:
    response = await governance.post(path, json=data)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def plans(governance: Governance, kind: str, **more: Any) -> dict[str, Any]:
    repeats = {"every": 1} if kind in {"standing", "place_update"} else {}
    data = {"kind": kind, "title": kind.title(), "starts_on": str(today()), **repeats, **more}
    return await made(governance, f"/bodies/{ICP}/plan-items", data)


async def places(governance: Governance, until: str = FAR) -> dict[str, Any]:
    return await made(governance, f"/bodies/{ICP}/work-programme", {"until": until})


def shown(programme: dict[str, Any]) -> list[list[tuple[str | None, str | None]]]:
    return [[(one["title"], one["place"]) for one in meeting["placements"]]
            for meeting in programme["meetings"]]  # fmt: skip


@pytest.fixture
async def meetings(governance: Governance) -> list[str]:
    """Four meetings to come."""
    return [
        (await made(governance, "/meetings", {"body_id": str(ICP), "held_on": day(n)}))["id"]
        for n in range(1, 5)
    ]


class TestProgramme:
    @pytest.mark.usefixtures("meetings")
    async def test_standing_items_and_place_updates_are_drafted(
        self, governance: Governance
    ) -> None:
        await plans(governance, "place_update", places=LSC, priority=2)
        await plans(governance, "standing", title="Interests", priority=1)
        await plans(governance, "standing", title="Money", every=2, priority=3)
        found = shown(await places(governance))
        assert found == [
            [("Interests", None), ("Place_Update", LSC[0]), ("Money", None)],
            [("Interests", None), ("Place_Update", LSC[1])],
            [("Interests", None), ("Place_Update", LSC[2]), ("Money", None)],
            [("Interests", None), ("Place_Update", LSC[3])],
        ]
        assert shown(await places(governance)) == found

    async def test_what_is_on_an_agenda_stays_and_the_rest_moves(
        self, governance: Governance, meetings: list[str]
    ) -> None:
        await plans(governance, "place_update", places=LSC)
        first = (await places(governance))["meetings"][0]["placements"][0]
        put = await made(governance, f"/plan-placements/{first['id']}/agenda", {"number": "5"})
        [item] = (await governance.get(f"/meetings/{meetings[0]}/items")).json()["items"]
        assert (item["id"], item["title"]) == (put["item_id"], f"Place_Update: {LSC[0]}")
        again = await governance.post(f"/plan-placements/{first['id']}/agenda",
                                      json={"number": "6"})  # fmt: skip
        assert again.status_code == 409
        await governance.patch(f"/meetings/{meetings[1]}", 1, json={"status": "cancelled"})
        found = await places(governance)
        assert [one[0][1] for one in shown(found)] == LSC[:3]
        assert found["meetings"][0]["placements"][0]["item_id"] == item["id"]

    @pytest.mark.usefixtures("meetings")
    async def test_nothing_is_placed_beyond_the_day(self, governance: Governance) -> None:
        await plans(governance, "standing")
        assert shown(await places(governance, day(2))) == [[("Standing", None)]] * 2
        query = f"since={day(0)}&until={day(9)}"
        whole = await governance.get(f"/bodies/{ICP}/work-programme?{query}")
        assert [len(one) for one in shown(whole.json())] == [1, 1, 0, 0]


class TestWaiting:
    async def test_a_deep_dive_waits_for_a_date(
        self, governance: Governance, meetings: list[str]
    ) -> None:
        later = await plans(governance, "once", title="Housing", priority=9)
        first = await plans(governance, "deep_dive", title="Starting well", priority=1)
        assert [one["title"] for one in (await places(governance))["waiting"]] == [
            "Starting well", "Housing"]  # fmt: skip
        path = f"/plan-items/{first['id']}/placements"
        placed = await made(governance, path, {"meeting_id": meetings[1]})
        found = await places(governance)
        assert shown(found)[1] == [("Starting well", None)]
        assert [one["id"] for one in found["waiting"]] == [later["id"]]
        twice = await governance.post(path, json={"meeting_id": meetings[1]})
        assert twice.status_code == 409
        await made(governance, f"/plan-placements/{placed['id']}/agenda", {"number": "7"})
        done = await governance.post(path, json={"meeting_id": meetings[2]})
        assert done.json()["type"].endswith("plan-state")

    async def test_it_comes_to_a_meeting_of_its_body(self, governance: Governance) -> None:
        other = await made(governance, "/bodies", {"code": "BB", "name": "B", "kind": "k",
                                                   "valid_from": "2022-07-01"})  # fmt: skip
        meeting = await made(governance, "/meetings", {"body_id": other["id"], "held_on": day(1)})
        item = await plans(governance, "once")
        refused = await governance.post(f"/plan-items/{item['id']}/placements",
                                        json={"meeting_id": meeting["id"]})  # fmt: skip
        assert refused.json()["errors"][0]["field"] == "body.meeting_id"

    @pytest.mark.usefixtures("meetings")
    async def test_it_is_dropped_with_a_reason_and_its_drafts_with_it(
        self, governance: Governance
    ) -> None:
        item = await plans(governance, "standing")
        await places(governance)
        path = f"/plan-items/{item['id']}"
        dropped = await governance.patch(path, 1, json={"dropped_reason": "Merged."})
        assert dropped.json()["state"] == "dropped"
        assert shown(await places(governance)) == [[]] * 4
        assert (await governance.patch(path, 2, json={"title": "x"})).status_code == 409

    @pytest.mark.parametrize("change", [
        {"kind": "standing"}, {"kind": "once", "every": 2},
        {"kind": "place_update", "every": 1}, {"kind": "once", "places": ["a"]},
        {"kind": "place_update", "every": 1, "places": ["a", "a"]},
        {"kind": "once", "ends_on": "2000-01-01"},
    ])  # fmt: skip
    async def test_what_does_not_fit_its_kind_is_refused(
        self, governance: Governance, change: dict[str, Any]
    ) -> None:
        data = {"title": "x", "starts_on": str(today())} | change
        response = await governance.post(f"/bodies/{ICP}/plan-items", json=data)
        assert response.status_code == 422

    async def test_another_system_has_none_of_it(self, governance: Governance) -> None:
        item = await plans(governance, "once")
        path = f"/plan-items/{item['id']}/appraisals"
        assert (await governance.get(path, ics="QKK")).status_code == 404
        assert (await governance.get(path)).json() == {"items": []}


def scores(score: int = 2, **change: Any) -> dict[str, Any]:
    test = priorities.on(today())
    assert test is not None
    said = {one.code: {"score": score, "reason": "Partners say so."} for one in test.criteria}
    return {code: one for code, one in (said | change).items() if one is not None}


class TestAppraise:
    def test_the_test_asks_the_five_questions_of_the_partnership(self) -> None:
        assert list(scores()) == [
            "strategy", "spatial_level", "collaboration", "framing", "impact"]  # fmt: skip

    async def test_every_score_is_kept_with_its_reason(self, governance: Governance) -> None:
        item = await plans(governance, "deep_dive")
        path = f"/plan-items/{item['id']}/appraisals"
        first = await made(governance, path, {"scores": scores()})
        await made(governance, path, {"scores": scores(3)})
        found = (await governance.get(path)).json()["items"]
        assert [one["total"] for one in found] == [15, 10]
        assert found[1] == first
        assert first["scores"]["impact"] == {"score": 2, "reason": "Partners say so."}

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (scores(impact=None), "body.scores.impact"),
            (scores(beauty={"score": 1, "reason": "x"}), "body.scores"),
            (scores(4), "body.scores.framing.score"),
        ],
    )
    async def test_what_is_not_scored_rightly_is_named(
        self, governance: Governance, said: dict[str, Any], field: str
    ) -> None:
        item = await plans(governance, "deep_dive")
        refused = await governance.post(f"/plan-items/{item['id']}/appraisals",
                                        json={"scores": said})  # fmt: skip
        assert refused.status_code == 422
        assert field in [error["field"] for error in refused.json()["errors"]]

    async def test_none_is_rewritten(self, governance: Governance) -> None:
        item = await plans(governance, "deep_dive")
        await made(governance, f"/plan-items/{item['id']}/appraisals", {"scores": scores()})
        with pytest.raises(asyncpg.PostgresError):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute("UPDATE plan_appraisals SET total=0")


class TestTelling:
    """The library shows which gaps of what was heard an item touches."""

    async def test_each_step_of_an_item_is_told(
        self, governance: Governance, meetings: list[str]
    ) -> None:
        item = await plans(governance, "deep_dive", title="Urgent care")
        placed = await made(
            governance, f"/plan-items/{item['id']}/placements", {"meeting_id": meetings[0]}
        )
        await made(governance, f"/plan-placements/{placed['id']}/agenda", {"number": "4"})
        told = [(one["state"], one["comes_on"]) for one in await governance.told(PLANNED)]
        assert told == [("waiting", []), ("waiting", [day(1)]), ("done", [day(1)])]

    @pytest.mark.usefixtures("meetings")
    async def test_repeating_items_are_told_with_their_days(self, governance: Governance) -> None:
        await plans(governance, "place_update", places=LSC[:2])
        await places(governance)
        last = (await governance.told(PLANNED))[-1]
        assert (last["kind"], last["places"]) == ("place_update", LSC[:2])
        assert last["comes_on"] == [day(n) for n in range(1, 5)]

    @pytest.mark.parametrize(
        ("terms", "told"),
        [({"meets_in_public": True}, True), ({"meets_in_public": False}, False), ({}, False)],
    )
    async def test_whether_the_board_meets_in_public_is_told(
        self, governance: Governance, *, terms: dict[str, bool], told: bool
    ) -> None:
        adopted = {"valid_from": str(today()), "content": terms}
        await made(governance, f"/bodies/{ICP}/terms", adopted)
        await plans(governance, "deep_dive", title="Urgent care")
        assert (await governance.told(PLANNED))[-1]["in_public"] is told

    async def test_a_change_is_told_and_no_personal_data(self, governance: Governance) -> None:
        item = await plans(governance, "once", title="Ask jane.roe@example.org")
        patch = {"dropped_reason": "No time."}
        answer = await governance.patch(f"/plan-items/{item['id']}", 1, json=patch)
        assert answer.status_code == 200, answer.text
        told = [(one["title"], one["state"]) for one in await governance.told(PLANNED)]
        assert told == [(None, "waiting"), (None, "dropped")]


@pytest.mark.rule("governance.7")
class TestWithheld:
    """What came onto an agenda and is withheld there is told nowhere by its title."""

    SEEN = f"/bodies/{ICP}/work-programme?since={day(0)}&until={FAR}"

    @pytest.fixture
    async def on_agenda(self, governance: Governance, meetings: list[str]) -> dict[str, Any]:
        item = await plans(governance, "deep_dive", title="A claim against us")
        placed = await made(governance, f"/plan-items/{item['id']}/placements",
                            {"meeting_id": meetings[0]})  # fmt: skip
        return await made(governance, f"/plan-placements/{placed['id']}/agenda", {"number": "1"})

    async def withheld(self, governance: Governance, put: dict[str, Any], **change: Any) -> None:
        path = f"/meetings/{put['meeting_id']}/items/{put['item_id']}"
        version = (await governance.get(path)).json()["version"]
        answer = await governance.patch(path, version, json=change)
        assert answer.status_code == 200, answer.text

    async def test_other_services_lose_the_title_and_get_it_back(
        self, governance: Governance, on_agenda: dict[str, Any]
    ) -> None:
        await self.withheld(governance, on_agenda, withheld_reason="It is before a court.")
        await self.withheld(governance, on_agenda, withheld_reason="It names somebody.")
        await self.withheld(governance, on_agenda, withheld_reason=None)
        told = [one["title"] for one in await governance.told(PLANNED)]
        assert told == ["A claim against us"] * 3 + [None, "A claim against us"]

    async def test_it_is_told_to_those_alone_who_keep_the_record(
        self, governance: Governance, on_agenda: dict[str, Any]
    ) -> None:
        criteria = priorities.on(today())
        assert criteria is not None
        scores = {one.code: {"score": 1, "reason": "A claim."} for one in criteria.criteria}
        appraised = f"/plan-items/{on_agenda['plan_item_id']}/appraisals"
        await made(governance, appraised, {"scores": scores})
        read = {"scopes": ["governance:read"]}
        told = [("A claim against us", None)]
        assert shown((await governance.get(self.SEEN, **read)).json())[0] == told
        await self.withheld(governance, on_agenda, withheld_reason="It is before a court.")
        assert shown((await governance.get(self.SEEN, **read)).json())[0] == [(None, None)]
        assert (await governance.get(appraised, **read)).json()["items"] == []
        assert shown((await governance.get(self.SEEN)).json())[0] == told
        assert len((await governance.get(appraised)).json()["items"]) == 1
