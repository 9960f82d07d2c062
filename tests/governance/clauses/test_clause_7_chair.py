"""Clause 7 of the terms of reference (document 003): chairs and membership (7.8 to 7.10)."""

from __future__ import annotations

from typing import Any

import pytest

from governance_support import Governance
from governance_terms import (
    BLACKPOOL,
    CHAIR,
    ICB,
    LANCASHIRE,
    POSTS,
    QUORATE,
    VCFSE,
    WESTMORLAND,
)
from partnership_support import BODY, IN_ATTENDANCE, Partnership, met

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
NEXT = {"valid_from": "2026-05-01", "valid_to": "2028-05-01"}


class TestClause78:
    async def office(self, governance: Governance, name: str, on: str) -> dict[str, Any]:
        items = (await governance.get(f"/bodies/{BODY}/offices?on={on}")).json()["items"]
        return dict(next(one for one in items if one["office"] == name))

    async def choose(self, governance: Governance, post: Any, **change: Any) -> Any:
        data = {"office": "chair", "post_id": str(post)} | NEXT | change
        return await governance.post(f"/bodies/{BODY}/offices", json=data)

    async def test_7_8_blackburn_with_darwen_until_may_2026(self, governance: Governance) -> None:
        chair = await self.office(governance, "chair", "2026-04-30")
        assert chair["current"]["post_id"] == str(CHAIR)
        assert (chair["years"], chair["overdue"]) == (2, False)
        after = await self.office(governance, "chair", "2026-05-01")
        assert (after["current"], after["overdue"]) == (None, True)

    async def test_7_8_it_goes_round_the_upper_tier_authorities_and_the_non_executive(
        self, governance: Governance
    ) -> None:
        found = await self.office(governance, "chair", "2026-05-01")
        others = {str(one) for one in (BLACKPOOL, WESTMORLAND, LANCASHIRE, ICB[2])}
        assert set(found["may_be_next"]) == others
        for post in (CHAIR, VCFSE[0], ICB[0], *IN_ATTENDANCE.values()):
            refused = await self.choose(governance, post)
            assert refused.json()["errors"][0]["field"] == "body.post_id", refused.text
        begins = 2026
        for post in (BLACKPOOL, ICB[2], LANCASHIRE, WESTMORLAND):
            dates = {"valid_from": f"{begins}-05-01", "valid_to": f"{begins + 2}-05-01"}
            answer = await self.choose(governance, post, **dates)
            assert answer.status_code == 201, answer.text
            begins += 2
        last = await self.office(governance, "chair", "2034-05-01")
        assert set(last["may_be_next"]) == others - {str(WESTMORLAND)} | {str(CHAIR)}

    async def test_7_8_for_two_years_at_most_and_one_at_a_time(
        self, governance: Governance
    ) -> None:
        long = await self.choose(governance, BLACKPOOL, valid_to="2028-05-02")
        assert long.json()["errors"][0]["field"] == "body.valid_to"
        early = await self.choose(governance, BLACKPOOL, valid_from="2026-04-30")
        assert early.json()["type"].endswith("office-held")
        other = await self.choose(governance, BLACKPOOL, office="treasurer")
        assert other.json()["type"].endswith("office-does-not-rotate")

    async def test_7_8_whoever_is_chosen_is_in_the_chair_and_counts_as_chair(
        self, governance: Governance
    ) -> None:
        assert (await self.choose(governance, BLACKPOOL)).status_code == 201
        meeting = await met(governance, "2026-06-08")
        people = [one for one in QUORATE if one not in {CHAIR, VCFSE[0]}]
        await meeting.arrive([*people, LANCASHIRE, WESTMORLAND])
        assert (await meeting.quorum())["quorate"] is False
        await meeting.arrive([CHAIR], at="09:10")
        assert (await meeting.quorum())["presiding_post_id"] is None
        await meeting.arrive([BLACKPOOL], at="09:20")
        found = await meeting.quorum()
        assert (found["quorate"], found["presiding_post_id"]) == (True, str(BLACKPOOL))

    async def test_7_8_a_term_may_end_early_and_not_late(self, governance: Governance) -> None:
        term = (await self.office(governance, "chair", "2026-01-01"))["current"]["id"]
        for ends, status in (("2026-05-02", 422), ("2024-05-01", 422), ("2026-02-01", 200)):
            answer = await governance.patch(f"/offices/{term}", 1, json={"valid_to": ends})
            assert answer.status_code == status, answer.text
        stale = await governance.patch(f"/offices/{term}", 1, json={"valid_to": "2026-01-01"})
        assert stale.status_code == 412


