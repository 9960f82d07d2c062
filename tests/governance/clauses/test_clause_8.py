"""Clause 8 of the partnership's terms of reference (document 003): quorum, on a running meeting.

The rule itself, condition by condition, is in `tests/governance/quorum/test_partnership_terms.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from governance_terms import (
    BLACKPOOL,
    CHAIR,
    DIRECTORS,
    HEALTHWATCH,
    HOSPICES,
    ICB,
    LANCASHIRE,
    QUORATE,
    VCFSE,
    WESTMORLAND,
)
from partnership_support import BODY, Partnership, ballots, hands

pytestmark = pytest.mark.rule("governance.2")
SEVEN = [one for one in QUORATE if one != HOSPICES]


class TestClause81:
    @pytest.mark.parametrize(
        ("people", "quorate", "wanting"),
        [
            (QUORATE, True, None),
            (SEVEN, False, "30% of partners"),
            ([BLACKPOOL, *SEVEN[1:4], VCFSE[1], HEALTHWATCH, HOSPICES, DIRECTORS[1]], False,
             "chair or deputy chair"),
            ([CHAIR, ICB[0], *DIRECTORS, *VCFSE, HEALTHWATCH], False,
             "founder members, a director and other partners"),
            ([CHAIR, BLACKPOOL, WESTMORLAND, LANCASHIRE, ICB[0], *VCFSE, HEALTHWATCH], False,
             "founder members, a director and other partners"),
            ([CHAIR, BLACKPOOL, *ICB, *DIRECTORS[:2], HEALTHWATCH], False,
             "founder members, a director and other partners"),
        ],
    )  # fmt: skip
    async def test_8_1_each_condition_and_which_fails(
        self, partnership: Partnership, people: Any, quorate: bool, wanting: str | None
    ) -> None:
        await partnership.arrive(people)
        found = await partnership.quorum()
        assert found["quorate"] is quorate
        fails = [one["name"] for one in found["finding"]["parts"] if not one["holds"]]
        assert fails == ([] if wanting is None else [wanting])


class TestClause82:
    async def test_8_2_virtual_attendance_counts_for_quorum_and_vote_where_agreed_in_advance(
        self, partnership: Partnership
    ) -> None:
        agreed = await partnership.governance.patch(
            partnership.path, 1, json={"remote_agreed": True}
        )
        assert agreed.status_code == 200, agreed.text
        await partnership.arrive(SEVEN)
        await partnership.arrive([HOSPICES], remote=True)
        assert (await partnership.quorum())["quorate"] is True
        assert (await partnership.vote(**ballots(for_=[HOSPICES]))).status_code == 201

    async def test_8_2_not_where_it_was_not_agreed_nor_where_it_is_agreed_as_people_arrive(
        self, partnership: Partnership
    ) -> None:
        await partnership.arrive(SEVEN)
        await partnership.arrive([HOSPICES], remote=True)
        assert await partnership.why(HOSPICES) == "remote_not_agreed"
        late = await partnership.governance.patch(partnership.path, 1, json={"remote_agreed": True})
        assert late.json()["type"].endswith("meeting-state")
        refused = await partnership.vote(**ballots(for_=[HOSPICES]))
        assert refused.status_code == 409

    async def test_8_2_not_where_it_is_agreed_afterwards(self, partnership: Partnership) -> None:
        await partnership.hold()
        late = await partnership.governance.patch(partnership.path, 2, json={"remote_agreed": True})
        assert late.json()["type"].endswith("meeting-state")


class TestClause83:
    async def confirm(self, partnership: Partnership, at: str = "10:00") -> Any:
        return await partnership.post("/quorum-confirmations", at=partnership.at(at))

    async def test_8_3_the_chair_confirms_the_quorum_after_interests_were_dealt_with(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        await partnership.interest(DIRECTORS[0])
        answer = await self.confirm(partnership)
        assert answer.status_code == 201, answer.text
        found = answer.json()
        assert (found["presiding_post_id"], found["counted"], found["members"]) == (
            str(CHAIR), 8, 26,
        )  # fmt: skip
        assert found["not_quorate_for"] == [partnership.item]

    async def test_8_3_no_meeting_that_is_not_quorate_is_confirmed(
        self, partnership: Partnership
    ) -> None:
        await partnership.arrive(SEVEN)
        refused = await self.confirm(partnership)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (
            409, "not-quorate",
        )  # fmt: skip
        assert (
            await partnership.governance.get(f"{partnership.path}/quorum-confirmations")
        ).json()["items"] == []

    async def test_8_3_what_was_confirmed_stays_as_it_was_found(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        await self.confirm(partnership)
        await partnership.note(HOSPICES, "left", "10:30")
        assert (await partnership.quorum("10:31"))["quorate"] is False
        listed = await partnership.governance.get(f"{partnership.path}/quorum-confirmations")
        assert [one["counted"] for one in listed.json()["items"]] == [8]
        await partnership.hold()
        assert (await partnership.checks("2024-10-01"))["quorum_confirmed"]["holds"] is True

    async def test_8_3_a_meeting_without_is_shown(self, partnership: Partnership) -> None:
        await partnership.sit()
        await partnership.hold()
        found = (await partnership.checks("2024-10-01"))["quorum_confirmed"]
        assert (found["clause"], found["meeting_ids"]) == ("8.3", [partnership.meeting])


class TestClause84:
    async def test_8_4_a_nominated_deputy_counts_towards_quorum(
        self, partnership: Partnership
    ) -> None:
        await partnership.arrive(SEVEN)
        await partnership.arrive([HOSPICES], deputy=True, deputy_approved=True)
        assert (await partnership.quorum())["quorate"] is True


class TestClause85:
    async def adjourn(self, partnership: Partnership, at: str = "10:05", **change: Any) -> Any:
        data = {"kind": "adjourned", "why": "not_quorate", "at": partnership.at(at)} | change
        return await partnership.post("/adjournments", **data)

    async def resume(self, partnership: Partnership, at: str) -> Any:
        return await partnership.post("/adjournments", kind="resumed", at=partnership.at(at))

    async def co_opt(self, partnership: Partnership, **change: Any) -> Any:
        data = {
            "title": "Housing sector",
            "name": "Ann Low",
            "ground": "speaks_for",
            "valid_from": partnership.day,
            "meeting_id": partnership.meeting,
        } | change
        return await partnership.governance.post(f"/bodies/{BODY}/co-options", json=data)

    async def test_8_5_the_chair_adjourns_co_opts_and_the_meeting_is_quorate(
        self, partnership: Partnership
    ) -> None:
        await partnership.arrive(SEVEN)
        adjourned = await self.adjourn(partnership)
        assert adjourned.status_code == 201, adjourned.text
        co_opted = await self.co_opt(partnership)
        assert co_opted.status_code == 201, co_opted.text
        assert co_opted.json()["chosen_by"] == "chair"
        await partnership.arrive([co_opted.json()["post_id"]], at="10:15")
        assert (await self.resume(partnership, "10:20")).status_code == 201
        found = await partnership.quorum("10:21")
        assert (found["quorate"], found["counted"]) == (True, 8)
        vote = await partnership.vote(at="10:25", **ballots(for_=[co_opted.json()["post_id"]]))
        assert vote.status_code == 201, vote.text

    async def test_8_5_nothing_is_decided_while_it_is_adjourned(
        self, partnership: Partnership
    ) -> None:
        await partnership.arrive(SEVEN)
        await self.adjourn(partnership)
        await partnership.arrive([HOSPICES], at="10:10")
        assert (await partnership.quorum("10:15"))["quorate"] is True
        refused = await partnership.vote(at="10:15", method="consensus")
        assert refused.json()["type"].endswith("meeting-adjourned")
        confirmed = await partnership.post("/quorum-confirmations", at=partnership.at("10:15"))
        assert confirmed.json()["type"].endswith("meeting-adjourned")
        await self.resume(partnership, "10:20")
        assert (await partnership.vote(at="10:20", method="consensus")).status_code == 201

    async def test_8_5_a_quorate_meeting_is_not_adjourned_for_want_of_a_quorum(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        refused = await self.adjourn(partnership)
        assert refused.json()["type"].endswith("meeting-quorate")
        assert (await self.adjourn(partnership, why="other")).status_code == 201
        nobody = await self.co_opt(partnership)
        assert nobody.json()["errors"][0]["message"] == (
            "does not stand adjourned for want of a quorum"
        )

    async def test_8_5_but_for_an_item_that_interests_leave_too_few_for(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        await partnership.interest(DIRECTORS[0])
        assert (await self.adjourn(partnership, item_id=partnership.item)).status_code == 201

    async def test_8_5_the_chair_co_opts_at_that_meeting_alone(
        self, partnership: Partnership
    ) -> None:
        await partnership.arrive(SEVEN)
        assert (await self.co_opt(partnership)).status_code == 422
        await self.adjourn(partnership)
        tomorrow = await self.co_opt(partnership, valid_from="2024-10-01")
        assert tomorrow.json()["errors"][0]["field"] == "body.meeting_id"
        await self.resume(partnership, "10:10")
        assert (await self.co_opt(partnership)).status_code == 422

    async def test_8_5_the_course_of_adjournments_only_grows(
        self, partnership: Partnership
    ) -> None:
        await partnership.arrive(SEVEN)
        assert (await self.resume(partnership, "09:30")).status_code == 409
        await self.adjourn(partnership)
        assert (await self.adjourn(partnership, at="10:06")).status_code == 409
        assert (await self.resume(partnership, "10:04")).status_code == 409
        unsaid = await self.adjourn(partnership, why=None)
        assert unsaid.status_code == 422
        listed = await partnership.governance.get(f"{partnership.path}/adjournments")
        assert [one["kind"] for one in listed.json()["items"]] == ["adjourned"]


async def test_8_3_nobody_with_an_interest_votes(partnership: Partnership) -> None:
    await partnership.arrive([*QUORATE, BLACKPOOL, WESTMORLAND])
    await partnership.interest(BLACKPOOL)
    refused = await partnership.vote(**ballots(for_=[CHAIR], against=[BLACKPOOL]))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"] == "conflict-of-interest"
    disputed = await partnership.vote(method="consensus", disputed_by=[str(BLACKPOOL)])
    assert disputed.json()["errors"][0]["message"] == "conflict-of-interest"
    shown = await partnership.vote(**hands(10))
    assert shown.json()["errors"][0]["message"] == "more-votes-than-voters"
