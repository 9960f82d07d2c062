"""Which codes may be used on a day, and what they mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.systems.schemas import SystemFile
from panel.vocabularies import repository
from panel.vocabularies.dimensions import PREFER_NOT_TO_SAY

__all__ = [
    "PREFER_NOT_TO_SAY",
    "TermInForce",
    "VocabularyInForce",
    "every_version",
    "in_force",
    "labels",
    "load",
]


@dataclass(frozen=True)
class TermInForce:
    """One term, and the heading that it stands under."""

    code: str
    label: str
    parent: str | None
    access: Mapping[str, Any] = field(default_factory=dict)
    """What a communication need rules out and asks for; empty for other terms."""
    why: str | None = None
    """Why people are asked this; of topics."""


@dataclass(frozen=True)
class VocabularyInForce:
    """One version of a vocabulary."""

    code: str
    version: str
    valid_from: date
    valid_to: date | None
    terms: tuple[TermInForce, ...]
    question: str | None = None
    why: str | None = None

    def choice(self, code: str) -> TermInForce | None:
        """Give a term that can be chosen; None for an unknown one or a mere heading."""
        if any(term.parent == code for term in self.terms):
            return None
        return next((term for term in self.terms if term.code == code), None)


async def in_force(
    session: ReadSession, ics: SystemCode, on: date, codes: Collection[str] | None = None
) -> Mapping[str, VocabularyInForce]:
    """Give the vocabularies in force on a day by code: all of them, or those named."""
    versions = await repository.versions_in_force(session, ics, on, codes)
    terms: dict[tuple[str, str], list[TermInForce]] = {(v.code, v.version): [] for v in versions}
    for term in await repository.terms_of(session, ics, versions):
        found = TermInForce(term.code, term.label, term.parent, term.access, term.why)
        terms[term.vocabulary, term.version].append(found)
    return {
        v.code: VocabularyInForce(
            v.code,
            v.version,
            v.valid_from,
            v.valid_to,
            tuple(terms[v.code, v.version]),
            v.question,
            v.why,
        )
        for v in versions
    }


async def every_version(
    session: ReadSession, ics: SystemCode, code: str
) -> Mapping[str, Mapping[str, TermInForce]]:
    """Give all that a vocabulary ever said: version → code → term."""
    versions: dict[str, dict[str, TermInForce]] = {}
    for term in await repository.every_term(session, ics, [code]):
        found = TermInForce(term.code, term.label, term.parent, term.access)
        versions.setdefault(term.version, {})[term.code] = found
    return versions


async def load(session: WriteSession, file: SystemFile) -> None:
    """Write a system's vocabularies; safe to repeat."""
    for vocabulary in file.vocabularies:
        await repository.upsert(session, SystemCode(file.code), vocabulary)


def labels(vocabulary: VocabularyInForce | None, codes: Sequence[str]) -> list[str]:
    """Give the labels of some codes; a code that is no longer in force stands for itself."""
    known = {term.code: term.label for term in vocabulary.terms} if vocabulary else {}
    return [known.get(code, code) for code in codes]
