"""The maths on the real population of every system in England."""

from __future__ import annotations

import numpy as np
import pytest

from panel.representation.groups import APART, Figure, Profile, margins, tally
from panel.representation.measures import measure, shares
from panel.representation.service import WHOLE
from panel.samples.drawing import Bias, Source, draw
from panel_support.population import DIMENSIONS, FILE, england

pytestmark = pytest.mark.rule("panel.7")


def source(figures: list[Figure], place: str) -> Source:
    here = [figure for figure in figures if figure.place == place]
    deciles = {f.category: f.people for f in here if f.dimension == "imd_decile"}
    return Source(place, margins(here, DIMENSIONS, 16), deciles)


def test_there_are_42_systems() -> None:
    assert FILE.exists()
    assert len(england()) == 42


@pytest.mark.parametrize("code", sorted(england()))
class TestEverySystem:
    def test_a_panel_of_volunteers_is_measured_in_every_dimension(self, code: str) -> None:
        figures = england()[code]
        sources = [source(figures, place) for place in sorted({f.place for f in figures})]
        drawn = draw(sources, 4000, Bias(), np.random.default_rng(1))
        for dimension, margin in margins(figures, DIMENSIONS, 16).items():
            terms = drawn.terms[dimension]
            profiles = [_profile(dimension, term) for term in terms]
            counted = tally(profiles, margin, {})
            assert sum(counted.values()) == 4000
            assert counted["other_answer"] == 0
            counts = np.array([counted[group] for group in margin.people])
            people = np.array(list(margin.people.values()))
            found = measure(counts, people, 200, np.random.default_rng(2))
            assert found is not None
            assert float(np.array(found.ratios) @ shares(people)) == pytest.approx(1)
            assert 0 <= found.score < 1
            assert 0.5 < found.similarity < 1
            assert 0 < found.effective_size < 4000 - sum(counted[name] for name in APART)

    def test_only_those_of_16_and_over_are_compared_by_age(self, code: str) -> None:
        figures = england()[code]
        found = margins(figures, DIMENSIONS, 16)
        assert "0-15" not in found["age_band"].people
        everyone = sum(f.people for f in figures if f.dimension == WHOLE)
        assert 0.7 < sum(found["age_band"].people.values()) / everyone < 0.9
        assert abs(sum(found["sex"].people.values()) / everyone - 1) < 0.01


def _profile(dimension: str, term: str | None) -> Profile:
    return Profile("x", {} if term is None else {dimension: term}, 1)
