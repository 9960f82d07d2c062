"""Saving segments, finding who is in one, and asking them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from common.testing.clock import today
from panel.load import load_file
from panel_support.samples import survey_in, system_file
from panel_support.world import QE1, World


async def saved(world: World, name: str = "Some", **criteria: Any) -> dict[str, Any]:
    """Save a segment; gives it."""
    answer = await world.call("POST", "/segments", {"name": name, "criteria": criteria})
    assert answer.status_code == 201, answer.text
    segment: dict[str, Any] = answer.json()
    return segment


async def exact(world: World, name: str, **criteria: Any) -> int:
    """Save a segment; gives how many are in it."""
    segment = await saved(world, name, **criteria)
    counted = await world.call("GET", f"/segments/{segment['id']}/count?level=exact")
    assert counted.status_code == 200, counted.text
    members: int = counted.json()["members"]
    return members


@pytest.mark.rule("panel.10")
class TestSaving:
    async def test_keeps_criteria_and_gives_an_etag(self, world: World) -> None:
        segment = await saved(world, places=["lancashire", "blackpool", "blackpool"])
        read = await world.call("GET", f"/segments/{segment['id']}")
        assert read.headers["etag"] == '"v1"'
        assert read.json()["criteria"]["places"] == ["blackpool", "lancashire"]
        assert (await world.call("GET", "/segments")).json()["items"] == [read.json()]
        elsewhere = await world.call("GET", f"/segments/{segment['id']}", ics="QKK")
        assert elsewhere.status_code == 404

    async def test_refuses_codes_that_are_not_in_force(self, world: World) -> None:
        wrong: list[dict[str, Any]] = [
            {},
            {"places": ["atlantis"]},
            {"localities": ["atlantis-east"]},
            {"demographics": {"shoe_size": ["42"]}},
            {"demographics": {"theme": ["transport"]}},
            {"demographics": {"sex": ["selkie"]}},
            {"demographics": {"sex": []}},
            {"consents": ["marketing"]},
            {"interests": ["astrology"]},
            {"lived_experience": ["transport"]},
            {"demographics": {"lived_experience": ["cancer"]}},
            {"attended_within_days": 0},
            {"languages": ["not a language"]},
            {"asked_within_days": 0},
            {"colour": ["blue"]},
        ]
        for criteria in wrong:
            body = {"name": "Some", "criteria": criteria}
            refused = await world.call("POST", "/segments", body)
            assert refused.status_code == 422, criteria
            assert refused.json()["errors"], criteria
        assert await world.count("segments") == 0

    async def test_refuses_criteria_that_nobody_can_meet(self, world: World) -> None:
        tomorrow = (today() + timedelta(days=1)).isoformat()
        impossible: list[dict[str, Any]] = [
            {"joined_from": tomorrow},
            {"joined_from": "2026-02-01", "joined_before": "2026-02-01"},
            {"asked_within_days": 30, "not_asked_within_days": 30},
            {"answered_within_days": 30, "not_answered_within_days": 60},
            {"answered_within_days": 30, "not_asked_within_days": 60},
            {"attended_within_days": 30, "not_attended_within_days": 30},
        ]
        for criteria in impossible:
            body = {"name": "Nobody", "criteria": criteria}
            refused = await world.call("POST", "/segments", body)
            assert refused.json()["type"].endswith("nobody-can-fit"), (criteria, refused.text)
        await saved(world, asked_within_days=60, not_asked_within_days=30)

    async def test_refuses_a_locality_that_is_a_part_of_a_place(self, world: World) -> None:
        coast = {"code": "coast", "name": "The coast", "authorities": ["E1"]}
        east = {"code": "east", "name": "East", "authorities": ["E3"]}
        places = [
            {"code": "blackpool", "name": "Blackpool", "population": 1, "authorities": ["E1"],
             "localities": [coast]},
            {"code": "lancashire", "name": "Lancashire", "population": 1,
             "authorities": ["E3", "E4"], "localities": [east]},
        ]  # fmt: skip
        await load_file(world.database, system_file("QE1", places=places))
        await world.join_many(2, place="blackpool")
        await world.join_many(1, name="east", place="lancashire")
        assert await exact(world, "Coast", localities=["coast"]) == 2
        body = {"name": "East", "criteria": {"localities": ["east"]}}
        refused = await world.call("POST", "/segments", body)
        assert "part of a place" in refused.json()["errors"][0]["message"]

    async def test_is_changed_at_the_version_that_was_read_and_keeps_its_own_name(
        self, world: World
    ) -> None:
        segment = await saved(world, places=["blackpool"])
        await saved(world, "Other", places=["blackpool"])
        address, at_1 = f"/segments/{segment['id']}", {"If-Match": '"v1"'}
        assert (await world.call("PATCH", address, {"name": "New"})).status_code == 428
        taken = await world.call("PATCH", address, {"name": "Other"}, headers=at_1)
        assert taken.json()["type"].endswith("segment-name-taken")
        changed = await world.call("PATCH", address, {"name": "New"}, headers=at_1)
        assert (changed.json()["name"], changed.headers["etag"]) == ("New", '"v2"')
        assert changed.json()["criteria"] == segment["criteria"]
        assert (await world.call("PATCH", address, {}, headers=at_1)).status_code == 412


@pytest.mark.rule("panel.10")
class TestWhoIsInOne:
    async def test_a_member_meets_all_criteria_and_any_of_a_list(self, world: World) -> None:
        await world.join_many(2, name="a", place="blackpool", demographics={"sex": "female"})
        await world.join_many(3, name="b", place="blackpool", demographics={"sex": "male"})
        await world.join_many(4, name="c", place="lancashire", language="pl", purposes=[])
        women = {"demographics": {"sex": ["female"]}}
        assert await exact(world, "1", places=["blackpool"]) == 5
        assert await exact(world, "2", places=["blackpool", "lancashire"]) == 9
        assert await exact(world, "3", places=["blackpool"], **women) == 2
        assert await exact(world, "4", places=["lancashire"], **women) == 0
        assert await exact(world, "5", demographics={"sex": ["female", "male"]}) == 5
        assert await exact(world, "6", languages=["pl"]) == 4
        assert await exact(world, "7", consents=["surveys"]) == 5
        assert await exact(world, "8", consents=["surveys", "bulletins"]) == 0
        assert await exact(world, "9", joined_from=today().isoformat()) == 9
        assert await exact(world, "10", joined_before=today().isoformat()) == 0

    async def test_a_heading_stands_for_its_terms(self, world: World) -> None:
        await world.join("a@example.org", demographics={"ethnic_group": "asian_indian"})
        await world.join("b@example.org", demographics={"ethnic_group": "other"})
        assert await exact(world, "Asian", demographics={"ethnic_group": ["asian"]}) == 1

    async def test_history_is_of_the_days_before(self, world: World) -> None:
        await world.join_many(3)
        survey = await world.open_survey()
        token = next(iter((await world.links()).values()))
        await world.answer(token, survey, choice="yes")
        await world.join_many(2, name="later")
        assert await exact(world, "1", asked_within_days=1) == 3
        assert await exact(world, "2", not_asked_within_days=1) == 2
        assert await exact(world, "3", answered_within_days=1) == 1
        assert await exact(world, "4", asked_within_days=1, not_answered_within_days=1) == 2
        async with world.database.transaction(QE1) as session:
            await session.execute(
                text("UPDATE surveys SET opened_at = opened_at - interval '10 days'")
            )
        assert await exact(world, "5", asked_within_days=9) == 0
        assert await exact(world, "6", asked_within_days=11) == 3

    async def test_whoever_left_is_in_none(self, world: World) -> None:
        ada = await world.join(place="blackpool")
        assert await exact(world, "1", places=["blackpool"]) == 1
        await world.call("DELETE", "/me", headers=ada.own)
        assert await exact(world, "2", languages=["en"]) == 0


@pytest.mark.rule("panel.10")
class TestAskingOne:
    async def test_asks_its_members_who_agreed_in_the_places_of_the_survey(
        self, world: World
    ) -> None:
        women = {"demographics": {"sex": "female"}}
        await world.join_many(2, name="a", place="blackpool", **women)
        await world.join_many(2, name="b", place="blackpool", purposes=["bulletins"], **women)
        await world.join_many(2, name="c", place="lancashire", **women)
        await world.join_many(2, name="d", place="blackpool")
        segment = await saved(world, demographics={"sex": ["female"]})
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        body = {"segment_id": segment["id"], "places": ["blackpool"]}
        opened = await world.call("POST", f"/surveys/{draft['id']}/open", body)
        assert opened.json()["segment_id"] == segment["id"]
        assert set(await world.links()) == {"a-0@example.org", "a-1@example.org"}
        (said,) = [data for kind, data in await world.events() if "survey.opened" in kind]
        assert "female" not in repr(said)

    async def test_refuses_one_that_nobody_is_in_or_that_is_not_there(self, world: World) -> None:
        await world.join_many(2, place="blackpool")
        segment = await saved(world, places=["lancashire"])
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        address = f"/surveys/{draft['id']}/open"
        for places in ([], ["blackpool"]):
            body = {"segment_id": segment["id"], "places": places}
            refused = await world.call("POST", address, body)
            assert refused.json()["type"].endswith("nobody-to-ask")
        unknown = await world.call("POST", address, {"segment_id": draft["id"]})
        assert unknown.json()["type"].endswith("segment-not-found")
        assert await world.count("invitations") == 0