class TestClause79:
    async def test_7_9_the_deputy_chair_is_of_the_vcfse_sector_and_rotates_with_the_chair(
        self, governance: Governance
    ) -> None:
        clause = TestClause78()
        deputy = await clause.office(governance, "deputy_chair", "2026-05-01")
        assert (deputy["aligned_with"], deputy["may_be_next"]) == ("chair", [str(VCFSE[1])])
        before = await clause.choose(governance, VCFSE[1], office="deputy_chair")
        assert before.json()["errors"][0]["message"] == "must begin and end with chair"
        assert (await clause.choose(governance, BLACKPOOL)).status_code == 201
        apart = await clause.choose(
            governance, VCFSE[1], office="deputy_chair", valid_to="2027-05-01"
        )
        assert apart.status_code == 422
        sector = await clause.choose(governance, LANCASHIRE, office="deputy_chair")
        assert sector.json()["errors"][0]["field"] == "body.post_id"
        answer = await clause.choose(governance, VCFSE[1], office="deputy_chair")
        assert answer.status_code == 201, answer.text

    async def test_7_9_a_deputy_chair_out_of_step_is_shown(self, partnership: Partnership) -> None:
        clause, governance = TestClause78(), partnership.governance
        assert (await partnership.checks())["offices"]["holds"] is True
        term = (await clause.office(governance, "chair", "2024-09-30"))["current"]["id"]
        await governance.patch(f"/offices/{term}", 1, json={"valid_to": "2025-05-01"})
        deputy = await clause.office(governance, "deputy_chair", "2024-09-30")
        assert deputy["out_of_step"] is True
        found = (await partnership.checks())["offices"]
        assert (found["holds"], found["clause"]) == (False, "7.8 and 7.9")
        assert found["offices"] == ["deputy_chair"]


class TestClause710:
    async def end(self, governance: Governance, title: str, day: str = "2025-01-01") -> Any:
        return await governance.patch(f"/posts/{POSTS[title]}", 1, json={"valid_to": day})

    async def test_7_10_membership_changes_and_stays_readable_as_it_was(
        self, governance: Governance
    ) -> None:
        answer = await self.end(governance, "Vice Chancellor")
        assert answer.status_code == 200, answer.text
        added = {"title": "Housing", "sector": "Housing", "valid_from": "2025-01-01"}
        assert (await governance.post(f"/bodies/{BODY}/posts", json=added)).status_code == 201
        earlier, later = await met(governance), await met(governance, "2025-03-10")
        gone = str(POSTS["Vice Chancellor"])
        for meeting, there in ((earlier, True), (later, False)):
            posts = {one["post_id"] for one in (await meeting.quorum())["standings"]}
            assert (gone in posts, len(posts)) == (there, 26)
        [post] = [p for p in (await governance.get(f"/bodies/{BODY}/posts")).json()["items"]
                  if p["id"] == gone]  # fmt: skip
        assert post["holders"][0]["valid_to"] == "2025-01-01"

    async def test_7_10_not_so_that_no_meeting_could_be_quorate(
        self, governance: Governance
    ) -> None:
        """The chair's post is named in the quorum: other terms have to come first."""
        refused = await self.end(
            governance, "Elected Member, Blackburn with Darwen Borough Council"
        )
        assert refused.status_code == 422
        assert refused.json()["type"].endswith("terms-contradict")
        posts = (await governance.get(f"/bodies/{BODY}/posts")).json()["items"]
        assert next(one for one in posts if one["id"] == str(CHAIR))["valid_to"] is None

    async def test_7_10_a_post_ends_after_it_began(self, governance: Governance) -> None:
        refused = await self.end(governance, "Vice Chancellor", "2022-07-01")
        assert refused.json()["errors"][0]["field"] == "body.valid_to"
