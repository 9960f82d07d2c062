"""What members are offered, and what they decide once they know about benefits."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from common.testing.clock import today
from panel.load import load_file
from panel_support.rewards import WARNING, Till, kind, rewards, yesterday
from panel_support.samples import system_file
from panel_support.world import QE1, Member

pytestmark = pytest.mark.rule("panel.12")


async def mine(till: Till, member: Member) -> dict[str, Any]:
    found = await till.world.call("GET", "/me/rewards", headers=member.own)
    assert found.status_code == 200, found.text
    content: dict[str, Any] = found.json()
    return content


def refused(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition("/")[2].rpartition(":")[2]


class TestOffering:
    async def test_shows_a_member_their_offers_with_rate_cap_and_warning(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.offer(ada)
        seen = await mine(till, ada)
        assert seen["warning"] == {
            "version": WARNING, "wording": "This can change your benefits.",
        }  # fmt: skip
        assert seen["causes"] == [{"code": "hospice", "name": "The hospice"}]
        (offer,) = seen["offers"]
        assert (offer["title"], offer["decision"]) == ("A workshop", "open")
        assert (offer["kind"]["rate_pence"], offer["kind"]["cap_pence"]) == (45, 2000)
        assert (await mine(till, bea))["offers"] == []

    async def test_shows_rate_and_cap_of_the_day_of_the_activity(self, till: Till) -> None:
        """By them the claim goes, whatever holds since; even if there is no such kind any more."""
        (ada,) = await till.world.join_many(1)
        await till.offer(ada)
        ended = kind("travel", 45, 2000, valid_to=str(yesterday()))
        fresh = kind("travel", 55, 3000, valid_from=str(today()))
        for kinds in ([ended, fresh], [ended]):
            await load_file(till.world.database, system_file("QE1", rewards=rewards(kinds=kinds)))
            (offer,) = (await mine(till, ada))["offers"]
            assert (offer["kind"]["rate_pence"], offer["kind"]["cap_pence"]) == (45, 2000)

    async def test_a_survey_is_rewarded_to_all_who_were_asked(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        survey = await till.world.open_survey()
        await till.offer(
            activity="survey", activity_id=survey["id"], title=None, member_ids=None,
            last_day=None, first_day=str(today()),
        )  # fmt: skip
        for member in (ada, bea):
            assert [o["title"] for o in (await mine(till, member))["offers"]] == [survey["title"]]

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"kind": "gold"}, 422),
            ({"member_ids": [str(new_id())]}, 404),
            ({"activity": "survey", "activity_id": str(new_id()), "last_day": None}, 404),
            ({"activity": "event", "activity_id": str(new_id())}, 404),
            ({"activity": "selection", "activity_id": str(new_id())}, 404),
            ({"activity": "event"}, 422),
            ({"last_day": "2020-01-01"}, 422),
        ],
    )
    async def test_refuses_what_does_not_exist(
        self, till: Till, changes: dict[str, Any], status: int
    ) -> None:
        (ada,) = await till.world.join_many(1)
        body = {"kind": "travel", "activity": "other", "title": "A workshop",
                "first_day": str(today()), "member_ids": [ada.member_id]} | changes  # fmt: skip
        answer = await till.world.call("POST", "/rewards/offers", body, headers=till.ann)
        assert answer.status_code == status, answer.text

    async def test_a_file_with_two_rates_on_one_day_is_refused(self) -> None:
        twice = [kind("travel", 45, 2000, valid_to="2026-06-30"),
                 kind("travel", 50, 2000, valid_from="2026-06-30")]  # fmt: skip
        with pytest.raises(ValueError, match="two spans of the kind travel"):
            system_file("QE1", rewards=rewards(kinds=twice))


class TestDeciding:
    @pytest.mark.parametrize("version", [None, "2025-01"])
    @pytest.mark.parametrize("decision", ["accepted", "donated"])
    async def test_needs_the_warning_in_force_to_be_acknowledged(
        self, till: Till, decision: str, version: str | None
    ) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada)
        said = {"decision": decision, "warning_version": version}
        if decision == "donated":
            said["cause"] = "hospice"
        answer = await till.decide(ada, offer_id, **said)
        assert (answer.status_code, refused(answer)) == (409, "benefits-warning-not-acknowledged")
        assert (await mine(till, ada))["offers"][0]["decision"] == "open"
        assert (await till.claim(ada, offer_id)).status_code == 409
        said["warning_version"] = WARNING
        assert (await till.decide(ada, offer_id, **said)).status_code == 204
        assert (await mine(till, ada))["offers"][0]["warning_version"] == WARNING

    async def test_staff_too_must_say_that_they_read_the_warning_out(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada)
        address = f"/rewards/offers/{offer_id}/members/{ada.member_id}/decision"
        for version, status in ((None, 409), (WARNING, 204)):
            body = {"decision": "accepted", "warning_version": version}
            answer = await till.world.call("PUT", address, body, headers=till.ann)
            assert answer.status_code == status

    async def test_the_database_has_no_acceptance_without_a_warning(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.offer(ada)
        with pytest.raises(asyncpg.CheckViolationError):
            async with till.world.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute("UPDATE reward_offered SET decision = 'accepted'")

    async def test_nobody_accepts_where_there_is_no_warning(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada)
        await load_file(till.world.database, system_file("QE1", rewards=rewards(warnings=[])))
        answer = await till.decide(ada, offer_id, decision="accepted")
        assert (answer.status_code, refused(answer)) == (409, "rewards-not-set-up")
        assert (await till.decide(ada, offer_id, decision="declined")).status_code == 204

    async def test_can_decline_without_reading_and_then_claims_nothing(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada)
        assert (await till.decide(ada, offer_id, decision="declined")).status_code == 204
        answer = await till.claim(ada, offer_id)
        assert (answer.status_code, refused(answer)) == (409, "offer-not-accepted")

    async def test_can_be_changed_until_there_is_a_claim(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada)
        for decision in ({"decision": "declined"}, {}):
            assert (await till.decide(ada, offer_id, **decision)).status_code == 204
        claim = (await till.claim(ada, offer_id)).json()
        answer = await till.decide(ada, offer_id, decision="declined")
        assert (answer.status_code, refused(answer)) == (409, "decision-stands")
        address = f"/me/rewards/claims/{claim['id']}"
        withdrawn = await till.world.call("DELETE", address, headers=ada.own)
        assert withdrawn.status_code == 204
        assert (await till.decide(ada, offer_id, decision="declined")).status_code == 204

    async def test_gives_to_named_causes_alone(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada)
        for cause, status in (("moon", 422), (None, 422), ("hospice", 204)):
            said = {"decision": "donated", "cause": cause, "warning_version": WARNING}
            assert (await till.decide(ada, offer_id, **said)).status_code == status

    async def test_is_only_for_those_to_whom_it_was_offered(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        offer_id = await till.offer(ada)
        assert (await till.decide(bea, offer_id)).status_code == 404
        stranger = Member("", str(UUID(int=0)), "A" * 43)
        assert (await till.decide(stranger, offer_id)).status_code == 404


class TestOfferingAgain:
    async def test_the_same_is_not_offered_twice_to_one_member(self, till: Till) -> None:
        """Each offer has a cap of its own, so two of them would pay twice."""
        ada, bea = await till.world.join_many(2)
        await till.offer(ada)
        body = {
            "kind": "travel",
            "activity": "other",
            "title": "A workshop",
            "first_day": str(today()),
            "member_ids": [bea.member_id, ada.member_id],
        }
        again = await till.world.call("POST", "/rewards/offers", body, headers=till.ann)
        assert (again.status_code, refused(again)) == (409, "reward-already-offered")
        assert [one["field"] for one in again.json()["errors"]] == ["body.member_ids[1]"]
        assert (await mine(till, bea))["offers"] == []
        assert len((await mine(till, ada))["offers"]) == 1

    async def test_of_a_survey_it_goes_to_those_asked_who_do_not_have_it(self, till: Till) -> None:
        ada, bea, cec = await till.world.join_many(3)
        about = await till.about("survey")
        await till.offer(ada, **about)
        await till.world.call("DELETE", "/me", headers=cec.own)
        body = {"kind": "travel", "first_day": str(yesterday()), **about}
        again = await till.world.call("POST", "/rewards/offers", body, headers=till.ann)
        assert (again.status_code, refused(again)) == (409, "reward-already-offered")
        assert "leave_out_offered" in again.json()["detail"]
        body |= {"leave_out_offered": True}
        made = await till.world.call("POST", "/rewards/offers", body, headers=till.ann)
        assert made.status_code == 201, made.text
        assert len((await mine(till, ada))["offers"]) == len((await mine(till, bea))["offers"]) == 1
        nobody = await till.world.call("POST", "/rewards/offers", body, headers=till.ann)
        assert (nobody.status_code, refused(nobody)) == (409, "reward-offered-to-all")

    @pytest.mark.parametrize(
        "changes",
        [
            {"kind": "care"},
            {"title": "Another workshop"},
            {"first_day": str(today() + timedelta(days=1)), "last_day": None},
        ],
    )
    async def test_another_kind_activity_or_day_is_offered_as_well(
        self, till: Till, changes: dict[str, Any]
    ) -> None:
        (ada,) = await till.world.join_many(1)
        await till.offer(ada)
        await till.offer(ada, **changes)
        assert len((await mine(till, ada))["offers"]) == 2

    async def test_of_two_at_once_one_is_made(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        survey = await till.world.open_survey()
        body = {"kind": "voucher", "activity": "survey", "activity_id": survey["id"],
                "first_day": str(today())}  # fmt: skip
        async with till.world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute("SELECT 1 FROM members FOR UPDATE")
            offers = [
                asyncio.create_task(
                    till.world.call("POST", "/rewards/offers", body, headers=till.ann)
                )
                for _ in range(2)
            ]
            for _ in range(1000):
                waiting = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
                if await held.fetchval(waiting) == len(offers):
                    break
                await asyncio.sleep(0.02)
        answers = await asyncio.gather(*offers)
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        assert len((await mine(till, ada))["offers"]) == 1
