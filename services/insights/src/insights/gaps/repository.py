"""SQL of the matrix of what was heard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Double,
    Integer,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from common.db.engine import ReadSession
from insights.ageing.models import EvidenceRule
from insights.audience import Reader, visible_to
from insights.findings import as_of
from insights.findings.models import Finding
from insights.frameworks.rollup import Rollup
from insights.gaps.schemas import Cell, GapQuery


async def cells(
    session: ReadSession,
    reader: Reader,
    query: GapQuery,
    rule: EvidenceRule,
    counted: Rollup,
    *,
    by_place: bool,
    threshold: int,
    limit: int,
) -> list[Cell]:
    """Group what the reader may see by theme, community and, if wanted, place: one statement.

    A finding stands once in every cell of its codes; codes of a framework count as the own themes
    that they map to. It counts with the version that was in force at the end of the day in England,
    if it is still published, and both that version and the present one are the reader's to see.
    Gives ``limit`` cells at most, in the order of their codes.
    """
    wide = replace(query, themes=counted.spread(query.themes))
    standing = union_all(_unchanged(reader, wide), _changed_since(reader, wide)).cte("standing")
    theme = _codes(counted.column(standing.c.themes), "theme")
    community = _codes(standing.c.communities, "community")
    place = _codes(standing.c.places, "place") if by_place else None
    source: Any = standing.join(theme, true(), isouter=True).join(community, true(), isouter=True)
    keys: list[Any] = [theme.c.code, community.c.code]
    if place is not None:
        source = source.join(place, true(), isouter=True)
        keys.append(place.c.code)
    strength, people = standing.c.strength, standing.c.people
    counts = func.coalesce(_number(rule.strengths, strength, Double), rule.unrated_strength)
    half_life = func.coalesce(
        _number(rule.half_lives, theme.c.code, Double), cast(rule.half_life_days, Double)
    )
    age = func.greatest(literal(query.as_of, Date) - standing.c.heard, 0)
    decayed = counts * func.power(cast(2, Double), -cast(age, Double) / half_life)
    statement = (
        select(
            theme.c.code,
            community.c.code,
            null() if place is None else place.c.code,
            func.count(),
            func.sum(people),
            func.count().filter(people.is_(None)),
            func.count().filter(people.between(1, threshold)),
            func.sum(decayed),
            _strongest(strength, counts),
            func.max(standing.c.heard),
        )
        .select_from(source)
        .group_by(*keys)
        .order_by(*[key.asc().nulls_last() for key in keys])
        .limit(limit)
    )
    for key, codes in zip(keys, (query.themes, query.communities, query.places), strict=False):
        if codes:
            statement = statement.where(key.in_(codes))
    return [Cell(*row) for row in await session.execute(statement)]


def _unchanged(reader: Reader, query: GapQuery) -> Select[Any]:
    """Select published findings whose version in force is the one of the day."""
    columns: list[Any] = [
        Finding.themes.label("themes"),
        Finding.communities.label("communities"),
        Finding.places.label("places"),
        Finding.strength.label("strength"),
        cast(Finding.content["people_heard"].astext, Integer).label("people"),
        as_of.heard_on(Finding.heard_to).label("heard"),
    ]
    return select(*columns).where(
        *as_of.unchanged(query.as_of),
        visible_to(reader, Finding.visibility, Finding.organisation_id),
        *_asked_for(query, Finding.themes, Finding.communities, Finding.places),
    )


def _changed_since(reader: Reader, query: GapQuery) -> Select[Any]:
    """Select published findings that stood otherwise on the day, as they stood then."""
    then = as_of.then(query.as_of)
    content = then.c.content
    themes, communities, places = (
        as_of.codes_in(content[name]) for name in ("themes", "communities", "places")
    )
    return (
        select(
            themes,
            communities,
            places,
            content["strength"].astext,
            cast(content["people_heard"].astext, Integer),
            as_of.heard_on(cast(content["heard_to"].astext, Date)),
        )
        .join(then, true())
        .where(
            *as_of.changed(query.as_of),
            visible_to(reader, Finding.visibility, Finding.organisation_id),
            visible_to(reader, content["visibility"].astext, Finding.organisation_id),
            *_asked_for(query, themes, communities, places),
        )
    )


def _asked_for(query: GapQuery, themes: Any, communities: Any, places: Any) -> list[Any]:
    wanted = ((themes, query.themes), (communities, query.communities), (places, query.places))
    return as_of.with_any(wanted)


def _codes(column: ColumnElement[Any], name: str) -> Any:
    """Give each code of a list once; a list that names one twice is not heard twice."""
    each = func.unnest(column).table_valued("code").render_derived(name=f"each_{name}")
    distinct = func.array(select(each.c.code).distinct().scalar_subquery())
    once = case((func.cardinality(column) < 2, column), else_=cast(distinct, ARRAY(Text)))
    return func.unnest(once).table_valued("code").render_derived(name=name).lateral(name)


def _number(numbers: dict[str, Any], code: ColumnElement[Any], kind: Any) -> ColumnElement[Any]:
    return cast(cast(literal(numbers, JSONB), JSONB).op("->>")(code), kind)


def _strongest(strength: ColumnElement[Any], counts: ColumnElement[Any]) -> ColumnElement[Any]:
    ordered: Any = aggregate_order_by(strength, counts.desc(), strength.asc())
    told: Any = func.array_agg(ordered, type_=ARRAY(Text)).filter(strength.is_not(None))
    strongest: ColumnElement[Any] = told[1]
    return strongest
