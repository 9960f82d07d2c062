"""Clause 7 of the partnership's terms of reference (document 003): membership (7.1 to 7.5)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from governance_support import Governance
from governance_terms import (
    BLACKPOOL,
    CHAIR,
    HOSPICES,
    ICP,
    LANCASHIRE,
    MEMBERS,
    QUORATE,
)
from partnership_support import BODY, IN_ATTENDANCE, Partnership, ballots, met

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
APPROVERS = ICP["terms"]["arrangements"]["approved_by"]


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

    async def test_7_5_a_review_counts_for_the_months_that_it_looked_at(
        self, partnership: Partnership
    ) -> None:
        governance = partnership.governance
        await partnership.arrive(QUORATE)
        await partnership.hold()
        review = {"post_id": str(BLACKPOOL), "until": "2024-10-01", "outcome": "no_action"}
        path = f"/bodies/{BODY}/attendance-reviews"
        assert (await governance.post(path, json=review)).status_code == 201
        later = await met(governance, "2025-06-09")
        await later.arrive(QUORATE)
        await later.hold()
        for on, to_review in (("2025-06-10", False), ("2025-10-02", True)):
            flagged = (await partnership.checks(on))["attendance"]["post_ids"]
            assert (str(BLACKPOOL) in flagged) is to_review, on
