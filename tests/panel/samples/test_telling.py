"""Made-up members choose topics and state needs, biased as said, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from common.clock import utc_now
from panel.access import service as access
from panel.datakeys import service as datakeys
from panel.samples.leanings import EXPERIENCE, INTEREST, NEED, Leanings, choose
from panel.samples.service import fill
from panel.samples.telling import tell
from panel.segments import service as segments
from panel.segments.criteria import Criteria
from panel.segments.schemas import SegmentIn
from panel.topics import service as topics
from panel_support.population import populated
from panel_support.world import QE1, World, load

pytestmark = [pytest.mark.rule("panel.3"), pytest.mark.rule("panel.5")]
TERMS = ["growing_older", "having_a_baby", "other"]
SIZE = 20_000


def chosen(kind: str = INTEREST, seed: int = 1, **said: str) -> list[list[str]]:
    """Choose for many who all told the same of themselves."""
    answers = {dimension: [group] * SIZE for dimension, group in said.items()}
    rng = np.random.default_rng(seed)
    return choose(kind, TERMS, answers=answers, size=SIZE, rng=rng, leanings=Leanings())


def shares(rows: list[list[str]]) -> dict[str, float]:
    return {term: count / SIZE for term, count in Counter(t for r in rows for t in r).items()}


class TestChoosing:
    def test_the_same_seed_chooses_the_same(self) -> None:
        assert chosen() == chosen()
        assert chosen() != chosen(seed=2)

    def test_a_term_is_as_usual_as_is_said(self) -> None:
        said = 1 - 0.1 - 0.01
        found = shares(chosen())
        assert found["other"] == pytest.approx(0.18 * said, rel=0.1)
        assert found["having_a_baby"] == pytest.approx(0.08 * said, rel=0.1)
        assert found["prefer_not_to_say"] == pytest.approx(0.01, rel=0.3)
        assert sum(not row for row in chosen()) / SIZE > 0.1

    def test_what_interests_people_goes_with_their_age_and_sex(self) -> None:
        usual, old = shares(chosen()), shares(chosen(age_band="75+"))
        assert old["growing_older"] / usual["growing_older"] == pytest.approx(2.6, rel=0.1)
        young = shares(chosen(age_band="25-34", sex="female"))
        assert young["having_a_baby"] / usual["having_a_baby"] == pytest.approx(7.2, rel=0.15)

    def test_the_disabled_know_and_need_more(self) -> None:
        for kind, times in ((EXPERIENCE, 2.5), (NEED, 4.0)):
            usual, more = shares(chosen(kind)), shares(chosen(kind, disability="disabled"))
            assert more["other"] / usual["other"] == pytest.approx(times, rel=0.2)

    def test_prefer_not_to_say_stands_alone(self) -> None:
        rows = [row for row in chosen(EXPERIENCE) if "prefer_not_to_say" in row]
        assert rows
        assert all(row == ["prefer_not_to_say"] for row in rows)


class TestTelling:
    async def test_members_own_key_opens_it_and_segments_find_them(self, world: World) -> None:
        await load(world.database, populated("QE1"))
        now = utc_now()
        async with world.database.transaction(QE1) as session:
            filled = await fill(session, QE1, world.keys, size=400, seed=3, now=now)
            await tell(session, QE1, world.keys, filled=filled, seed=3, now=now)
            criteria = Criteria(interests=["dentists"])
            said = SegmentIn(name="Dentists", criteria=criteria)
            segment = await segments.save(session, QE1, said, now - timedelta(1))
        async with world.database.reading(QE1) as session:
            interested = 0
            for member_id in filled.ids:
                own = await topics.own(
                    session, await datakeys.of_member(session, QE1, world.keys, member_id)
                )
                interested += "dentists" in own[INTEREST].terms if INTEREST in own else False
            found = await segments.exact_count(session, QE1, world.keys, segment.id, now)
            assert 0 < found == interested < 400
            needs = await access.needs_of(session, QE1, world.keys, filled.ids)
        assert needs
        assert {code for one in needs.values() for code in one.codes} - {"format", "contact"}

    async def test_where_no_such_topics_are_in_force_nothing_is_told(self, world: World) -> None:
        await load(world.database, populated("QE1"))
        before = datetime(1999, 1, 1, tzinfo=UTC)
        async with world.database.transaction(QE1) as session:
            filled = await fill(session, QE1, world.keys, size=50, seed=3, now=utc_now())
            await tell(session, QE1, world.keys, filled=filled, seed=3, now=before)
        assert await world.count("member_topics") == 0
        assert await world.count("access_needs") == 0
