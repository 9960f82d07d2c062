"""Refusing criteria that name what is not in force, or that nobody can meet."""

from __future__ import annotations

from datetime import datetime

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.segments.criteria import Criteria, contradictions
from panel.segments.errors import NobodyCanFit
from panel.systems import service as systems
from panel.topics.service import FIELDS
from panel.vocabularies import service as vocabularies
from panel.vocabularies.dimensions import KNOWN, TOPICS

_CONSENT = "consent_purpose"


async def refuse(session: ReadSession, ics: SystemCode, said: Criteria, now: datetime) -> None:
    """Refuse criteria.

    Raises:
        Invalid: naming each field that has a code which is not in force.
        NobodyCanFit: if the criteria contradict each other.
    """
    if not said.document():
        raise Invalid(
            "Say who is meant: everybody is not a segment.",
            fields=(FieldError("body.criteria", "names no criterion"),),
        )
    await systems.refuse_unknown_places(session, ics, said.places, "body.criteria.places")
    fields = [*await _unknown_localities(session, ics, said)]
    codes = [*KNOWN, *TOPICS, _CONSENT]
    in_force = await vocabularies.in_force(session, ics, day_in_england(now), codes)
    for dimension, terms in said.demographics.items():
        known = in_force.get(dimension) if dimension in KNOWN else None
        where = f"body.criteria.demographics.{dimension}"
        if known is None:
            fields.append(
                FieldError("body.criteria.demographics", "names a question that is not asked")
            )
        elif not set(terms) <= {term.code for term in known.terms}:
            fields.append(FieldError(where, "has a term that is not in force"))
    for kind, terms in said.terms().items():
        known = in_force.get(kind)
        if kind in TOPICS and not set(terms) <= {t.code for t in (known.terms if known else ())}:
            where = f"body.criteria.{FIELDS[kind]}"
            fields.append(FieldError(where, "has a term that is not in force"))
    purposes = {term.code for term in in_force[_CONSENT].terms} if _CONSENT in in_force else set()
    if not set(said.consents) <= purposes:
        fields.append(FieldError("body.criteria.consents", "has a purpose that is not in force"))
    if fields:
        raise Invalid(
            "Some codes cannot be used. GET /vocabularies and GET /places list those that can.",
            fields=tuple(fields),
        )
    if contradicting := tuple(contradictions(said, day_in_england(now))):
        raise NobodyCanFit(contradicting)


async def _unknown_localities(
    session: ReadSession, ics: SystemCode, said: Criteria
) -> list[FieldError]:
    if not said.localities:
        return []
    whole = await whole_places(session, ics)
    if not set(said.localities) <= whole.keys():
        return [FieldError("body.criteria.localities", "is not the code of a locality")]
    if any(not whole[code] for code in said.localities):
        return [
            FieldError(
                "body.criteria.localities",
                "is a part of a place, and members are known by place only: name the place",
            )
        ]
    return []


async def whole_places(session: ReadSession, ics: SystemCode) -> dict[str, list[str]]:
    """Give the places that lie wholly in each locality, by their local authorities."""
    found, _ = await systems.places(session, ics)
    localities = [locality for place in found for locality in place.localities]
    return {
        locality["code"]: [
            place.code
            for place in found
            if place.authorities and set(place.authorities) <= set(locality["authorities"])
        ]
        for locality in localities
    }
