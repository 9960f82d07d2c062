"""Clause 7 of the partnership's terms of reference (document 003): membership and chair."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from governance_support import Governance
from governance_terms import (
    BLACKPOOL,
    CHAIR,
    HOSPICES,
    ICB,
    ICP,
    LANCASHIRE,
    MEMBERS,
    POSTS,
    QUORATE,
    VCFSE,
    WESTMORLAND,
)
from partnership_support import BODY, IN_ATTENDANCE, Partnership, ballots, met

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
APPROVERS = ICP["terms"]["arrangements"]["approved_by"]
NEXT = {"valid_from": "2026-05-01", "valid_to": "2028-05-01"}


def approved(on: str = "2025-01-06", by: list[str] = APPROVERS) -> list[dict[str, str]]:
    return [{"approved_by": one, "approved_on": on} for one in by]


class TestClause71:
    async def test_7_1_members_are_apart_from_those_in_regular_attendance(
        self, governance: Governance
    ) -> None:
        posts = (await governance.get(f"/bodies/{BODY}/posts")).json()["items"]
        assert Counter(one["standing"] for one in posts) == {"full": 26, "in_attendance": 4}

    async def test_7_1_who_is_in_attendance_neither_counts_nor_votes(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        assert (await partnership.quorum())["members"] == 26
        for post in IN_ATTENDANCE.values():
            answer = await partnership.note(post)
            assert answer.status_code == 422, answer.text
            refused = await partnership.vote(**ballots(for_=[post]))
            assert refused.json()["errors"][0]["message"] == "not-entitled"


class TestClause72:
    def test_7_2_the_full_members_are_those_of_the_table(self) -> None:
        """Sector by sector, as the table of the document has them."""
        assert Counter(one.sector for one in MEMBERS) == {
            "Local Government": 6,
            "NHS ICB": 3,
            "Providers (Primary Care)": 1,
            "Providers (Mental Health)": 1,
            "Providers (Acute and Community)": 1,
            "Place-based Partnerships": 4,
            "Voluntary, Community, Faith and Social Enterprise Sector": 2,
            "Public, Patients and Communities": 2,
            "Business": 1,
            "Hospices": 1,
            "Higher Education": 1,
            "Children's Services": 1,
            "Adult Social Care": 1,
            "Public Health Collaborative": 1,
        }


class TestClause73:
    async def test_7_3_those_expected_to_attend_get_the_papers_and_their_coming_is_reported(
        self, partnership: Partnership
    ) -> None:
        assert len(IN_ATTENDANCE) == 4
        listed = (await partnership.governance.get(f"{partnership.path}/distribution")).json()
        sent = {one["post_id"]: one["standing"] for one in listed["items"]}
        assert {sent[post] for post in IN_ATTENDANCE.values()} == {"in_attendance"}
        lead, *others = IN_ATTENDANCE.values()
        came = [{"kind": "in_attendance", "name": "M", "post_id": lead},
                {"kind": "present", "name": "B", "post_id": str(CHAIR)}]  # fmt: skip
        answer = await partnership.governance.post(f"{partnership.path}/attendance", json=came)
        assert answer.status_code == 201, answer.text
        await partnership.hold()
        path = f"/bodies/{BODY}/attendance-report?until=2024-10-01"
        report = (await partnership.governance.get(path)).json()
        percents = {one["post_id"]: one["percent"] for one in report["in_attendance"]}
        assert percents == {lead: 100} | dict.fromkeys(others, 0)
        assert not set(percents) & {one["post_id"] for one in report["members"]}


class TestClause74:
    async def appoint(self, governance: Governance, **change: Any) -> Any:
        [held] = [p for p in (await governance.get(f"/bodies/{BODY}/posts")).json()["items"]
                  if p["id"] == str(HOSPICES)]  # fmt: skip
        holder = held["holders"][-1]
        path = f"/posts/{HOSPICES}/holders"
        if holder["valid_to"] is None:
            ended = await governance.patch(
                f"{path}/{holder['id']}", 1, json={"valid_to": "2025-02-01"}
            )
            assert ended.status_code == 200, ended.text
        data = {"name": "Ann Low", "valid_from": "2025-02-01", "approvals": approved()} | change
        return await governance.post(path, json=data)

    async def test_7_4_a_member_approved_by_the_icb_and_every_upper_tier_authority(
        self, governance: Governance
    ) -> None:
        answer = await self.appoint(governance)
        assert answer.status_code == 201, answer.text
        assert {one["approved_by"] for one in answer.json()["approvals"]} == set(APPROVERS)
        assert len(APPROVERS) == 7
        posts = (await governance.get(f"/bodies/{BODY}/posts")).json()["items"]
        [held] = [one for one in posts if one["id"] == str(HOSPICES)]
        assert len(held["holders"][0]["approvals"]) == 7

    @pytest.mark.parametrize("wanting", range(7))
    async def test_7_4_not_without_the_approval_of_each(
        self, governance: Governance, wanting: int
    ) -> None:
        given = [one for n, one in enumerate(APPROVERS) if n != wanting]
        refused = await self.appoint(governance, approvals=approved(by=given))
        assert refused.status_code == 422
        assert refused.json()["type"].endswith("approvals-wanting")
        [error] = refused.json()["errors"]
        assert error["message"] == f"lacks the approval of {APPROVERS[wanting]}"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"approvals": approved(on="2025-02-02")}, "approvals[0].approved_on"),
            ({"approvals": approved() + approved(by=["Somebody"])}, "approvals[7].approved_by"),
            ({"approvals": approved() + approved()[:1]}, "approvals[7].approved_by"),
        ],
    )
    async def test_7_4_nor_after_the_first_day_nor_by_others_nor_twice(
        self, governance: Governance, change: dict[str, Any], field: str
    ) -> None:
        refused = await self.appoint(governance, **change)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == f"body.{field}"

    async def test_7_4_a_standing_deputy_needs_none(self, governance: Governance) -> None:
        data = {"name": "Cy Mid", "valid_from": "2025-02-01", "deputy": True}
        answer = await governance.post(f"/posts/{HOSPICES}/holders", json=data)
        assert answer.status_code == 201, answer.text


class TestClause75:
    async def flagged(self, governance: Governance, on: str) -> list[str]:
        report = await governance.get(f"/bodies/{BODY}/attendance-report?until={on}")
        return [m["post_id"] for m in report.json()["members"] if m["flagged"]]

    async def test_7_5_below_half_over_twelve_rolling_months_is_put_to_the_chair(
        self, governance: Governance
    ) -> None:
        for day, absent in (("2024-09-30", []), ("2024-12-16", [CHAIR]), ("2025-03-10", [CHAIR])):
            meeting = await met(governance, day)
            await meeting.arrive([one for one in QUORATE if one not in absent])
            await meeting.hold()
        assert str(CHAIR) in await self.flagged(governance, "2025-03-10")
        assert str(CHAIR) not in await self.flagged(governance, "2024-12-31")
        checks = await met(governance, "2025-06-09")
        found = (await checks.checks("2025-03-10"))["attendance"]
        assert (found["clause"], found["holds"]) == ("7.5", False)
        assert str(CHAIR) in found["post_ids"]

    async def test_7_5_the_chair_reviews_the_circumstances_and_their_outcome_is_kept(
        self, partnership: Partnership
    ) -> None:
        governance, path = partnership.governance, f"/bodies/{BODY}/attendance-reviews"
        await partnership.arrive(QUORATE)
        await partnership.hold()
        review = {"post_id": str(BLACKPOOL), "until": "2024-10-01", "outcome": "deputy_agreed"}
        for change, status in (({"outcome": "shouted_at"}, 422), ({"until": "2199-01-01"}, 422),
                               ({"post_id": str(CHAIR)}, 409), ({"reason": "is ill"}, 422),
                               ({}, 201)):  # fmt: skip
            answer = await governance.post(path, json=review | change)
            assert answer.status_code == status, (change, answer.text)
        assert (answer.json()["meetings"], answer.json()["attended"]) == (1, 0)
        left = (await partnership.checks("2024-10-02"))["attendance"]["post_ids"]
        assert str(BLACKPOOL) not in left
        assert str(LANCASHIRE) in left
        kept = (await governance.get(path)).json()["items"]
        assert [one["outcome"] for one in kept] == ["deputy_agreed"]
        again = (await partnership.checks("2025-10-01"))["attendance"]["post_ids"]
        assert again == []


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
