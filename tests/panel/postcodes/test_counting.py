"""Deciles of deprivation in what is counted of members."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.clock import utc_now
from common.testing.clock import today
from panel.load import load_file
from panel.representation import service as representation
from panel.samples.service import fill
from panel_support.directories import FIRST, SECOND, joined, known, listed, take, written
from panel_support.selections import AGREES, calculated
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.7")


@pytest.mark.usefixtures("ranked")
class TestCounting:
    async def test_where_no_postcode_told_it_that_is_stated_and_nobody_is_wanted_for_it(
        self, world: World
    ) -> None:
        await joined(world, "c@example.org", postcode=None, place="blackpool")
        found = (await world.call("GET", "/representation?level=exact")).json()
        (told,) = [one for one in found["not_measured"] if one["dimension"] == "imd_decile"]
        assert "no member's postcode" in told["reason"]
        targets = (await world.call("GET", "/representation/targets?size=16&level=exact")).json()
        assert targets["items"]
        assert not any("imd_decile" in one["groups"] for one in targets["items"])

    async def test_the_panel_is_measured_by_decile_and_the_unknown_are_apart(
        self, world: World
    ) -> None:
        await joined(world, "a@example.org")
        await joined(world, "b@example.org")
        await joined(world, "c@example.org", postcode=None, place="blackpool")
        async with world.database.reading(QE1) as session:
            found = await representation.exact(
                session, QE1, world.keys, place="blackpool", seed=1, on=today()
            )
        (measured,) = [d for d in found.places[0].dimensions if d.dimension == "imd_decile"]
        assert {group.group: group.members for group in measured.groups} == {"1": 2, "10": 0}
        ratios = [group.ratio for group in measured.groups]
        assert ratios == pytest.approx([1 / (5 / 8), 0])
        assert measured.apart.no_answer == 1
        targets = (await world.call("GET", "/representation/targets?size=24&level=exact")).json()
        words = [one["words"] for one in targets["items"] if "imd_decile" in one["groups"]]
        assert "3 more people of areas of deprivation decile 10 in Blackpool" in words
        assert len(words) == 2
        assert "imd_decile" not in {one.dimension for one in found.not_measured}

    async def test_it_makes_segments_and_quotas(self, world: World) -> None:
        for number in range(4):
            await joined(world, f"m{number}@example.org", consents=AGREES)
        criteria = {"demographics": {"imd_decile": ["1", "2"]}}
        made = await world.call("POST", "/segments", {"name": "Core20", "criteria": criteria})
        assert made.status_code == 201, made.text
        counted = await world.call("GET", f"/segments/{made.json()['id']}/count?level=exact")
        assert counted.json()["members"] == 4
        quota = {"value": "1", "minimum": 2, "maximum": 2}
        category = {"category": "imd_decile", "quotas": [quota]}
        selection = await calculated(world, seats=2, categories=[category])
        assert selection["state"] == "calculated"
        silent = {**category, "quotas": [{**quota, "value": "prefer_not_to_say"}]}
        body = {"title": "x", "seats": 2, "categories": [silent]}
        assert (await world.call("POST", "/selections", body)).status_code == 422

    async def test_results_are_weighted_and_broken_down_by_it(
        self, world: World, tmp_path: Path
    ) -> None:
        only = known(weighting_dimensions=["imd_decile"], least_effective=5)
        await load_file(world.database, only)
        await take(world, written(tmp_path / "File_7.csv", listed(first="10")))
        rich = await world.join_many(30, name="r", postcode=FIRST)
        await world.join_many(10, name="p", postcode=SECOND)
        survey = await world.open_survey()
        plan = {"breakdowns": [{"by": "dimension", "dimension": "imd_decile", "questions": [1]}]}
        decided = await world.call(
            "PUT",
            f"/surveys/{survey['id']}/breakdowns",
            plan,
            headers={"If-Match": f'"v{survey["version"]}"'},
        )
        assert decided.status_code == 200, decided.text
        wealthy = {one.email for one in rich}
        for email, link in (await world.links()).items():
            choice = "yes" if email in wealthy else "no"
            assert (await world.answer(link, survey, choice=choice)).status_code == 201
        assert (await world.call("POST", f"/surveys/{survey['id']}/close")).status_code == 200
        address = f"/surveys/{survey['id']}/results?level=exact"
        exact = (await world.call("GET", address)).json()
        assert exact["weighting"]["weighted_to"] == ["imd_decile"]
        counts = exact["questions"][0]["counts"]
        # The poorest tenth is 50,000 of 80,000 people, and 10 of the 40 who answered.
        assert [one["count"] for one in counts] == [30, 10]
        assert [one["weighted_percent"] for one in counts] == pytest.approx([37.5, 62.5])
        published = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        (shown,) = published["breakdowns"]
        assert shown["label"] == "Deprivation of the area (tenths)"
        assert shown["groups"][-1]["label"] == "Not known: no postcode was given"
        assert len(shown["groups"]) == 11

    async def test_made_up_panels_have_deciles_too(self, world: World) -> None:
        async with world.database.transaction(QE1) as session:
            await fill(session, QE1, world.keys, size=2000, seed=2, now=utc_now())
        rows = await world.rows("SELECT token FROM demographics WHERE dimension = 'imd_decile'")
        tokens = [bytes(row["token"]) for row in rows]
        assert len(tokens) == pytest.approx(2000 * 0.8 * 0.99, rel=0.05)
        poor, rich = (world.keys.term_token(QE1, "imd_decile", one) for one in ("1", "10"))
        assert set(tokens) == {poor, rich}
        # 50,000 people of the poorest tenth, each half as ready to join as others are.
        assert tokens.count(poor) / tokens.count(rich) == pytest.approx(5 / 3 * 0.5 / 1.3, rel=0.15)
