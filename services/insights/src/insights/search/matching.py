"""Which published findings a search means: what is read out as files is chosen by it too."""

from __future__ import annotations

from sqlalchemy import ARRAY, ColumnElement, Text, and_, cast, true

from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.search.schemas import FindingQuery
from insights.search.text import any_of, words_query

LISTS = {
    "theme": ("themes", Finding.themes),
    "community": ("communities", Finding.communities),
    "place": ("places", Finding.places),
    "method": ("methods", Finding.methods),
}
SINGLES = {
    "source": ("sources", Finding.source),
    "strength": ("strengths", Finding.strength),
}
"""Filter → field of the query, and the column."""


def matching(reader: Reader, query: FindingQuery) -> ColumnElement[bool]:
    """Give the condition that a finding is published, visible to the reader, and asked for."""
    conditions: list[ColumnElement[bool]] = [
        Finding.state == "published",
        visible_to(reader, Finding.visibility, Finding.organisation_id),
    ]
    if query.words:
        conditions.append(any_of(Finding.search).op("@@")(words_query(query.words)))
    for field, column in LISTS.values():
        if codes := getattr(query, field):
            conditions.append(column.overlap(cast(list(codes), ARRAY(Text))))
    for field, single in SINGLES.values():
        if codes := getattr(query, field):
            conditions.append(single.in_(codes))
    if query.organisations:
        conditions.append(Finding.organisation_id.in_(query.organisations))
    if query.heard_after is not None:
        conditions.append(Finding.heard_to >= query.heard_after)
    if query.heard_before is not None:
        conditions.append(Finding.heard_to < query.heard_before)
    return and_(true(), *conditions)
