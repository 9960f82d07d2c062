"""A selection from its preparation to its draw, for staff, members and outsiders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from common.testing.clock import today
from panel.selection import verify
from panel_support.selections import (
    AGREES,
    DRAW,
    SEX,
    calculated,
    commit,
    committed,
    done,
    drawn,
    own_name,
    pool,
    refused,
    says,
    terms,
    worked,
)
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.11")


class TestPreparing:
    async def test_calculates_fair_probabilities_and_says_who_is_left_out(
        self, world: World
    ) -> None:
        await pool(world, women=8, men=4)
        await world.join_many(3, name="no", demographics={"sex": "female"})
        await world.join_many(2, name="unknown", consents=AGREES)
        selection = await calculated(world)
        assert selection["state"] == "calculated"
        assert selection["left_out"] == {"pool": 12, "not_agreed": 3, "not_known": 2}
        outcome = selection["outcome"]
        assert (outcome["least"], outcome["greatest"]) == pytest.approx((0.25, 0.5), abs=1e-6)
        assert outcome["proven"]
        assert outcome["complete"]
        assert outcome["levels"] == outcome["proven_levels"] == 2

    async def test_counts_of_people_need_the_scope_for_personal_data(self, world: World) -> None:
        await pool(world, women=1)
        selection = await calculated(world)
        assert selection["state"] == "infeasible"
        named = {(c["value"], c["minimum"], c["maximum"]) for c in selection["changes"]}
        assert named == {("female", 1, 2), ("male", 2, 3)}
        plain = await done(world, "GET", f"/selections/{selection['id']}")
        assert plain["left_out"] is None
        assert {(c["value"], c["minimum"], c["maximum"]) for c in plain["changes"]} == {
            ("female", None, None),
            ("male", None, None),
        }
        eased = {**SEX, "quotas": [{**q, "minimum": 1, "maximum": 3} for q in SEX["quotas"]]}
        again = f"/selections/{selection['id']}/calculation"
        await done(world, "POST", again, {"categories": [eased]})
        assert (await worked(world, selection["id"]))["state"] == "calculated"

    async def test_whether_quotas_can_be_met_is_asked_with_that_scope_alone(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        """Asked at will it counts anybody: seats of one, of one group, in one small place."""
        await pool(world, women=8, men=4)
        ready = await calculated(world)
        without = token(["panel:read", "panel:manage"], ics="QE1")
        body = {"title": "Is she?", "seats": 1, "categories": [SEX]}
        for address in ("/selections", f"/selections/{ready['id']}/calculation"):
            asked = await world.call("POST", address, body, headers=without)
            assert (asked.status_code, asked.json()["type"]) == (403, "/problems/forbidden")

    async def test_probabilities_are_told_of_a_pool_that_is_published(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        """One seat for women with a probability of 1/8 each: so there are eight."""
        await pool(world, women=8, men=4)
        ready = await calculated(world)
        reader = token(["panel:read"], ics="QE1")
        at = f"/selections/{ready['id']}"
        for shown in (
            (await world.call("GET", at, headers=reader)).json(),
            *(await world.call("GET", "/selections", headers=reader)).json()["items"],
        ):
            outcome = shown["outcome"]
            assert outcome["proven"]
            told = ("least", "greatest", "bound", "largest_deviation")
            assert [outcome[name] for name in told] == [None] * 4
        await commit(world, ready["id"])
        shown = (await world.call("GET", at, headers=reader)).json()
        assert shown["outcome"]["greatest"] == pytest.approx(0.5, abs=1e-6)

    async def test_a_heading_stands_for_its_terms(self, world: World) -> None:
        some = {"consents": AGREES, "place": "blackpool"}
        indian, other = {"ethnic_group": "asian_indian"}, {"ethnic_group": "other"}
        await world.join_many(3, name="a", demographics=indian, **some)
        await world.join_many(3, name="b", demographics=other, **some)
        quota = {"value": "asian", "minimum": 1, "maximum": 1}
        place = {"value": "blackpool", "minimum": 2, "maximum": 2}
        selection = await calculated(
            world,
            seats=2,
            categories=[
                {"category": "ethnic_group", "quotas": [quota]},
                {"category": "place", "quotas": [place]},
            ],
        )
        assert selection["outcome"]["least"] == pytest.approx(1 / 3, abs=1e-6)

    @pytest.mark.parametrize(
        "categories",
        [
            [],
            [{"category": "shoe_size", "quotas": SEX["quotas"]}],
            [{"category": "sex", "quotas": [{"value": "selkie", "minimum": 0, "maximum": 1}]}],
            [{"category": "place", "quotas": [{"value": "atlantis", "minimum": 0, "maximum": 1}]}],
            [{"category": "sex", "quotas": [{"value": "male", "minimum": 2, "maximum": 1}]}],
            [{"category": "sex", "quotas": [{"value": "male", "minimum": 5, "maximum": 6}]}],
            [SEX, SEX],
            [
                {
                    "category": "ethnic_group",
                    "quotas": [
                        {"value": one, "minimum": 0, "maximum": 1}
                        for one in ("asian", "asian_indian")
                    ],
                }
            ],
        ],
    )
    async def test_quotas_that_cannot_be_meant_are_refused(
        self, world: World, categories: list[Any]
    ) -> None:
        body = {"title": "A jury", "seats": 4, "categories": categories}
        answer = await world.call("POST", "/selections", body)
        assert answer.status_code == 422
        assert answer.json()["errors"]

    async def test_another_system_sees_nothing_of_it(self, world: World) -> None:
        await pool(world)
        selection = await calculated(world)
        elsewhere = await world.call("GET", f"/selections/{selection['id']}", ics="QKK")
        assert elsewhere.status_code == 404


class TestCommitting:
    async def test_the_published_document_gives_the_root_and_shows_nobody(
        self, world: World
    ) -> None:
        people = await pool(world)
        selection = await committed(world)
        document = await done(world, "GET", f"/selections/{selection['id']}/document")
        assert verify.root_of(document) == selection["root"]
        text = json.dumps(document["pool"])
        assert not [one for one in people if one.member_id in text]
        assert "female" not in text
        assert {len(entry["values"]) for entry in document["pool"]} == {64}

    async def test_two_selections_of_one_pool_have_no_pseudonym_or_commitment_in_common(
        self, world: World
    ) -> None:
        await pool(world)
        seen: list[str] = []
        for _ in range(2):
            selection = await committed(world)
            document = await done(world, "GET", f"/selections/{selection['id']}/document")
            seen += [value for entry in document["pool"] for value in entry.values()]
        assert len(set(seen)) == len(seen) == 40

    async def test_each_person_can_check_their_own_row(self, world: World) -> None:
        people = await pool(world)
        selection = await committed(world)
        document = await done(world, "GET", f"/selections/{selection['id']}/document")
        mine = (await world.call("GET", "/me/selections", headers=people[0].own)).json()
        (row,) = mine
        said = {name: row[name] for name in ("pseudonym", "salt", "values")}
        again = hashlib.sha256(verify.canonical(said)).hexdigest()
        published = {entry["pseudonym"]: entry["values"] for entry in document["pool"]}
        assert published[row["pseudonym"]] == again
        assert row["values"] == {"sex": "female"}
        panels = [panel for panel in document["panels"] if row["pseudonym"] in panel]
        assert row["probability"] == len(panels) / 1000 == pytest.approx(0.4, abs=0.001)

    async def test_the_row_is_in_the_members_export(self, world: World) -> None:
        people = await pool(world)
        await committed(world)
        mine = (await world.call("GET", "/me/selections", headers=people[0].own)).json()
        export = (await world.call("GET", "/me/export", headers=people[0].own)).json()
        assert export["selections"] == mine
        assert len(mine) == 1

    async def test_who_withdrew_since_is_not_committed_to(self, world: World) -> None:
        people = await pool(world)
        selection = await calculated(world)
        await says(world, people[0], {"consents": [{**AGREES[0], "given": False}]})
        to = f"/selections/{selection['id']}"
        assert "pool-changed" in await refused(world, f"{to}/commitment", terms())
        await done(world, "POST", f"{to}/calculation", {})
        assert (await worked(world, selection["id"]))["left_out"]["pool"] == 9
        await done(world, "POST", f"{to}/commitment", terms())


class TestDrawing:
    async def test_only_after_the_commitment_and_only_once(self, world: World) -> None:
        await pool(world)
        selection = await calculated(world)
        to = f"/selections/{selection['id']}"
        assert "selection-state" in await refused(world, f"{to}/draw", DRAW)
        assert (await world.call("GET", f"{to}/document")).status_code == 409
        root = (await commit(world, selection["id"]))["root"]
        drawn = await done(world, "POST", f"{to}/draw", DRAW)
        document = await done(world, "GET", f"{to}/document")
        assert drawn["panel"] == verify.drawn(document, "042")
        assert "selection-state" in await refused(world, f"{to}/draw", {**DRAW, "digits": "043"})
        assert "selection-state" in await refused(world, f"{to}/commitment", terms())
        assert "selection-state" in await refused(world, f"{to}/calculation", {})
        assert verify.root_of(await done(world, "GET", f"{to}/document")) == root

    async def test_not_before_the_day_that_was_committed_to(self, world: World) -> None:
        await pool(world)
        selection = await calculated(world)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/commitment", terms())
        assert "too-early" in await refused(world, f"{to}/draw", DRAW)

    async def test_not_by_digits_that_can_be_known_at_the_commitment(self, world: World) -> None:
        await pool(world)
        to = f"/selections/{(await calculated(world))['id']}/commitment"
        for days in (0, 1):
            day = today() - timedelta(days=days)
            answer = await world.call("POST", to, terms() | {"draw_on": day.isoformat()})
            assert answer.status_code == 422, answer.text
            assert [one["field"] for one in answer.json()["errors"]] == ["body.draw_on"]

    @pytest.mark.parametrize(
        "patch",
        [
            {"consents": [{**AGREES[0], "given": False}]},
            {"objections": [{"purpose": "profiling", "objects": True}]},
            {"paused_until": (today() + timedelta(days=9)).isoformat()},
        ],
        ids=["no longer agrees", "objects", "is paused"],
    )
    async def test_who_may_not_be_asked_any_more_is_not_seated(
        self, world: World, patch: dict[str, Any]
    ) -> None:
        people = await pool(world)
        to = f"/selections/{(await committed(world))['id']}"
        chosen = verify.drawn(await done(world, "GET", f"{to}/document"), DRAW["digits"])
        named = {await own_name(world, one): one for one in people}
        out = chosen[0]
        await says(world, named[out], patch)
        drawn = await done(world, "POST", f"{to}/draw", DRAW)
        assert set(drawn["panel"]) == set(chosen) - {out}
        assert drawn["vacant"] == 1
        [seat] = await world.rows("SELECT * FROM selection_seats WHERE left_on IS NOT NULL")
        assert (seat["pseudonym"], seat["reason"]) == (out, "withdrew")
        await done(world, "POST", f"{to}/replacements", {})
        now = await worked(world, drawn["id"])
        assert (now["vacant"], out in now["panel"]) == (0, False)

    async def test_staff_see_who_of_those_who_sit_may_not_be_asked_any_more(
        self, world: World
    ) -> None:
        members = {one.member_id: one for one in await pool(world)}
        to = f"/selections/{(await drawn(world))['id']}"
        people = await done(world, "GET", f"{to}/people")
        assert [one["may_be_asked"] for one in people] == [True] * 4
        out = people[2]["member_id"]
        await says(world, members[out], {"consents": [{**AGREES[0], "given": False}]})
        again = await done(world, "GET", f"{to}/people")
        assert [one["member_id"] for one in again if not one["may_be_asked"]] == [out]

    @pytest.mark.parametrize("digits", ["42", "0042", "4x2", ""])
    async def test_anything_but_three_digits_is_refused(self, world: World, digits: str) -> None:
        await pool(world)
        selection = await committed(world)
        draw = {**DRAW, "digits": digits}
        await refused(world, f"/selections/{selection['id']}/draw", draw, status=422)

    async def test_staff_who_may_learn_who_sits(self, world: World) -> None:
        people = await pool(world)
        selection = await drawn(world)
        seated = await done(world, "GET", f"/selections/{selection['id']}/people")
        assert {one["pseudonym"] for one in seated} == set(selection["panel"])
        assert {one["member_id"] for one in seated} <= {one.member_id for one in people}
