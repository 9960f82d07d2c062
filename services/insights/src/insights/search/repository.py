"""SQL of search over published findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    select,
    text,
    union,
)
from sqlalchemy.orm import aliased

from common.db.compiled import Compiled
from common.db.engine import ReadSession
from common.db.pagination import PageRequest, after_cursor
from insights.activities.nearness import Facets
from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.search.matching import matching
from insights.search.picking import BY_RECENCY
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, extract_of, extract_options

NEAR, SHARING = 20_000, 2_000
"""Of so many newest findings those that share something with a planned activity are looked for; so
many of these are weighed for nearness, by what they are about and by their words."""

# A prepared statement would come to be planned once for all words; what is quick for a common
# word takes seconds for a rare one.
_PLAN_FOR_THE_WORDS = text("SET LOCAL plan_cache_mode = force_custom_plan")
_SHOWN = (
    "id", "reference", "title", "organisation_id", "themes", "communities", "places", "methods",
    "source", "strength", "heard_to", "first_published_at", "published_at", "version",
)  # fmt: skip


def _hits(words: Any) -> Compiled:
    extract = extract_of(any_of(Finding.summary), words, bindparam("options", type_=Text))
    shown = [any_of(getattr(Finding, name)) for name in _SHOWN]
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return Compiled(select(*shown, extract.label("extract")).where(any_of(Finding.id) == any_(ids)))


_EXTRACTS, _BEGINNINGS = _hits(bindparam("words", type_=Text)), _hits(None)


def newest(number: int) -> Any:
    """Give so many of the newest published findings, as a table to select from."""
    table: Any = Finding.__table__
    published = select(table).where(table.c.state == "published")
    ordered = published.order_by(table.c.published_at.desc(), table.c.id.desc())
    return aliased(Finding, ordered.limit(number).subquery("newest"))


_NEAR = newest(NEAR)


async def newest_keys(
    session: ReadSession, reader: Reader, query: FindingQuery, request: PageRequest
) -> Sequence[tuple[Any, ...]]:
    """Give the sort keys of a page by recency, one more than asked for; it goes on to the last."""
    await session.execute(_PLAN_FOR_THE_WORDS)
    keys = (any_of(Finding.published_at), any_of(Finding.id))
    picked = after_cursor(
        select(*keys).where(matching(reader, query)), keys, BY_RECENCY, request, descending=True
    )
    return [tuple(row) for row in await session.execute(picked)]


async def hits(
    session: ReadSession, ids: Sequence[UUID], words: str | None, marks: tuple[str, str]
) -> Sequence[Mapping[str, Any]]:
    """Give what is shown of findings, in their order, each with an `extract` that has marks around
    what was found."""
    if not ids:
        return []
    values = {"ids": list(ids), "words": words, "options": extract_options(marks)}
    rows = await (_EXTRACTS if words else _BEGINNINGS).all(session, values)
    found = {row["id"]: row for row in rows}
    return [found[one] for one in ids]


async def near_candidates(
    session: ReadSession, reader: Reader, own: Facets, words: str
) -> Sequence[tuple[Any, ...]]:
    """Give published findings that may come near: id, reference, title, themes, communities, places
    and the measure of wording of each.

    Of the newest `NEAR` they are the newest `SHARING` that share a theme (a community, where no
    theme is asked for) and the newest `SHARING` that share words, so that neither kind crowds the
    other out. The measure of wording is the larger of the likeness of the titles (trigrams) and the
    share of the words that the finding has.
    """
    await session.execute(_PLAN_FOR_THE_WORDS)
    near = _NEAR
    about = (near.themes, own.themes) if own.themes else (near.communities, own.communities)
    sharing = union(
        *(
            select(
                select(near.id)
                .where(visible_to(reader, near.visibility, near.organisation_id), condition)
                .order_by(near.published_at.desc(), near.id.desc())
                .limit(SHARING)
                .subquery()
            )
            for condition in (
                about[0].overlap(cast(list(about[1]), ARRAY(Text))),
                near.search.op("@@")(func.insights.any_word(words)),
            )
        )
    ).subquery("sharing")
    wording = func.greatest(
        func.similarity(any_of(Finding.title), own.title),
        func.insights.share_of_words(any_of(Finding.search), words),
    )
    names = ("id", "reference", "title", "themes", "communities", "places")
    shown = [any_of(getattr(Finding, name)) for name in names]
    query = select(*shown, wording).join(sharing, sharing.c.id == Finding.id)
    return [tuple(row) for row in await session.execute(query)]


async def published_ids(session: ReadSession, ids: Collection[UUID], reader: Reader) -> set[UUID]:
    """Give those of the ids that are published findings which the reader may see."""
    if not ids:
        return set()
    query = select(Finding.id).where(
        Finding.id.in_(ids),
        Finding.state == "published",
        visible_to(reader, Finding.visibility, Finding.organisation_id),
    )
    return set(await session.scalars(query))


async def matching_versions(
    session: ReadSession, reader: Reader, query: FindingQuery, ids: Collection[UUID]
) -> dict[UUID, int]:
    """Give those of the findings that a search finds, each with its version."""
    if not ids:
        return {}
    found = select(Finding.id, Finding.version).where(Finding.id.in_(ids), matching(reader, query))
    return {row[0]: row[1] for row in await session.execute(found)}
