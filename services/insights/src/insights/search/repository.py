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
    select,
    text,
)

from common.db.compiled import Compiled
from common.db.engine import ReadSession
from common.db.pagination import PageRequest, after_cursor
from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.search.matching import matching
from insights.search.picking import BY_RECENCY
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, extract_of, extract_options

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
