"""Names of what records refer to by code, as the vocabularies have them last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession
from insights.frameworks import service as frameworks
from insights.harvest.sets import ORGANISATION, PLACE, THEME, TOPS, code_of
from insights.organisations import service as organisations
from insights.vocabularies import service as vocabularies


@dataclass(frozen=True)
class Names:
    """The system's names; a code without one is its own."""

    system: str
    slug: str
    terms: Mapping[tuple[str, str], str]
    """Labels by vocabulary and code."""
    themes: Mapping[str, str]
    """Of the system's own and of its frameworks'."""
    places: Mapping[str, str]
    organisations: Mapping[UUID, str]

    def of_theme(self, code: str) -> str:
        """Give the label of a theme."""
        return self.themes.get(code, code)

    def of_licence(self, code: str) -> str:
        """Give the label of a licence."""
        return self.terms.get(("licence", code), code)

    def of_place(self, code: str) -> str:
        """Give the name of a place."""
        return self.places.get(code, code)

    def of_set(self, spec: str) -> str:
        """Give the name of a set."""
        top, code = code_of(spec)
        if code is None:
            return TOPS.get(top, top)
        if top == THEME:
            return f"Theme: {self.of_theme(code)}"
        if top == PLACE:
            return f"Place: {self.of_place(code)}"
        if top == ORGANISATION:
            return f"Organisation: {self.organisations.get(UUID(code), code)}"
        return spec


async def names(session: ReadSession) -> Names | None:
    """Read the names of the transaction's system; None where it was not loaded."""
    system = await vocabularies.system(session)
    if system is None:
        return None
    vocabularies_of_themes = await frameworks.codes(session)
    found = await vocabularies.labels(session, vocabularies_of_themes)
    return Names(
        system=system.name,
        slug=system.slug,
        terms=await vocabularies.labels(session, ("licence",)),
        themes={
            code: label
            for name in reversed(vocabularies_of_themes)
            for (vocabulary, code), label in found.items()
            if vocabulary == name
        },
        places=await vocabularies.place_names(session),
        organisations=await organisations.all_names(session),
    )
