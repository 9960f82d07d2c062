"""SQL of looking for findings by words and themes, with Postgres' English stems."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, text

from common.db.engine import ReadSession
from governance.evidence.models import Finding

MOST = 300
"""Findings that are weighed at most, the newest first."""

_STEMS = text(
    "SELECT word, stem FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS w(word, place), "
    "unnest(tsvector_to_array(to_tsvector('english', word))) AS stem ORDER BY place"
)
_THEMES = text(
    "SELECT theme FROM (SELECT DISTINCT unnest(themes) AS theme FROM governance.findings "
    "WHERE state = 'published') AS known "
    "WHERE tsvector_to_array(to_tsvector('english', replace(theme, '_', ' '))) "
    "<@ CAST(:stems AS text[]) AND to_tsvector('english', replace(theme, '_', ' ')) <> ''"
)
_PUBLISHED = text("SELECT count(*) FROM governance.findings WHERE state = 'published'")
_SPREAD = text(
    "SELECT stem, count(*) FROM unnest(CAST(:stems AS text[])) AS stem "
    "JOIN governance.findings f ON f.state = 'published' "
    "AND f.words @@ CAST(quote_literal(stem) AS tsquery) GROUP BY stem"
)
_CANDIDATES = text(
    "SELECT f.finding_id, f.version, ARRAY(SELECT unnest(tsvector_to_array(f.words)) "
    "INTERSECT SELECT unnest(CAST(:stems AS text[]))) FROM governance.findings f "
    "WHERE f.state = 'published' AND (f.themes && CAST(:themes AS text[]) OR f.words @@ ("
    "SELECT CAST(string_agg(quote_literal(stem), '|') AS tsquery) "
    "FROM unnest(CAST(:stems AS text[])) AS stem)) "
    "ORDER BY f.published_at DESC, f.finding_id LIMIT :most"
)


async def stems(session: ReadSession, words: Sequence[str]) -> dict[str, str]:
    """Give the stems of words, in order, each with the first word that has it."""
    found: dict[str, str] = {}
    for word, stem in await session.execute(_STEMS, {"words": list(words)}):
        found.setdefault(stem, word)
    return found


async def named_themes(session: ReadSession, stems: Collection[str]) -> set[str]:
    """Give the themes of published findings whose every word is among the stems."""
    return set(await session.scalars(_THEMES, {"stems": sorted(stems)}))


async def published(session: ReadSession) -> int:
    """Count the versions that are published."""
    return int(await session.scalar(_PUBLISHED) or 0)


async def spread(session: ReadSession, stems: Sequence[str]) -> dict[str, int]:
    """Count the published versions that have each stem; those that none has are left out."""
    rows = await session.execute(_SPREAD, {"stems": list(stems)})
    return {stem: int(count) for stem, count in rows}


async def candidates(
    session: ReadSession, stems: Sequence[str], themes: Sequence[str]
) -> list[tuple[Finding, list[str]]]:
    """Give published findings that have any of the stems or themes, each with its stems of them."""
    values = {"stems": list(stems), "themes": list(themes), "most": MOST}
    rows = (await session.execute(_CANDIDATES, values)).all()
    shared = {(row[0], row[1]): list(row[2]) for row in rows}
    query = select(Finding).where(Finding.finding_id.in_({key[0] for key in shared}))
    found = {(one.finding_id, one.version): one for one in await session.scalars(query)}
    return [(found[key], words) for key, words in shared.items()]
