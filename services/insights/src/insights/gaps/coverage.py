"""Which communities were heard at all, measured against the vocabularies that the rule names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from insights.ageing.models import EvidenceRule
from insights.ageing.schemas import HeardThrough
from insights.gaps.schemas import Cell, CommunityGap, GapQuery
from insights.vocabularies.schemas import TermOut, VocabulariesOut

THEMES = "theme"


def of_communities(
    cells: Sequence[Cell],
    query: GapQuery,
    rule: EvidenceRule,
    listing: VocabulariesOut,
    *,
    by_place: bool,
) -> list[CommunityGap]:
    """Say of each community that is measured whether it was heard, and where nothing was.

    A finding bears codes without their vocabularies, so a code that is in several of them is heard
    in each. Only what was asked for is measured: with a filter on themes, only these can be
    missing.
    """
    narrower = _narrower(rule, listing.terms)
    themes = [t.code for t in listing.terms if t.vocabulary == THEMES and _in(t.code, query.themes)]
    places = [p.code for p in listing.places if _in(p.code, query.places)] if by_place else []
    gaps = []
    for term in listing.terms:
        if term.vocabulary in rule.measured_against and _in(term.code, query.communities):
            below = narrower.get((term.vocabulary, term.code), set())
            gaps.append(_gap(term, below, cells, themes, places))
    return gaps


def _gap(
    term: TermOut,
    below: set[str],
    cells: Sequence[Cell],
    themes: Sequence[str],
    places: Sequence[str],
) -> CommunityGap:
    own = [cell for cell in cells if cell.community == term.code]
    others = [cell for cell in cells if cell.community in below]
    either = own + others
    last: date | None = max((cell.last_heard for cell in either), default=None)
    heard_themes = {cell.theme for cell in either}
    heard_places = {cell.place for cell in either}
    return CommunityGap(
        vocabulary=term.vocabulary,
        version=term.version,
        code=term.code,
        label=term.label,
        heard="directly" if own else "through_others" if others else "never",
        through=sorted({cell.community for cell in others if cell.community}),
        last_heard=last,
        themes_never_heard=[code for code in themes if code not in heard_themes],
        places_never_heard=[code for code in places if code not in heard_places],
    )


def _narrower(rule: EvidenceRule, terms: Sequence[TermOut]) -> dict[tuple[str, str], set[str]]:
    """Give, for each term, the codes of what is a part of it, at any depth."""
    direct: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for term in terms:
        if term.parent is not None:
            wider = (term.vocabulary, term.parent)
            direct.setdefault(wider, set()).add((term.vocabulary, term.code))
    for entry in rule.heard_through:
        link = HeardThrough.model_validate(entry)
        for term in terms:
            if term.vocabulary == link.vocabulary and _in(term.code, link.codes):
                wider = (link.of, link.community)
                direct.setdefault(wider, set()).add((term.vocabulary, term.code))
    return {wider: _below(wider, direct) for wider in direct}


def _below(wider: tuple[str, str], direct: dict[tuple[str, str], set[tuple[str, str]]]) -> set[str]:
    found: set[tuple[str, str]] = set()
    left = [wider]
    while left:
        for narrower in direct.get(left.pop(), ()):
            if narrower not in found:
                found.add(narrower)
                left.append(narrower)
    return {code for _, code in found - {wider}} - {wider[1]}


def _in(code: str, wanted: Sequence[str]) -> bool:
    return not wanted or code in wanted
