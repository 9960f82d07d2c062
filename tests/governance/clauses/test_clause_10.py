"""Clause 10 of the partnership's terms of reference (document 003): decisions."""

from __future__ import annotations

from typing import Any

import pytest

from governance_terms import CHAIR, HEALTHWATCH, HOSPICES, ICB, LANCASHIRE, QUORATE, VCFSE
from partnership_support import BODY, Partnership, ballots, hands

pytestmark = pytest.mark.rule("governance.2")
EIGHT = list(QUORATE)


class TestClause101:
    async def test_10_1_consensus_comes_first(self, partnership: Partnership) -> None:
        await partnership.sit()
        agreed = await partnership.vote(method="consensus")
        assert (agreed.status_code, agreed.json()["carried"]) == (201, True)
        hasty = await partnership.vote(method="recorded", ballots=ballots(for_=EIGHT)["ballots"])
        assert hasty.json()["errors"][0]["message"] == "consensus-stands"


class TestClause102:
    async def test_10_2_each_voting_member_has_one_vote(self, partnership: Partnership) -> None:
        await partnership.sit()
        twice = await partnership.vote(**ballots(for_=[CHAIR, CHAIR]))
        assert twice.status_code == 422
        shown = await partnership.vote(**hands(9))
        assert shown.json()["errors"][0]["message"] == "more-votes-than-voters"

    async def test_10_2_who_is_not_there_has_none(self, partnership: Partnership) -> None:
        await partnership.sit()
        away = await partnership.vote(**ballots(for_=[ICB[2]]))
        assert away.json()["errors"][0]["message"] == "not-entitled"


