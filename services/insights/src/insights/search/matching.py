"""Which published findings a search means: what is read out as files is chosen by it too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, and_, cast, literal, select, true

from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.search.schemas import FindingQuery
from insights.search.text import words_query

LISTS = {"theme": "themes", "community": "communities", "place": "places", "method": "methods"}
"""Filter → field of the query, which is the column that holds several codes."""
SINGLES = {"source": "sources", "strength": "strengths"}
"""Filter, which is the column that holds one code → field of the query."""


def matching(reader: Reader, query: FindingQuery, finding: Any = Finding) -> ColumnElement[bool]:
    """Give the condition that a finding is published, visible to the reader, and asked for."""
    conditions: list[ColumnElement[bool]] = [
        finding.state == "published",
        visible_to(reader, finding.visibility, finding.organisation_id),
    ]
    if query.words:
        conditions.append(finding.search.op("@@")(words_query(query.words)))
    for column in LISTS.values():
        if codes := getattr(query, column):
            conditions.append(getattr(finding, column).overlap(cast(list(codes), ARRAY(Text))))
    for single, field in SINGLES.items():
        if codes := getattr(query, field):
            conditions.append(getattr(finding, single).in_(codes))
    if query.organisations:
        conditions.append(finding.organisation_id.in_(query.organisations))
    if query.heard_after is not None:
        conditions.append(finding.heard_to >= query.heard_after)
    if query.heard_before is not None:
        conditions.append(finding.heard_to < query.heard_before)
    return and_(true(), *conditions)


def having(reader: Reader, word: str) -> Select[int]:
    """Select the published findings that have a word, of those that the reader may see."""
    return found_by(reader, FindingQuery(words=word))


def found_by(reader: Reader, query: FindingQuery) -> Select[int]:
    """Select what a search finds, of what the reader may see."""
    return select(literal(1)).where(matching(reader, query))
