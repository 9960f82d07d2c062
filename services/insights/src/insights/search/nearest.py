"""SQL of what comes near to something planned, of the findings that are published.

Scored is in the database, as `insights.activities.nearness` says, so that of thousands which share
something those alone are read that can be told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    REAL,
    ColumnElement,
    Integer,
    Text,
    case,
    cast,
    func,
    select,
    text,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession
from insights.activities.nearness import THRESHOLD, WEIGHTS, Facets
from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.frameworks.rollup import Rollup
from insights.search.text import any_of, share_of

NEAR, SHARING = 20_000, 2_000
"""Of so many newest findings those that share something with a planned activity are looked for; so
many of these are weighed for nearness, by what they are about and by their words."""

_SLACK = 0.002
"""A score is rounded to three places once it is read; what may be rounded up is read too."""

# What is quick for a common word takes seconds for a rare one: planned for the words each time.
_PLAN_FOR_THE_WORDS = text("SET LOCAL plan_cache_mode = force_custom_plan")


def _newest(number: int) -> Any:
    """Give so many of the newest published findings, as a table to select from."""
    table: Any = Finding.__table__
    published = select(table).where(table.c.state == "published")
    ordered = published.order_by(table.c.published_at.desc(), table.c.id.desc())
    return aliased(Finding, ordered.limit(number).subquery("newest"))


_NEAR = _newest(NEAR)


async def candidates(
    session: ReadSession, reader: Reader, own: Facets, words: str, counted: Rollup, *, most: int
) -> Sequence[tuple[Any, ...]]:
    """Give the published findings that come nearest: id, reference, title, themes, communities,
    places and the measure of wording of each. They are those that score `THRESHOLD` or nearly, and
    of these at least the `most` of the highest score, with all that are as high or nearly.

    Weighed are, of the newest `NEAR`, the newest `SHARING` that share a theme (a community, where
    no theme is asked for) and the newest `SHARING` that share words, so that neither kind crowds
    the other out. The measure of wording is the larger of the likeness of the titles (trigrams) and
    the share of the words that the finding has; it is taken of what can still come near.
    """
    await session.execute(_PLAN_FOR_THE_WORDS)
    one = _sharing(reader, own, words, counted).c
    shared, weight = _shared(one, own, counted)
    wording = func.greatest(func.similarity(one.title, own.title), share_of(one.search, words))
    shown = (one.id, one.reference, one.title, one.themes, one.communities, one.places)
    weighed: Any = (
        select(*shown, shared.label("shared"), wording.label("wording"))
        .where((shared + WEIGHTS["wording"]) / weight >= THRESHOLD - _SLACK)
        .cte("weighed")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    ).c
    score = (weighed.shared + WEIGHTS["wording"] * weighed.wording) / weight
    last = select(score).order_by(score.desc()).offset(most - 1).limit(1).scalar_subquery()
    least = func.greatest(THRESHOLD, last) - _SLACK
    query = select(*(weighed[column.name] for column in shown), weighed.wording)
    return [tuple(row) for row in await session.execute(query.where(score >= least))]


def _sharing(reader: Reader, own: Facets, words: str, counted: Rollup) -> Any:
    """Give what shares a theme, or else a community, or a word, each finding once."""
    near = _NEAR
    themes = counted.spread(own.themes)
    about = (near.themes, themes) if themes else (near.communities, own.communities)
    names = ("id", "reference", "title", "themes", "communities", "places", "search")
    both = union_all(
        *(
            select(
                select(*(any_of(getattr(near, name)) for name in names))
                .where(visible_to(reader, near.visibility, near.organisation_id), condition)
                .order_by(near.published_at.desc(), near.id.desc())
                .limit(SHARING)
                .subquery()
            )
            for condition in (
                about[0].overlap(_codes(about[1])),
                near.search.op("@@")(func.insights.any_word(words)),
            )
        )
    ).subquery("both")
    return select(both).ext(distinct_on(both.c.id)).subquery("sharing")


def _shared(one: Any, own: Facets, counted: Rollup) -> tuple[ColumnElement[Any], float]:
    """Give what a finding shares, weighed, but for its words; and what all parts weigh together."""
    themes = [
        [code for code in counted.spread([theme]) if theme in counted.rolled([code])]
        for theme in dict.fromkeys(own.themes)
    ]
    communities, places = ([[code] for code in dict.fromkeys(codes)]
                           for codes in (own.communities, own.places))  # fmt: skip
    shared: Any = cast(0, REAL)
    weight = WEIGHTS["wording"]
    for name, asked in (("themes", themes), ("communities", communities), ("places", places)):
        if not asked:
            continue
        column = one[name]
        each: Any = sum(cast(column.overlap(_codes(codes)), Integer) for codes in asked)
        if name == "places":
            each = case((func.cardinality(column) == 0, len(asked)), else_=each)
        shared = shared + each * (WEIGHTS[name] / len(asked))
        weight += WEIGHTS[name]
    return shared, weight


def _codes(codes: Sequence[str]) -> ColumnElement[Any]:
    return cast(list(codes), ARRAY(Text))
