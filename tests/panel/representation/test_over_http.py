"""Measuring a panel as staff meet it: exact, published, targets, the chart, the event."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from common.clock import Clock
from common.testing.clock import days_later
from panel.members.counts import release_counts
from panel.representation.releases import release_representation
from panel_support.population import populated
from panel_support.world import World, load

pytestmark = pytest.mark.rule("panel.7")

SVG = "{http://www.w3.org/2000/svg}"
WOMAN = {"age_band": "75+", "sex": "female", "disability": "not_disabled"}
MAN = {"age_band": "16-24", "sex": "male", "ethnic_group": "asian_indian"}


@pytest.fixture
async def panel(world: World) -> World:
    """In Blackpool 30 women of 75 and over and 10 young men; two who say nothing."""
    await load(world.database, populated("QE1", panel_target=400), populated("QKK"))
    await world.join_many(30, name="woman", place="blackpool", demographics=WOMAN)
    await world.join_many(10, name="man", place="blackpool", demographics=MAN)
    await world.join_many(
        2, name="nobody", place="blackpool", demographics={"sex": "prefer_not_to_say"}
    )
    return world


def days_on(days: int) -> Clock:
    return lambda: days_later(days)


async def publish(world: World, days: int = 0) -> None:
    await release_counts(world.database, clock=days_on(days))
    await release_representation(world.database, world.keys, clock=days_on(days))


async def measured(world: World, query: str = "") -> dict[str, Any]:
    answer = await world.call("GET", f"/representation{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def dimension(found: dict[str, Any], name: str, place: int = 0) -> dict[str, Any]:
    return next(d for d in found["places"][place]["dimensions"] if d["dimension"] == name)


class TestExact:
    async def test_gives_ratios_and_scores(self, panel: World) -> None:
        sex = dimension(await measured(panel, "?place=blackpool&level=exact"), "sex")
        assert [(g["group"], g["members"]) for g in sex["groups"]] == [("female", 30), ("male", 10)]
        women, men = 0.75 / (41 / 80), 0.25 / (39 / 80)
        assert [g["ratio"] for g in sex["groups"]] == pytest.approx([women, men], abs=1e-4)
        assert sex["score"] == pytest.approx(men / women, abs=1e-4)
        assert sex["similarity"] == pytest.approx(1 - (0.75 - 41 / 80), abs=1e-4)
        assert sex["score_interval"]["least"] < sex["score"] < sex["score_interval"]["greatest"]
        assert sex["answered"] == 40
        assert sex["recruit_next"] == ["male"]

    async def test_what_was_not_said_is_apart(self, panel: World) -> None:
        found = await measured(panel, "?place=blackpool&level=exact")
        assert dimension(found, "sex")["apart"]["prefer_not_to_say"] == 2
        assert dimension(found, "age_band")["apart"]["no_answer"] == 2

    async def test_says_whom_ages_are_compared_with(self, panel: World) -> None:
        found = await measured(panel, "?place=blackpool&level=exact")
        assert found["minimum_age"] == 16
        ages = dimension(found, "age_band")
        assert ages["ages"] == "minimum_age_and_over"
        assert [g["group"] for g in ages["groups"]] == ["16-24", "25-34", "75+"]
        assert sum(g["population_share"] for g in ages["groups"]) == pytest.approx(1, abs=1e-3)
        assert dimension(found, "disability")["ages"] == "all_ages"

    async def test_says_what_cannot_be_measured(self, panel: World) -> None:
        reasons = {
            n["dimension"]: n["reason"] for n in (await measured_exact(panel))["not_measured"]
        }
        assert set(reasons) == {"imd_decile", "gender_identity"}
        assert "no member's postcode" in reasons["imd_decile"]

    async def test_measures_every_place_and_all_together(self, panel: World) -> None:
        found = await measured_exact(panel)
        assert [p["place"] for p in found["places"]] == ["blackpool", "lancashire", None]
        assert [p["members"] for p in found["places"]] == [42, 0, 42]
        assert dimension(found, "sex", 1)["score"] is None

    async def test_the_same_seed_gives_the_same_figures(self, panel: World) -> None:
        path = "?place=blackpool&level=exact&seed="
        assert await measured(panel, path + "5") == await measured(panel, path + "5")
        assert await measured(panel, path + "5") != await measured(panel, path + "6")

    async def test_does_not_count_who_has_left(self, panel: World) -> None:
        leaver = await panel.join("leaver@example.org", place="blackpool", demographics=MAN)
        before = await measured(panel, "?place=blackpool&level=exact")
        assert dimension(before, "sex")["groups"][1]["members"] == 11
        left = await panel.call("DELETE", "/me", headers=leaver.own)
        assert left.status_code == 204
        after = await measured(panel, "?place=blackpool&level=exact")
        assert dimension(after, "sex")["groups"][1]["members"] == 10

    async def test_needs_the_scope_of_personal_data(self, panel: World, token: Any) -> None:
        for path in ("/representation", "/representation/targets"):
            answer = await panel.call(
                "GET", f"{path}?level=exact", headers=token(["panel:read"], ics="QE1")
            )
            assert answer.status_code == 403

    async def test_refuses_an_unknown_place(self, panel: World) -> None:
        for path in ("", "/targets"):
            answer = await panel.call("GET", f"/representation{path}?place=atlantis&level=exact")
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["field"] == "place"


async def measured_exact(world: World) -> dict[str, Any]:
    return await measured(world, "?level=exact")


@pytest.mark.rule("panel.8")
class TestPublished:
    async def test_is_a_daily_snapshot(self, panel: World) -> None:
        assert (await panel.call("GET", "/representation")).status_code == 404
        await publish(panel)
        first = await measured(panel)
        await panel.join_many(20, name="late", place="blackpool", demographics=MAN)
        await publish(panel)
        assert await measured(panel) == first
        await publish(panel, days=1)
        sex = dimension(await measured(panel), "sex")
        assert [g["members"] for g in sex["groups"]] != [
            g["members"] for g in dimension(first, "sex")["groups"]
        ]

    async def test_one_person_does_not_move_tomorrows_snapshot(self, panel: World) -> None:
        await publish(panel)
        first = (await measured(panel))["places"]
        await panel.join("ada@example.org", place="blackpool", demographics=MAN)
        await publish(panel, days=1)
        assert (await measured(panel))["places"] == first

    async def test_hides_small_groups_and_what_would_give_them_away(self, panel: World) -> None:
        await publish(panel)
        found = await measured(panel)
        sex = dimension(found, "sex")
        assert sex["apart"]["prefer_not_to_say"] is None
        assert [(g["group"], g["members"]) for g in sex["groups"]] == [
            ("female", 30), ("male", None),
        ]  # fmt: skip
        assert sex["groups_withheld"] == 1
        assert sex["score"] is None
        assert sex["answered"] is None

    async def test_ethnic_groups_are_published_by_heading(self, panel: World) -> None:
        await publish(panel)
        groups = dimension(await measured(panel), "ethnic_group")["groups"]
        assert [g["group"] for g in groups] == ["asian", "white"]

    async def test_a_place_with_few_members_shows_nothing(self, panel: World) -> None:
        await panel.join_many(3, name="few", place="lancashire", demographics=MAN)
        await publish(panel)
        places = (await measured(panel))["places"]
        assert [(p["members"], p["dimensions"]) for p in places if p["place"] == "lancashire"] == [
            (None, [])
        ]

    async def test_tells_the_published_figures_alone(self, panel: World) -> None:
        await publish(panel)
        events = [
            data
            for kind, data in await panel.events()
            if kind == "panel.representation.measured.v1"
        ]
        assert len(events) == 1
        told = next(
            m for m in events[0]["measured"]
            if m["place"] == "blackpool" and m["dimension"] == "sex"
        )  # fmt: skip
        assert [(g["group"], g["members"]) for g in told["groups"]] == [
            ("female", 30), ("male", None),
        ]  # fmt: skip

    async def test_is_not_seen_from_another_system(self, panel: World) -> None:
        await publish(panel)
        other = await panel.call("GET", "/representation", ics="QKK")
        assert all(p["members"] == 0 for p in other.json()["places"])


class TestTargets:
    async def test_say_whom_to_recruit_in_numbers_and_words(self, panel: World) -> None:
        answer = await panel.call("GET", "/representation/targets?place=blackpool&level=exact")
        found = answer.json()
        assert found["size"] == 400
        items = {tuple(sorted(i["groups"].items())): i for i in found["items"]}
        men = items[(("sex", "male"),)]
        assert (men["wanted"], men["members"], men["short"]) == (97, 10, 87)
        assert men["words"] == "87 more men in Blackpool"
        young = items[(("age_band", "16-24"), ("sex", "male"))]
        assert (young["wanted"], young["members"]) == (24, 10)
        assert young["words"] == "14 more men aged 16 to 24 in Blackpool"

    async def test_take_the_size_that_is_asked_for(self, panel: World) -> None:
        path = "/representation/targets?place=blackpool&level=exact&size=40"
        items = (await panel.call("GET", path)).json()["items"]
        assert all(i["members"] < i["wanted"] <= 20 for i in items)

    async def test_published_ones_leave_out_what_is_hidden(self, panel: World) -> None:
        await publish(panel)
        found = (await panel.call("GET", "/representation/targets?place=blackpool")).json()
        assert {g for item in found["items"] for g in item["groups"]} <= {
            "sex", "age_band", "ethnic_group", "disability",
        }  # fmt: skip
        assert all(len(item["groups"]) == 1 for item in found["items"])
        assert "male" not in [item["groups"].get("sex") for item in found["items"]]

    async def test_need_a_size_from_somewhere(self, panel: World) -> None:
        path = "/representation/targets?level=exact"
        answer = await panel.call("GET", path, ics="QKK")
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("no-target-size")

    @pytest.mark.parametrize("query", ["", "?level=exact", "?place=blackpool&size=50"])
    async def test_need_a_population(self, panel: World, query: str) -> None:
        await publish(panel)
        file = populated(panel_target=400).model_copy(update={"population": []})
        await load(panel.database, file)
        answer = await panel.call("GET", f"/representation/targets{query}")
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/no-population")

    async def test_leave_out_what_the_population_has_lost_since_the_snapshot(
        self, panel: World
    ) -> None:
        await publish(panel)
        path = "/representation/targets?place=blackpool"
        before = (await panel.call("GET", path)).json()["items"]
        assert any("age_band" in item["groups"] for item in before)
        file = populated(panel_target=400)
        left = [row for row in file.population if row.dimension != "age_band"]
        await load(panel.database, file.model_copy(update={"population": left}))
        answer = await panel.call("GET", path)
        assert answer.status_code == 200, answer.text
        found = {name for item in answer.json()["items"] for name in item["groups"]}
        assert found == {name for one in before for name in one["groups"]} - {"age_band"}


class TestChart:
    async def test_draws_the_published_figures_and_says_them_in_words(self, panel: World) -> None:
        await publish(panel)
        answer = await panel.call("GET", "/representation/chart.svg?place=blackpool")
        assert answer.headers["content-type"] == "image/svg+xml"
        root = ET.fromstring(answer.text)  # noqa: S314 - our own output
        title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert "Blackpool" in (title.text or "")
        assert described is not None
        assert described.text
        assert root.get("aria-labelledby") == "title desc"
        assert root.find(f".//{SVG}script") is None
        words = [text.text for text in root.iter(f"{SVG}text")]
        groups = [
            group
            for found in (await measured(panel, "?place=blackpool"))["places"][0]["dimensions"]
            for group in found["groups"]
        ]
        assert words.count("withheld") == sum(group["members"] is None for group in groups)
        for group in groups:
            assert group["label"] in words

    async def test_of_a_place_with_few_members_says_so(self, panel: World) -> None:
        await panel.join_many(2, name="few", place="lancashire")
        await publish(panel)
        answer = await panel.call("GET", "/representation/chart.svg?place=lancashire")
        assert "too few members" in answer.text
