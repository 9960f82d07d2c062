"""Quorum through a meeting, as people come, leave and declare."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from common.db.engine import raw_connection
from governance_support import QE1

pytestmark = pytest.mark.rule("governance.2")


async def test_it_is_quorate_from_the_moment_that_enough_are_there(committee: Any) -> None:
    await committee.comes("chair", "council", at="10:00")
    await committee.comes("charity", at="10:20")
    early, later = await committee.quorum("10:10"), await committee.quorum("10:20")
    assert (early["quorate"], later["quorate"]) == (False, True)
    failing = [p for p in early["finding"]["parts"] if not p["holds"]]
    assert [p["name"] for p in failing] == ["half", "VCFSE"]
    vcfse = {committee.posts["charity"], committee.posts["hospice"]}
    assert set(failing[1]["would_help"]) == vcfse
    assert len(early["would_suffice"]) == 1
    assert set(early["would_suffice"]) <= vcfse


async def test_who_leaves_no_longer_counts(committee: Any) -> None:
    await committee.comes("chair", "council", "charity")
    await committee.note("left", "charity", "10:40")
    assert (await committee.quorum("10:39"))["quorate"]
    assert not (await committee.quorum("10:40"))["quorate"]


@pytest.mark.parametrize("agreed", [True, False])
async def test_from_afar_counts_where_it_was_agreed_in_advance(
    committee: Any, agreed: bool
) -> None:
    path = f"/meetings/{committee.meeting}"
    await committee.governance.patch(path, 1, json={"remote_agreed": agreed})
    await committee.comes("chair", "council")
    await committee.comes("charity", remote=True)
    assert (await committee.quorum())["quorate"] is agreed
    late = await committee.governance.patch(path, 2, json={"remote_agreed": not agreed})
    assert late.status_code == 409
    assert (await committee.quorum())["quorate"] is agreed


async def test_a_deputy_counts_where_the_chair_approved(committee: Any) -> None:
    await committee.comes("chair", "council")
    await committee.comes("charity", deputy=True)
    assert not (await committee.quorum())["quorate"]
    await committee.note("left", "charity", "10:01")
    await committee.comes("charity", at="10:02", deputy=True, deputy_approved=True)
    assert (await committee.quorum())["quorate"]


@pytest.mark.rule("governance.4")
async def test_an_interest_takes_a_member_out_of_the_item_alone(committee: Any) -> None:
    await committee.comes("chair", "council", "charity")
    assert (await committee.interest("charity")).status_code == 201
    assert (await committee.quorum())["quorate"]
    assert (await committee.quorum("10:29", item=True))["quorate"]
    found = await committee.quorum(item=True)
    assert not found["quorate"]
    [why] = [s["why"] for s in found["standings"] if s["post_id"] == committee.posts["charity"]]
    assert why == "conflict_of_interest"


async def test_who_stands_in_for_the_chair_does_not_take_the_chair_before_the_deputy_chair(
    committee: Any,
) -> None:
    await committee.comes("council", "charity")
    await committee.comes("chair", deputy=True, deputy_approved=True)
    alone = await committee.quorum("10:01")
    assert (alone["counted"], alone["presiding_post_id"]) == (3, committee.posts["chair"])
    await committee.comes("deputy", at="10:02")
    assert (await committee.quorum("10:03"))["presiding_post_id"] == committee.posts["deputy"]
    assert (await committee.note("left", "chair", "10:04")).status_code == 201
    await committee.comes("chair", at="10:05")
    assert (await committee.quorum("10:06"))["presiding_post_id"] == committee.posts["chair"]


@pytest.mark.rule("governance.4")
async def test_the_chairs_recorded_ruling_lets_a_member_stay(committee: Any) -> None:
    await committee.comes("chair", "council", "charity")
    await committee.interest("charity", "10:30")
    refused = await committee.interest("charity", "10:31", takes_part=True)
    assert refused.status_code == 422
    await committee.interest("charity", "10:32", takes_part=True, ruling="Not material.")
    assert (await committee.quorum(item=True))["quorate"]


@pytest.mark.rule("governance.4")
async def test_the_chair_does_not_rule_on_their_own_interest(committee: Any) -> None:
    stays = {"takes_part": True, "ruling": "Not material."}
    refused = await committee.interest("chair", "09:00", **stays)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/own-interest")
    assert (await committee.interest("deputy", "09:00", **stays)).status_code == 201
    await committee.comes("chair", "council", "charity")
    assert (await committee.interest("chair", "10:30", **stays)).status_code == 409
    assert (await committee.interest("chair", "10:31")).status_code == 201
    assert (await committee.interest("chair", "10:32", **stays)).status_code == 409, "none presides"
    await committee.comes("deputy", at="10:33")
    assert (await committee.interest("chair", "10:34", **stays)).status_code == 201


async def test_nobody_comes_twice_or_leaves_unseen_or_before_what_is_known(committee: Any) -> None:
    await committee.comes("chair")
    for kind, name, at in (("arrived", "chair", "10:05"), ("left", "council", "10:05"),
                           ("left", "chair", "09:59")):  # fmt: skip
        refused = await committee.note(kind, name, at)
        assert refused.status_code == 409, (kind, name)
        assert refused.json()["type"].endswith("presence-refused")


async def test_terms_without_a_quorum_say_so(governance: Any) -> None:
    data = {"body_id": "62e5fe07-ed11-5694-a896-d8422d71f632", "held_on": "2024-03-25"}
    meeting = (await governance.post("/meetings", json=data)).json()
    refused = await governance.get(f"/meetings/{meeting['id']}/quorum")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("no-quorum-rule")


async def test_the_course_of_a_meeting_is_never_changed(committee: Any) -> None:
    await committee.comes("chair")
    database = committee.governance.database
    for statement in ("UPDATE presence_events SET kind = 'left'", "DELETE FROM presence_events"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)


@pytest.mark.rule("governance.4")
async def test_the_register_keeps_ended_interests(committee: Any) -> None:
    path = f"/posts/{committee.posts['charity']}/interests"
    data = {"nature": "Trustee of the hospice", "declared_on": "2024-01-01"}
    entry = (await committee.governance.post(path, json=data)).json()
    path = f"/interests/{entry['id']}"
    early = await committee.governance.patch(path, 1, json={"ended_on": "2023-01-01"})
    assert early.status_code == 422
    ended = await committee.governance.patch(path, 1, json={"ended_on": "2024-02-01"})
    register = await committee.governance.get(f"/bodies/{committee.body}/interests")
    assert register.json()["items"] == [ended.json()]
    other = await committee.interest("council", interest_id=entry["id"])
    assert other.status_code == 422
