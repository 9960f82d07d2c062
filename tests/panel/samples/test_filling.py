"""Made-up panels: as many as wanted, biased as said, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from common.clock import utc_now
from panel.representation import service as representation
from panel.representation.groups import Margin
from panel.samples.drawing import Bias, Drawn, Source, draw
from panel.samples.service import fill
from panel_support.population import populated
from panel_support.world import QE1, World, load

pytestmark = pytest.mark.rule("panel.7")

AGES = Margin("age_band", {"16-24": 5000, "45-54": 5000, "65-74": 5000}, of_age=True)
SEX = Margin("sex", {"female": 7500, "male": 7500}, of_age=False)
ETHNIC = Margin("ethnic_group", {"asian": 5000, "white": 10_000}, of_age=False)
MARGINS = {margin.dimension: margin for margin in (AGES, SEX, ETHNIC)}
POOR = Source("poor", MARGINS, {"1": 15_000})
RICH = Source("rich", MARGINS, {"10": 15_000})


def drawn(size: int = 20_000, seed: int = 1) -> Drawn:
    return draw([POOR, RICH], size, Bias(), np.random.default_rng(seed))


class TestDrawing:
    def test_has_the_size_that_was_asked_for(self) -> None:
        found = drawn(777)
        assert len(found.places) == 777
        assert {len(column) for column in found.terms.values()} == {777}

    def test_the_same_seed_draws_the_same_panel(self) -> None:
        assert drawn(500) == drawn(500)
        assert drawn(500) != drawn(500, seed=2)

    def test_is_older_with_more_women_and_fewer_minorities_and_poor(self) -> None:
        found, bias = drawn(), Bias()
        ages = Counter(found.terms["age_band"])
        assert ages["16-24"] / ages["65-74"] == pytest.approx(0.35 / 1.7, rel=0.1)
        sexes = Counter(found.terms["sex"])
        assert sexes["female"] / sexes["male"] == pytest.approx(1.35, rel=0.1)
        ethnic = Counter(found.terms["ethnic_group"])
        assert ethnic["asian"] / ethnic["white"] == pytest.approx(bias.minority / 2, rel=0.1)
        places = Counter(found.places)
        assert places["poor"] / places["rich"] == pytest.approx(
            bias.poorest / bias.richest, rel=0.1
        )

    def test_those_of_poor_areas_are_as_rare_as_is_said_and_some_give_no_postcode(self) -> None:
        mixed, bias = Source("mixed", MARGINS, {"1": 8_000, "10": 8_000}), Bias()
        found = draw([mixed], 20_000, bias, np.random.default_rng(1))
        deciles = Counter(found.terms["imd_decile"])
        assert deciles["1"] / deciles["10"] == pytest.approx(bias.poorest / bias.richest, rel=0.1)
        assert deciles[None] / 20_000 == pytest.approx(1 - 0.8 * 0.99, rel=0.1)
        pairs = zip(found.places, found.terms["imd_decile"], strict=True)
        assert all(decile is None for place, decile in pairs if place is None)
        assert "prefer_not_to_say" not in deciles

    def test_some_do_not_say(self) -> None:
        found = Counter(drawn().terms["sex"])
        assert found[None] / 20_000 == pytest.approx(0.05, rel=0.2)
        assert found["prefer_not_to_say"] / 20_000 == pytest.approx(0.03, rel=0.2)

    def test_without_bias_is_like_the_population(self) -> None:
        even = Bias(groups={}, minority=1, poorest=1, richest=1)
        found = Counter(draw([POOR], 20_000, even, np.random.default_rng(1)).terms["ethnic_group"])
        assert found["white"] / found["asian"] == pytest.approx(2, rel=0.1)

    def test_refuses_to_draw_from_nobody(self) -> None:
        with pytest.raises(ValueError, match="nobody"):
            draw([Source("empty", {}, {})], 5, Bias(), np.random.default_rng(1))


class TestFilling:
    async def test_writes_members_with_answers_that_are_measured(self, world: World) -> None:
        await load(world.database, populated("QE1"))
        now = utc_now()
        async with world.database.transaction(QE1) as session:
            await fill(session, QE1, world.keys, size=1340, seed=3, now=now)
        assert await world.count("members") == 1340
        async with world.database.reading(QE1) as session:
            found = await representation.exact(
                session, QE1, world.keys, place=None, seed=1, on=now.date()
            )
        whole = found.places[-1]
        assert whole.members == 1340
        sex = next(d for d in whole.dimensions if d.dimension == "sex")
        women = next(g for g in sex.groups if g.group == "female")
        assert women.ratio is not None
        assert women.ratio > 1
        assert sex.recruit_next == ["male"]
        assert await world.events() == []
