"""What may be asked of a selection, and who is in its pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.households import service as households
from panel.selection.problem import Quota
from panel.selection.repository import Person
from panel.selection.schemas import CategoryIn
from panel.systems import service as systems
from panel.vocabularies import service as vocabularies
from panel.vocabularies.dimensions import DERIVED, KNOWN
from panel.vocabularies.service import PREFER_NOT_TO_SAY, VocabularyInForce

PLACE = "place"
POOL_PURPOSE = households.PURPOSE
"""The purpose of consent without which nobody is in a pool."""


@dataclass(frozen=True)
class Pool:
    """Who is in a pool, with their values, and how many are not."""

    values: Mapping[UUID, Mapping[str, str]]
    not_agreed: int
    not_known: int

    def counts(self) -> dict[str, int]:
        """Give the counts, exact."""
        return {
            "pool": len(self.values),
            "not_agreed": self.not_agreed,
            "not_known": self.not_known,
        }


def gathered(people: Sequence[Person], quotas: Sequence[Quota]) -> Pool:
    """Put a pool together: those who agree and whose value of each category is known.

    A quota's value that is a heading stands for its terms. Who prefers not to say is not known,
    unless a quota names that very answer.
    """
    named: dict[str, set[str]] = {}
    for quota in quotas:
        named.setdefault(quota.category, set()).add(quota.value)
    values: dict[UUID, Mapping[str, str]] = {}
    not_agreed = not_known = 0
    for person in people:
        if not person.agrees:
            not_agreed += 1
            continue
        known = {category: _value(person, category, named[category]) for category in named}
        told = {category: value for category, value in known.items() if value is not None}
        if len(told) == len(named):
            values[person.member_id] = told
        else:
            not_known += 1
    return Pool(values, not_agreed, not_known)


def _value(person: Person, category: str, named: set[str]) -> str | None:
    if category == PLACE:
        return person.place
    term, parent = person.told.get(category, ("", None))
    if term in named or not term:
        return term or None
    if parent in named:
        return parent
    return None if term == PREFER_NOT_TO_SAY else term


async def refuse(
    session: ReadSession,
    ics: SystemCode,
    categories: Sequence[CategoryIn],
    *,
    seats: int,
    today: date,
) -> None:
    """Refuse quotas that name what is not in force, or that contradict themselves.

    Raises:
        Invalid: naming each field. Quotas that the pool can't meet are no error here.
    """
    names = [one.category for one in categories]
    in_force = await vocabularies.in_force(session, ics, today, [*KNOWN, "consent_purpose"])
    places, _ = await systems.places(session, ics)
    fields = [*_contradictions(categories, seats)]
    if len(set(names)) != len(names):
        fields.append(FieldError("body.categories", "names a category twice"))
    for at, one in enumerate(categories):
        where = f"body.categories[{at}]"
        vocabulary = in_force.get(one.category) if one.category in KNOWN else None
        if one.category == PLACE:
            known = {place.code for place in places}
        elif vocabulary is None:
            fields.append(FieldError(f"{where}.category", "is not a question that is asked"))
            continue
        else:
            known = {term.code for term in vocabulary.terms}
            known |= set() if one.category in DERIVED else {PREFER_NOT_TO_SAY}
            fields += _overlapping(vocabulary, one, where)
        if not {quota.value for quota in one.quotas} <= known:
            fields.append(FieldError(f"{where}.quotas", "has a value that is not in force"))
    purposes = in_force.get("consent_purpose")
    if purposes is None or purposes.choice(POOL_PURPOSE) is None:
        fields.append(FieldError("path.ics", "asks nobody to agree to be in a draw"))
    if fields:
        raise Invalid(
            "These quotas cannot be used. GET /vocabularies and GET /places list what can.",
            fields=tuple(fields),
        )


def _overlapping(
    vocabulary: VocabularyInForce, category: CategoryIn, where: str
) -> Iterator[FieldError]:
    named = {quota.value for quota in category.quotas}
    if any(term.parent in named for term in vocabulary.terms if term.code in named):
        yield FieldError(f"{where}.quotas", "has a heading and a term under it: name one of them")


def _contradictions(categories: Sequence[CategoryIn], seats: int) -> Iterator[FieldError]:
    for at, one in enumerate(categories):
        where = f"body.categories[{at}].quotas"
        values = [quota.value for quota in one.quotas]
        if len(set(values)) != len(values):
            yield FieldError(where, "has a value twice")
        if any(quota.minimum > quota.maximum for quota in one.quotas):
            yield FieldError(where, "has a minimum above its maximum")
        if sum(quota.minimum for quota in one.quotas) > seats:
            yield FieldError(where, "asks for more people than there are seats")
