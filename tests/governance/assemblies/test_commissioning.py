"""Commissioning an assembly or jury, and what is known of its lottery."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from assemblies_support import ROOT, commission, commissioned, days, decided
from governance_support import ICP, Governance

pytestmark = [pytest.mark.rule("governance.7"), pytest.mark.rule("panel.11")]


def fields(response: Any) -> set[str]:
    assert response.status_code == 422, response.text
    return {one["field"] for one in response.json()["errors"]}


class TestCommissioning:
    async def test_a_body_commissions_by_a_decision_and_tells_of_it(
        self, governance: Governance
    ) -> None:
        decision = await decided(governance, title="A jury is held")
        jury = await commissioned(governance, decision_id=decision)
        assert jury.shown["state"] == "commissioned"
        assert jury.shown["decision_reference"].startswith("QE1-ICP-")
        assert (jury.shown["lottery"], jury.shown["recommendations"]) == (None, [])
        [told] = await governance.told("governance.assembly.commissioned.v1")
        assert (told["assembly_id"], told["version"]) == (jury.id, 1)
        assert (told["seats"], told["categories"]) == (4, ["sex"])
        assert told["question"] == "Where should care be given in the evening?"
        assert told["receiving_body_name"] == "Fylde Sands Partnership Board"
        [listed] = (await governance.get(f"/assemblies?body_id={ICP}")).json()["items"]
        assert listed["id"] == jury.id
        assert (await governance.get(f"/assemblies?body_id={uuid4()}")).json()["items"] == []

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"kind": "citizens_panel"}, "body.kind"),
            ({"spectrum_level": "shout"}, "body.spectrum_level"),
            ({"categories": ["sex", "shoe_size"]}, "body.categories[1]"),
            ({"categories": ["sex", "sex"]}, "body"),
            ({"categories": []}, "body.categories"),
            ({"seats": 0}, "body.seats"),
            ({"ends_on": days(1)}, "body"),
            ({"answer_due_on": days(39)}, "body"),
            ({"question": "Call 01253 555 123 and say."}, "body.question"),
            ({"title": "Ask mira@example.org"}, "body.title"),
        ],
    )
    async def test_what_does_not_fit_is_named(
        self, governance: Governance, change: dict[str, Any], field: str
    ) -> None:
        refused = await governance.post("/assemblies", json=commission(**change))
        assert field in fields(refused)
        assert "555 123" not in refused.text
        assert await governance.told() == []

    async def test_a_body_that_ends_before_it_could_answer_is_refused(
        self, governance: Governance
    ) -> None:
        body = (await governance.get(f"/bodies/{ICP}")).json()
        ended = await governance.patch(
            f"/bodies/{ICP}", body["version"], json={"valid_to": days(50)}
        )
        assert ended.status_code == 200, ended.text
        refused = await governance.post("/assemblies", json=commission())
        assert fields(refused) == {"body.receiving_body_id"}

    async def test_its_decision_is_of_the_body_and_open_to_everybody(
        self, governance: Governance
    ) -> None:
        withheld = await decided(governance, confidential=True, withheld_reason="Contract.")
        refused = await governance.post("/assemblies", json=commission(decision_id=withheld))
        assert fields(refused) == {"body.decision_id"}
        other = await governance.post("/bodies", json={
            "code": "BRD", "name": "Board", "kind": "board", "valid_from": "2022-07-01",
        })  # fmt: skip
        assert other.status_code == 201, other.text
        mine = await decided(governance)
        said = commission(decision_id=mine, body_id=other.json()["id"])
        assert fields(await governance.post("/assemblies", json=said)) == {"body.decision_id"}

    async def test_unknown_bodies_are_not_found(self, governance: Governance) -> None:
        for name in ("body_id", "receiving_body_id"):
            said = commission(**{name: str(uuid4())})
            assert (await governance.post("/assemblies", json=said)).status_code == 404

    async def test_nobodys_name_travels(self, governance: Governance) -> None:
        await commissioned(governance, question="As Cllr Ada Applewick asks: where?")
        [told] = await governance.told("governance.assembly.commissioned.v1")
        assert told["question"] == "As [name] asks: where?"

    async def test_reading_needs_a_scope_and_commissioning_another(
        self, governance: Governance
    ) -> None:
        jury = await commissioned(governance)
        reading = ["governance:read"]
        assert (await governance.get(jury.path, scopes=["panel:read"])).status_code == 403
        assert (await governance.get(jury.path, scopes=reading)).status_code == 200
        for path in ("/assemblies", f"{jury.path}/cancellation", f"{jury.path}/recommendations",
                     f"{jury.path}/answers"):  # fmt: skip
            assert (await governance.post(path, json={}, scopes=reading)).status_code == 403

    async def test_another_systems_is_not_found(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        for path in (jury.path, f"/published-assemblies/{jury.id}"):
            assert (await governance.get(path, ics="QKK")).status_code == 404
        reason = {"reason": "Not ours."}
        cancelled = await governance.post(f"{jury.path}/cancellation", json=reason, ics="QKK")
        assert cancelled.status_code == 404


class TestAmending:
    async def test_it_is_told_as_it_stands_now(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        amended = await jury.amend(seats=6, title="A jury on care by night")
        assert amended.status_code == 200, amended.text
        [told] = await governance.told("governance.assembly.amended.v1")
        assert (told["version"], told["seats"]) == (2, 6)
        assert told["question"] == "Where should care be given in the evening?"

    async def test_it_must_hold_together(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        assert (await jury.amend(starts_on=days(41))).status_code == 422
        assert fields(await jury.amend(title=None)) == {"body.title"}
        assert fields(await jury.amend(kind="club")) == {"body.kind"}
        stale = await governance.patch(jury.path, 7, json={"seats": 5})
        assert stale.status_code == 412

    async def test_once_the_lottery_is_committed_to_only_the_rest_is_amended(
        self, governance: Governance
    ) -> None:
        jury = await commissioned(governance)
        await jury.hears_committed()
        for change in ({"seats": 5}, {"categories": ["sex", "place"]},
                       {"kind": "citizens_assembly"}):  # fmt: skip
            refused = await jury.amend(**change)
            assert refused.status_code == 409
            assert "assembly-lottery-committed" in refused.json()["type"]
        assert (await jury.amend(answer_due_on=days(120), seats=4)).status_code == 200


class TestCancelling:
    async def test_it_says_why_and_stays_so(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        cancelled = await jury.cancel()
        assert (cancelled.json()["state"], cancelled.json()["cancelled_reason"]) == (
            "cancelled", "The budget was cut.",
        )  # fmt: skip
        [told] = await governance.told("governance.assembly.cancelled.v1")
        assert (told["version"], told["reason"]) == (2, "The budget was cut.")
        assert (await jury.cancel()).status_code == 409
        assert (await jury.amend(seats=5)).status_code == 409

    async def test_its_reason_bears_no_personal_data(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        assert fields(await jury.cancel("Write to mira@example.org")) == {"body.reason"}


class TestLottery:
    async def test_the_panel_says_how_far_it_is(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        await jury.hears_committed()
        lottery = (await jury.read())["lottery"]
        assert (lottery["state"], lottery["root"]) == ("committed", ROOT)
        assert (lottery["filled"], lottery["digits"]) == (None, None)
        await jury.hears_drawn()
        lottery = (await jury.read())["lottery"]
        assert (lottery["state"], lottery["digits"], lottery["filled"]) == ("drawn", "042", 4)
        await jury.hears_seated(8, 3, 0)
        await jury.hears_seated(9, 4, 1)
        await jury.hears_seated(8, 3, 0)
        lottery = (await jury.read())["lottery"]
        assert (lottery["filled"], lottery["replaced"]) == (4, 1)
        await jury.hears_completed()
        lottery = (await jury.read())["lottery"]
        assert (lottery["state"], lottery["filled"], lottery["replaced"]) == ("completed", 3, 2)
        assert lottery["source"] == "National Lottery, the bonus ball"

    async def test_whatever_comes_first_or_twice_the_end_is_the_same(
        self, governance: Governance
    ) -> None:
        jury = await commissioned(governance)
        await jury.hears_completed()
        await jury.hears_drawn()
        await jury.hears_committed()
        await jury.hears_committed()
        lottery = (await jury.read())["lottery"]
        assert (lottery["state"], lottery["filled"]) == ("completed", 3)

    async def test_corrected_digits_take_the_place_of_those_entered_wrongly(
        self, governance: Governance
    ) -> None:
        jury = await commissioned(governance)
        await jury.hears_committed()
        await jury.hears_drawn()
        await jury.hears_seated(8, 3, 1)
        await jury.hears_corrected(9, "420")
        await jury.hears_corrected(7, "111")
        lottery = (await jury.read())["lottery"]
        assert (lottery["digits"], lottery["filled"], lottery["replaced"]) == ("420", 4, 0)
        assert (lottery["state"], lottery["evidence"]) == (
            "drawn", "https://lottery.example/again",
        )  # fmt: skip
        await jury.hears_completed()
        await jury.hears_corrected(99, "111")
        assert (await jury.read())["lottery"]["digits"] == "042"

    async def test_another_selection_does_not_replace_it(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        await jury.hears_committed()
        await jury.hears_completed(selection_id=uuid4())
        assert (await jury.read())["lottery"]["state"] == "committed"

    async def test_nobody_who_sits_is_kept(self, governance: Governance) -> None:
        jury = await commissioned(governance)
        await jury.hears_committed()
        await jury.hears_completed()
        assert "0f" * 16 not in (await governance.get(jury.path)).text
        assert "0f" * 16 not in str((await jury.read())["lottery"])
