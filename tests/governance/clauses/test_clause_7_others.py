"""Clause 7 of the terms of reference (document 003): co-option and deputies (7.6 and 7.7)."""

from __future__ import annotations

from typing import Any

import pytest

from governance_support import Governance
from governance_terms import HOSPICES, ICP, QUORATE
from partnership_support import BODY, IN_ATTENDANCE, Partnership, ballots, met

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]


class TestClause76:
    async def co_opt(self, governance: Governance, **change: Any) -> Any:
        decision = await governance.decision(body_id=BODY, decided_on="2024-09-30")
        data = {"title": "Housing sector", "name": "Ann Low", "ground": "expertise",
                "valid_from": "2024-10-01", "decision_id": decision["id"]} | change  # fmt: skip
        return await governance.post(f"/bodies/{BODY}/co-options", json=data)

    async def test_7_6_the_partnership_co_opts_on_each_of_its_three_grounds(
        self, governance: Governance
    ) -> None:
        for ground in ("expertise", "speaks_for", "workshops"):
            answer = await self.co_opt(governance, ground=ground)
            assert answer.status_code == 201, answer.text
        listed = (await governance.get(f"/bodies/{BODY}/co-options")).json()["items"]
        assert [one["ground"] for one in listed] == ["expertise", "speaks_for", "workshops"]
        assert {one["chosen_by"] for one in listed} == {"body"}

    async def test_7_6_a_co_opted_member_counts_and_votes_and_makes_no_quorum_larger(
        self, governance: Governance
    ) -> None:
        co_opted = (await self.co_opt(governance)).json()["post_id"]
        later = await met(governance, "2024-12-16")
        await later.arrive([*(one for one in QUORATE if one != HOSPICES), co_opted])
        found = await later.quorum()
        assert (found["quorate"], found["counted"], found["members"]) == (True, 8, 27)
        vote = await later.vote(**ballots(for_=[co_opted]))
        assert vote.status_code == 201, vote.text
        assert await later.why(co_opted) == "present"

    @pytest.mark.parametrize(
        ("change", "field"),
        [({"ground": "friendship"}, "ground"), ({"valid_from": "2024-09-29"}, "valid_from")],
    )
    async def test_7_6_on_no_other_ground_and_not_before_the_decision(
        self, governance: Governance, change: dict[str, str], field: str
    ) -> None:
        refused = await self.co_opt(governance, **change)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == f"body.{field}"

    async def test_7_6_by_a_decision_of_this_body(self, governance: Governance) -> None:
        bodies = (await governance.get("/bodies")).json()["items"]
        other = next(one["id"] for one in bodies if one["code"] == "ICB")
        decision = await governance.decision(body_id=other, decided_on="2024-09-30")
        refused = await self.co_opt(governance, decision_id=decision["id"])
        assert refused.json()["errors"][0]["field"] == "body.decision_id"

    async def test_7_6_a_body_whose_terms_do_not_say_so_co_opts_nobody(
        self, governance: Governance
    ) -> None:
        refused = await self.co_opt(governance, valid_from="2023-04-16")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("no-co-option")

    async def test_7_6_terms_may_bound_how_long_it_is(self, partnership: Partnership) -> None:
        arranged = ICP["terms"]["arrangements"]
        bounded = arranged | {"co_option": arranged["co_option"] | {"most_months": 12}}
        await partnership.adopt({"arrangements": bounded}, "2024-10-01")
        for ends, status in ((None, 422), ("2025-10-02", 422), ("2025-10-01", 201)):
            answer = await self.co_opt(partnership.governance, valid_to=ends)
            assert answer.status_code == status, answer.text


class TestClause77:
    async def nominate(self, partnership: Partnership, post: Any = HOSPICES) -> Any:
        return await partnership.post("/deputies", post_id=str(post), name="Cy Mid", briefed=True)

    async def rule(self, partnership: Partnership, one: str, outcome: str, at: str) -> Any:
        reason = {"reason": "Too new"} if outcome == "refused" else {}
        return await partnership.post(
            f"/deputies/{one}/rulings", outcome=outcome, at=partnership.at(at), **reason
        )

    async def test_7_7_a_deputy_counts_once_the_chair_has_approved_the_nomination(
        self, partnership: Partnership
    ) -> None:
        nominated = await self.nominate(partnership)
        assert nominated.status_code == 201, nominated.text
        assert (nominated.json()["briefed"], nominated.json()["outcome"]) == (True, None)
        await partnership.arrive([one for one in QUORATE if one != HOSPICES])
        await partnership.arrive([HOSPICES], deputy=True)
        assert await partnership.why(HOSPICES) == "deputy_not_approved"
        ruled = await self.rule(partnership, nominated.json()["id"], "approved", "09:50")
        assert ruled.status_code == 201, ruled.text
        assert await partnership.why(HOSPICES, at="09:49") == "deputy_not_approved"
        assert (await partnership.quorum("09:50"))["quorate"] is True

    @pytest.mark.parametrize("ending", ["refused", "withdrawn"])
    async def test_7_7_not_once_refused_or_withdrawn_whatever_the_door_was_told(
        self, partnership: Partnership, ending: str
    ) -> None:
        one = (await self.nominate(partnership)).json()["id"]
        await partnership.arrive([HOSPICES], deputy=True, deputy_approved=True)
        assert await partnership.why(HOSPICES) == "present"
        ruled = await self.rule(partnership, one, ending, "09:55")
        assert ruled.status_code == 201, ruled.text
        assert await partnership.why(HOSPICES) == "deputy_not_approved"
        listed = (await partnership.governance.get(f"{partnership.path}/deputies")).json()["items"]
        assert [item["outcome"] for item in listed] == [ending]
        again = await self.nominate(partnership)
        assert again.status_code == 201, again.text

    async def test_7_7_one_deputy_of_a_member_who_is_there(self, partnership: Partnership) -> None:
        assert (await self.nominate(partnership)).status_code == 201
        twice = await self.nominate(partnership)
        assert (twice.status_code, twice.json()["type"].rpartition("/")[2]) == (
            409, "nomination-state",
        )  # fmt: skip
        [lead, *_] = IN_ATTENDANCE.values()
        assert (await self.nominate(partnership, lead)).status_code == 422

    async def test_7_7_what_was_ruled_only_grows(self, partnership: Partnership) -> None:
        one = (await self.nominate(partnership)).json()["id"]
        future = await partnership.post(
            f"/deputies/{one}/rulings", outcome="approved", at="2199-01-01T00:00:00Z"
        )
        assert future.status_code == 422
        unsaid = await partnership.post(
            f"/deputies/{one}/rulings", outcome="refused", at=partnership.at("09:00")
        )
        assert unsaid.status_code == 422
        await self.rule(partnership, one, "approved", "09:50")
        assert (await self.rule(partnership, one, "refused", "09:40")).status_code == 409
        await self.rule(partnership, one, "withdrawn", "09:55")
        assert (await self.rule(partnership, one, "approved", "09:56")).status_code == 409
        missing = await self.rule(partnership, BODY, "approved", "09:56")
        assert missing.json()["type"].endswith("nomination-not-found")
