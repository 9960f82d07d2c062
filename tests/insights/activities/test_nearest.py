"""That the quick way to what is nearest finds what the plain one does: every finding weighed."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from sqlalchemy import text

from insights.activities import matching
from insights.activities.nearness import THRESHOLD, Candidate, Facets, nearness
from insights.frameworks import service as frameworks
from insights.owners import reader_for
from insights_support import QE1, Library

pytestmark = pytest.mark.rule("insights.3")

TODAY = date(2026, 8, 3)
THEMES = (
    "urgent_care", "carers", "patient_transport", "housing", "timeliness_of_care",
    "interaction_with_family_carers", "contacting_services",
)  # fmt: skip
COMMUNITIES = ("young_carers", "homelessness", "asian_indian")
PLACES = ("blackpool", "fylde")
WORDS = (
    "Carers", "waiting", "carer", "waits", "at", "night", "for", "a", "bus", "home", "young", "old",
    "listening", "care",
)  # fmt: skip

_MANY = """
INSERT INTO findings (ics, id, reference, organisation_id, state, revision, version, latest_version,
    published_version, title, summary, content, themes, communities, places, methods, visibility,
    activity_ids, published_at, created_at, created_by)
SELECT ics, uuidv7(), reference || '-' || :n, organisation_id, state, revision, version,
    latest_version, published_version, :title, :summary, content, :themes, :communities, :places,
    methods, visibility, activity_ids, published_at, created_at, created_by
FROM findings WHERE reference = :reference
"""
_PLAIN = """
SELECT id, reference, title, themes, communities, places,
    greatest(similarity(title, :title), insights.share_of_words(search, :words))
FROM findings WHERE state = 'published'
    AND (themes && :themes OR (:themes = '{}' AND communities && :communities)
        OR search @@ insights.any_word(:words))
"""


def some(random: Random, codes: tuple[str, ...]) -> list[str]:
    return random.sample(codes, random.randint(0, min(3, len(codes))))


def said(random: Random, most: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, most)))


@pytest.fixture
async def many(library: Library) -> Library:
    """A library with 400 findings on anything."""
    random = Random(20)
    one = await library.published()
    async with library.database.transaction(QE1) as session:
        for n in range(400):
            values = {
                "n": str(n),
                "title": said(random, 6),
                "summary": said(random, 9),
                "themes": some(random, THEMES),
                "communities": some(random, COMMUNITIES),
                "places": some(random, PLACES),
                "reference": one["reference"],
            }
            await session.execute(text(_MANY), values)
    return library


async def test_the_quick_way_finds_what_weighing_all_finds(
    many: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(21)
    lengths = set()
    for most in (1, 7, 500) * 20:
        monkeypatch.setattr(matching, "KEPT_MATCHES", most)
        own = Facets(
            random.choice([said(random, 7), "A", ""]),
            [*(themes := some(random, THEMES)), *themes[: random.randint(0, 1)]],
            some(random, COMMUNITIES),
            some(random, PLACES),
        )
        topic = random.choice([None, said(random, 4)])
        async with many.database.reading(QE1) as session:
            found = await matching.near(session, reader_for(None), own, topic, on=TODAY)
            counted = await frameworks.rollup(session, TODAY)
            words = f"{own.title} {topic or ''}"
            values = {
                "title": own.title,
                "words": words,
                "themes": counted.spread(own.themes),
                "communities": list(own.communities),
            }
            rows = [tuple(row) for row in await session.execute(text(_PLAIN), values)]
        weighed = [
            (nearness(own, Candidate("finding", one, None, facets, wording)), one)
            for one, facets, wording in (
                (row[0], Facets(row[2], counted.rolled(row[3]), row[4], row[5]), float(row[6]))
                for row in rows
            )
        ]
        plain = sorted(
            (-near.score, str(one), near.reasons)
            for near, one in weighed
            if near.score >= THRESHOLD
        )[:most]
        assert [(-match.score, str(match.id), match.reasons) for match in found] == plain
        lengths.add(len(plain))
    assert len(lengths) > 10
