"""Codes are checked against the system's dated vocabularies, never against constants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from pydantic import TypeAdapter

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from insights.vocabularies import repository
from insights.vocabularies.models import System
from insights.vocabularies.schemas import (
    PlaceIn,
    SystemIn,
    TermOut,
    VocabulariesOut,
    VocabularyIn,
)

PLACES = (repository.PLACE,)
THEMES = ("theme",)
METHODS = ("method",)
SPECTRUM = ("involvement_spectrum",)
SOURCES = ("source",)
STRENGTHS = ("strength",)
LICENCES = ("licence",)
STORY_USES = ("story_use",)
STORY_CONSENT_MEANS = ("story_consent_means",)
ORGANISATION_KINDS = ("organisation_kind",)
COMMUNITIES = (
    "community",
    "inclusion_health_group",
    "protected_characteristic",
    "ethnic_group",
    "age_band",
    "sex",
    "gender_identity",
    "disability",
    "imd_decile",
    "core20plus5",
)
"""A community is a term of any of these."""


def names_in(listing: VocabulariesOut, vocabularies: Collection[str]) -> dict[str, str]:
    """Give the names of terms by their codes, of some vocabularies alone: the same code may mean
    something else in another. Where two of them have it, the first stands."""
    terms = reversed(listing.terms)
    return {term.code: term.label for term in terms if term.vocabulary in vocabularies}


@dataclass(frozen=True)
class Codes:
    """The codes that one field bears, and the vocabularies they may come from."""

    field: str
    vocabularies: tuple[str, ...]
    codes: Sequence[str]


@dataclass(frozen=True)
class Licence:
    """A licence under which something is published."""

    code: str
    label: str
    uri: str | None
    is_open: bool
    """Anybody may use, change and share what is published under it."""


def codes_of(field: str, vocabularies: tuple[str, ...], code: str | None) -> Codes:
    """Give the one code of an optional field, or none."""
    return Codes(field, vocabularies, [] if code is None else [code])


async def check_codes(session: ReadSession, wanted: Sequence[Codes], *, on: date) -> None:
    """Check that every code exists and is valid on the day.

    Raises:
        Invalid: naming each field with a code that isn't, and the vocabularies to look into.
    """
    codes = {code for entry in wanted for code in entry.codes}
    if not codes:
        return
    vocabularies = {name for entry in wanted for name in entry.vocabularies}
    known = await repository.known_codes(session, vocabularies, codes, on)
    wrong = [
        FieldError(
            f"{entry.field}[{index}]",
            f"is no code of {' or '.join(entry.vocabularies)} on {on.isoformat()}",
        )
        for entry in wanted
        for index, code in enumerate(entry.codes)
        if not any((name, code) in known for name in entry.vocabularies)
    ]
    if wrong:
        raise Invalid(
            "Some codes are not in this system's vocabularies. GET /vocabularies lists them.",
            fields=tuple(wrong),
        )


def baseline() -> list[VocabularyIn]:
    """Give the vocabularies that the library needs and a system's file may leave out.

    Kinds of organisation, strengths of evidence, licences, uses of stories and how consent to them
    was given, and whom gaps are measured against: protected characteristics (Equality Act 2010),
    inclusion health groups, Core20PLUS5.
    """
    text = files("insights.vocabularies").joinpath("baseline.json").read_bytes()
    return TypeAdapter(list[VocabularyIn]).validate_json(text)


async def load(session: WriteSession, ics: SystemCode, system: SystemIn) -> int:
    """Write a system's names, places and vocabularies; safe to repeat.

    A vocabulary of the file stands in for the baseline's of the same code. Gives the number of
    terms written.
    """
    names: dict[str, object] = {"slug": system.slug, "name": system.name}
    await repository.upsert_system(session, ics, names | system.settings.model_dump())
    await repository.upsert_places(
        session, [{"ics": ics, "code": p.code, "name": p.name} for p in system.places]
    )
    own = {vocabulary.code for vocabulary in system.vocabularies}
    vocabularies = [*system.vocabularies, *(v for v in baseline() if v.code not in own)]
    return await load_terms(session, ics, vocabularies)


async def load_terms(
    session: WriteSession, ics: SystemCode, vocabularies: Iterable[VocabularyIn]
) -> int:
    """Write the terms of vocabularies; one that is gone stays. Gives their number."""
    rows: list[dict[str, object]] = [
        {
            "ics": ics,
            "vocabulary": vocabulary.code,
            "version": vocabulary.version,
            "code": term.code,
            "label": term.label,
            "parent": term.parent,
            "position": position,
            "valid_from": vocabulary.valid_from,
            "valid_to": vocabulary.valid_to,
            "uri": term.uri,
            "is_open": term.open,
        }
        for vocabulary in vocabularies
        for position, term in enumerate(vocabulary.terms)
    ]
    await repository.upsert_terms(session, rows)
    return len(rows)


async def system(session: ReadSession) -> System | None:
    """Give the system of the transaction, if it was loaded."""
    return await repository.system(session)


@dataclass(frozen=True)
class Rounding:
    """How numbers of people are told to everybody (disclosure control).

    Without a threshold, of a system that was not loaded, none is told but nought.
    """

    threshold: int | None
    base: int

    def of(self, people: int | None) -> int | None:
        """Give a number as everybody may see it: rounded, and none from 1 to the threshold."""
        if not people:
            return people
        if self.threshold is None or people <= self.threshold:
            return None
        return (people + self.base // 2) // self.base * self.base


async def rounding(session: ReadSession) -> Rounding:
    """Give how the system tells numbers of people, by its settings."""
    known = await system(session)
    if known is None:
        return Rounding(None, 1)
    return Rounding(known.suppression_threshold, known.rounding_base)


async def all_systems(session: ReadSession) -> list[SystemCode]:
    """Give every system, for work that is done for each of them; the session needs no system."""
    return [SystemCode(code) for code in await repository.all_systems(session)]


async def listing(session: ReadSession, *, on: date) -> VocabulariesOut:
    """Give every term that is valid on a day, and the places."""
    return VocabulariesOut(
        terms=[TermOut.model_validate(term) for term in await repository.terms_on(session, on)],
        places=[PlaceIn(code=p.code, name=p.name) for p in await repository.places(session)],
    )


async def labels(session: ReadSession, vocabularies: Sequence[str]) -> dict[tuple[str, str], str]:
    """Give the newest label of each code, whether or not it is valid still."""
    return await repository.labels(session, vocabularies)


async def place_names(session: ReadSession) -> dict[str, str]:
    """Give the names of places by code."""
    return {place.code: place.name for place in await repository.places(session)}


async def licences(session: ReadSession) -> dict[str, Licence]:
    """Give the licences by code, as their newest terms say."""
    return {
        term.code: Licence(term.code, term.label, term.uri, is_open=term.is_open)
        for term in await repository.terms(session, LICENCES)
    }
