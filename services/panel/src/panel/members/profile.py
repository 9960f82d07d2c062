"""Checking what people say about themselves and agree to, by the vocabularies in force."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from common.clock import new_id
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.members.models import Consent
from panel.members.schemas import ConsentIn
from panel.members.told import Told
from panel.vocabularies.dimensions import DERIVED, DIMENSIONS
from panel.vocabularies.service import PREFER_NOT_TO_SAY, VocabularyInForce

CONSENT_PURPOSE = "consent_purpose"

_AGES = re.compile(r"\d+-(\d+)")

Vocabularies = Mapping[str, VocabularyInForce]


def answers_about_oneself(
    given: Mapping[str, str], vocabularies: Vocabularies, *, minimum_age: int, now: datetime
) -> list[Told]:
    """Check answers against the vocabularies in force.

    Raises:
        Invalid: naming every question that isn't asked and every answer that isn't one of its.
    """
    wrong: list[FieldError] = []
    told: list[Told] = []
    for dimension, term in given.items():
        vocabulary = vocabularies.get(dimension) if dimension in DIMENSIONS else None
        if vocabulary is None:
            wrong.append(FieldError("body.demographics", "names a question that is not asked"))
        elif not _can_be_answered(vocabulary, term, minimum_age):
            wrong.append(
                FieldError(f"body.demographics.{dimension}", "is not one of the answers in force")
            )
        else:
            told.append(Told(dimension, term, vocabulary.version, now))
    if wrong:
        raise Invalid(
            "Choose from the vocabularies in force: GET /vocabularies lists them.",
            fields=tuple(wrong),
        )
    return told


def refuse_derived(names: Collection[str]) -> None:
    """Refuse to take back what nobody was asked: it ends with the postcode that told it.

    Raises:
        Invalid
    """
    derived = [name for name in names if name in DERIVED]
    if derived:
        raise Invalid(
            "This follows from your postcode. Choose a place instead, and it is held no more.",
            fields=tuple(
                FieldError(f"body.demographics.{name}", "was not asked") for name in derived
            ),
        )


def _can_be_answered(vocabulary: VocabularyInForce, term: str, minimum_age: int) -> bool:
    if term == PREFER_NOT_TO_SAY:
        return True
    if vocabulary.choice(term) is None:
        return False
    ages = _AGES.fullmatch(term) if vocabulary.code == "age_band" else None
    return ages is None or int(ages.group(1)) >= minimum_age


def consents(
    ics: SystemCode,
    member_id: UUID,
    given: Sequence[ConsentIn],
    vocabularies: Vocabularies,
    *,
    means: str,
    now: datetime,
) -> list[Consent]:
    """Check consents against the wording in force, and make them records of what was shown.

    Raises:
        Invalid: if a purpose is unknown or named twice, or another wording was shown.
    """
    vocabulary = vocabularies.get(CONSENT_PURPOSE)
    if len({consent.purpose for consent in given}) != len(given):
        raise Invalid(
            "Give one consent per purpose.",
            fields=(FieldError("body.consents", "names a purpose twice"),),
        )
    records: list[Consent] = []
    for position, consent in enumerate(given):
        path = f"body.consents[{position}]"
        term = vocabulary.choice(consent.purpose) if vocabulary else None
        if vocabulary is None or term is None:
            raise Invalid(
                "Choose from the purposes in force: GET /vocabularies lists them.",
                fields=(FieldError(f"{path}.purpose", "is not a purpose in force"),),
            )
        if consent.wording_version != vocabulary.version:
            raise Invalid(
                "The wording has changed since. Show the present one, and ask again.",
                fields=(FieldError(f"{path}.wording_version", "is not the version in force"),),
            )
        records.append(
            Consent(
                ics=ics,
                id=new_id(),
                member_id=member_id,
                purpose=consent.purpose,
                wording=term.label,
                wording_version=vocabulary.version,
                means=means,
                given_at=now,
                withdrawn_at=None,
            )
        )
    return records
