"""Search for everybody: what is public, with what people call the codes that the answer bears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from insights.audience import ANYONE
from insights.frameworks import service as frameworks
from insights.search import service
from insights.search.schemas import FindingQuery, FindingResults, NamedFindings
from insights.vocabularies import service as vocabularies

_VOCABULARIES = {
    "community": vocabularies.COMMUNITIES,
    "method": vocabularies.METHODS,
    "source": vocabularies.SOURCES,
    "strength": vocabularies.STRENGTHS,
}
"""Filter → the vocabularies that its codes may come from; themes and places aside."""


async def findings(
    session: ReadSession, query: FindingQuery, request: PageRequest, *, as_of: date
) -> NamedFindings:
    """Search what anybody may read; see `service.findings`."""
    found = await service.findings(session, ANYONE, query, request, as_of=as_of)
    labels = await _labels(session, _codes(found, query))
    return NamedFindings(**found.model_dump(), labels=labels)


def _codes(found: FindingResults, query: FindingQuery) -> Mapping[str, set[str]]:
    """Give the codes by filter that were asked for, are counted, or are borne by what was found."""
    used = {
        "theme": {*query.themes, *(code for hit in found.items for code in hit.themes)},
        "community": {
            *query.communities,
            *(code for hit in found.items for code in hit.communities),
        },
        "place": {*query.places, *(code for hit in found.items for code in hit.places)},
        "method": {*query.methods, *(code for hit in found.items for code in hit.methods)},
        "source": {*query.sources, *(hit.source for hit in found.items if hit.source)},
        "strength": {*query.strengths, *(hit.strength for hit in found.items if hit.strength)},
    }
    for name, codes in used.items():
        codes.update(count.code for count in found.counts.get(name, ()))
    return used


async def _labels(session: ReadSession, used: Mapping[str, set[str]]) -> dict[str, dict[str, str]]:
    """Give the newest names of codes by filter; of a code in several vocabularies, the first's."""
    from_terms: Mapping[str, Sequence[str]] = _VOCABULARIES | {
        "theme": await frameworks.codes(session)
    }
    known = await vocabularies.labels(
        session, [name for names in from_terms.values() for name in names]
    )
    labels = {
        field: {
            code: known[name, code]
            for name in reversed(names)
            for code in used[field]
            if (name, code) in known
        }
        for field, names in from_terms.items()
    }
    places = await vocabularies.place_names(session)
    return labels | {"place": {code: places[code] for code in used["place"] if code in places}}