class TestClause103:
    async def test_10_3_the_chair_rules_that_there_is_no_consensus(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        refused = await partnership.vote(method="consensus", chair_rules_no_consensus=True)
        assert refused.json()["errors"][0]["message"] == "no-consensus"
        assert (await partnership.vote(**ballots(for_=EIGHT))).status_code == 201

    async def test_10_3_or_one_member_disputes_it(self, partnership: Partnership) -> None:
        await partnership.sit()
        disputed: dict[str, Any] = {"disputed_by": [str(HOSPICES)]}
        refused = await partnership.vote(method="consensus", **disputed)
        assert refused.json()["errors"][0]["message"] == "no-consensus"
        given = ballots(for_=EIGHT)["ballots"]
        assert (await partnership.vote(method="recorded", ballots=given, **disputed)).json()[
            "carried"
        ]

    @pytest.mark.parametrize(
        ("in_favour", "against", "carried"), [(5, 3, True), (5, 0, True), (4, 3, False)]
    )
    async def test_10_3_a_simple_majority_of_the_members_present(
        self, partnership: Partnership, in_favour: int, against: int, carried: bool
    ) -> None:
        """Of eight who are present five have to be for it: an abstention does not help."""
        await partnership.sit()
        given = ballots(
            for_=EIGHT[:in_favour],
            against=EIGHT[in_favour : in_favour + against],
            abstain=EIGHT[in_favour + against :],
        )
        vote = await partnership.vote(**given)
        assert (vote.json()["carried"], vote.json()["entitled"]) == (carried, 8)

    @pytest.mark.parametrize(("casting", "carried"), [("for", True), ("against", False)])
    async def test_10_3_of_equal_votes_the_chair_has_a_second_and_casting_one(
        self, partnership: Partnership, casting: str, carried: bool
    ) -> None:
        await partnership.sit()
        given = ballots(for_=EIGHT[:4], against=EIGHT[4:])
        open_ = await partnership.vote(**given)
        assert open_.json()["errors"][0]["message"] == "casting-vote-needed"
        vote = (await partnership.vote(**given, casting_vote=casting)).json()
        assert (vote["tied"], vote["by_casting_vote"], vote["carried"]) == (True, True, carried)
        assert vote["presiding_post_id"] == str(CHAIR)

    async def test_10_3_in_the_chairs_absence_the_deputy_chair_casts_it(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        await partnership.arrive([ICB[2]])
        await partnership.note(CHAIR, "left", "09:30")
        await partnership.arrive([LANCASHIRE], at="09:30")
        there = [*EIGHT[1:], ICB[2]]
        vote = await partnership.vote(
            **ballots(for_=there[:4], against=there[4:]), casting_vote="for"
        )
        assert vote.status_code == 201, vote.text
        assert vote.json()["presiding_post_id"] == str(VCFSE[0])


class TestClause104:
    async def test_10_4_the_result_stands_in_the_record_of_the_meeting(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        await partnership.vote(method="consensus")
        given = ballots(for_=EIGHT[:4], against=EIGHT[4:])
        vote = (await partnership.vote(at="10:05", **given, casting_vote="for")).json()
        decision = await partnership.governance.decision(
            body_id=BODY, decided_on=partnership.day, meeting_id=partnership.meeting,
            item_id=partnership.item,
        )  # fmt: skip
        await partnership.post(f"/votes/{vote['id']}/decision", decision_id=decision["id"])
        path = f"{partnership.path}/voting-record"
        agreed, put = (await partnership.governance.get(path)).json()["items"]
        assert agreed["words"] == "Agreed by consensus."
        assert put["words"] == (
            "Put to the vote by recorded vote: 4 for, 4 against, 0 abstained. "
            "Carried by the casting vote of the chair."
        )
        assert (put["item_number"], put["decision_id"]) == ("5", decision["id"])

    async def test_10_4_and_is_made_known_to_the_other_committees_of_the_board(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        given = ballots(for_=EIGHT[:3], against=EIGHT[3:])
        assert (await partnership.vote(**given)).json()["carried"] is False
        await partnership.hold()
        found = (await partnership.checks("2024-10-01"))["votes_presented"]
        assert (found["clause"], found["boards"]) == ("10.4", ["icb_committees"])
        told = await partnership.post(
            "/presentations", board="icb_committees", what="votes", presented_on="2024-10-14"
        )
        assert told.status_code == 201, told.text
        assert (await partnership.checks("2024-10-01"))["votes_presented"]["holds"] is True

    async def test_10_4_where_all_was_agreed_there_is_no_vote_to_make_known(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        await partnership.vote(method="consensus")
        await partnership.hold()
        assert (await partnership.checks("2024-10-01"))["votes_presented"]["holds"] is True


class TestClause105:
    async def decided(self, partnership: Partnership) -> str:
        await partnership.sit()
        given = ballots(for_=EIGHT[:5], against=EIGHT[5:])
        vote = (await partnership.vote(**given)).json()
        decision = await partnership.governance.decision(
            body_id=BODY, decided_on=partnership.day, meeting_id=partnership.meeting,
            item_id=partnership.item,
        )  # fmt: skip
        await partnership.post(f"/votes/{vote['id']}/decision", decision_id=decision["id"])
        await partnership.hold()
        return str(decision["id"])

    async def find(self, partnership: Partnership, **change: Any) -> Any:
        data = {"kind": "appointment", "post_id": str(HEALTHWATCH), "found_on": "2024-11-04",
                "description": "Was not approved by every council.",
                "in_good_faith": True} | change  # fmt: skip
        return await partnership.post("/defects", **data)

    @pytest.mark.parametrize("kind", ["vacancy", "calling", "appointment"])
    async def test_10_5_decisions_in_good_faith_stand_whatever_was_found_later(
        self, partnership: Partnership, kind: str
    ) -> None:
        decision = await self.decided(partnership)
        post = {"post_id": None} if kind == "calling" else {}
        found = await self.find(partnership, kind=kind, **post)
        assert found.status_code == 201, found.text
        assert (found.json()["decisions_stand"], found.json()["decision_ids"]) == (
            True, [decision],
        )  # fmt: skip

    async def test_10_5_the_vote_stays_as_it_was_when_the_appointment_is_put_right(
        self, partnership: Partnership
    ) -> None:
        decision, governance = await self.decided(partnership), partnership.governance
        posts = (await governance.get(f"/bodies/{BODY}/posts")).json()["items"]
        [post] = [one for one in posts if one["id"] == str(HEALTHWATCH)]
        path = f"/posts/{HEALTHWATCH}/holders/{post['holders'][0]['id']}"
        ended = await governance.patch(path, 1, json={"valid_to": "2024-09-01"})
        assert ended.status_code == 200, ended.text
        quorum = await partnership.quorum()
        [corrected] = quorum["corrections"]
        assert (corrected["post_id"], corrected["holds"]) == (str(HEALTHWATCH), False)
        assert await partnership.why(HEALTHWATCH) == "present"
        await self.find(partnership)
        [vote] = (await governance.get(f"{partnership.path}/votes")).json()["items"]
        assert (vote["carried"], vote["entitled"]) == (True, 8)
        assert vote["choices"][str(HEALTHWATCH)] == "against"
        kept = (await governance.get(f"/decisions/{decision}")).json()
        assert (kept["version"], kept["outcome"]) == (1, "approved")

    async def test_10_5_not_what_was_decided_in_bad_faith(self, partnership: Partnership) -> None:
        await self.decided(partnership)
        found = await self.find(partnership, in_good_faith=False)
        assert found.json()["decisions_stand"] is False

    async def test_10_5_nor_where_the_terms_do_not_say_so(self, partnership: Partnership) -> None:
        await partnership.adopt({"arrangements": {}})
        await self.decided(partnership)
        assert (await self.find(partnership)).json()["decisions_stand"] is False

    @pytest.mark.parametrize(
        "change",
        [{"found_on": "2024-09-29"}, {"found_on": "2199-01-01"}, {"post_id": None},
         {"kind": "calling"}],
    )  # fmt: skip
    async def test_10_5_a_defect_is_found_afterwards_and_of_a_post(
        self, partnership: Partnership, change: dict[str, Any]
    ) -> None:
        await partnership.hold()
        assert (await self.find(partnership, **change)).status_code == 422

    async def test_10_5_of_a_meeting_that_was_held(self, partnership: Partnership) -> None:
        assert (await self.find(partnership)).json()["type"].endswith("meeting-state")
        await partnership.hold()
        await self.find(partnership)
        listed = (await partnership.governance.get(f"{partnership.path}/defects")).json()
        assert [one["kind"] for one in listed["items"]] == ["appointment"]
