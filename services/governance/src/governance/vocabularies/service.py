"""Codes are checked against the system's dated vocabularies, never against constants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.vocabularies import repository
from governance.vocabularies.models import Term
from governance.vocabularies.schemas import SettingsRecord, VocabularyRecord

OUTCOME = "outcome"
ACTIVITY_KIND = "activity_kind"
PRINCIPLE = "principle"
SPECTRUM = "involvement_spectrum"
ASSEMBLY_KIND = "assembly_kind"
ASSEMBLY_CATEGORY = "assembly_category"
RECOMMENDATION_ANSWER = "recommendation_answer"
USED = (
    OUTCOME,
    ACTIVITY_KIND,
    PRINCIPLE,
    SPECTRUM,
    ASSEMBLY_KIND,
    ASSEMBLY_CATEGORY,
    RECOMMENDATION_ANSWER,
)


async def terms(session: ReadSession, on: date) -> list[Term]:
    """Give the terms that governance uses, as they stand on a day."""
    return await repository.valid_terms(session, USED, on)


async def labels(session: ReadSession, on: date) -> dict[tuple[str, str], str]:
    """Give the label of every code that is valid on a day, by vocabulary and code."""
    return await repository.labels(session, on)


async def check_codes(
    session: ReadSession, wanted: Sequence[tuple[str, str, str | None]], *, on: date
) -> None:
    """Check codes, each given as (field, vocabulary, code); None passes.

    Raises:
        Invalid: naming each field whose code isn't valid on that day.
    """
    given = [(field, vocabulary, code) for field, vocabulary, code in wanted if code is not None]
    known = await repository.valid_codes(session, [(name, code) for _, name, code in given], on)
    wrong = tuple(
        FieldError(field, f"is no code of the vocabulary {vocabulary} on {on.isoformat()}")
        for field, vocabulary, code in given
        if (vocabulary, code) not in known
    )
    if wrong:
        raise Invalid(
            "Some codes are not in this system's vocabularies. GET /vocabularies?on= lists them.",
            fields=wrong,
        )


async def load(
    session: WriteSession,
    ics: SystemCode,
    slug: str,
    name: str,
    *,
    vocabularies: Sequence[VocabularyRecord],
    settings: SettingsRecord = SettingsRecord(),
) -> int:
    """Write a system's names and vocabularies; safe to repeat. Gives the number of terms."""
    await repository.upsert_system(session, ics, slug, name, settings)
    rows: list[dict[str, object]] = [
        {
            "ics": ics,
            "vocabulary": vocabulary.code,
            "version": vocabulary.version,
            "position": position,
            "valid_from": vocabulary.valid_from,
            "valid_to": vocabulary.valid_to,
            **term.model_dump(),
        }
        for vocabulary in vocabularies
        for position, term in enumerate(vocabulary.terms)
    ]
    await repository.upsert_terms(session, rows)
    return len(rows)


async def systems(session: ReadSession) -> list[SystemCode]:
    """Give the code of every system; the session may be of none."""
    return await repository.systems(session)


async def names(session: ReadSession, ics: SystemCode) -> tuple[str, str]:
    """Give the slug and the name of a system."""
    system = await repository.system(session, ics)
    return system.slug, system.name


async def disclosure(session: ReadSession, ics: SystemCode) -> tuple[int, int]:
    """Give how counts of people are published: the largest that is hidden, and the base that the
    others are rounded to."""
    system = await repository.system(session, ics)
    return system.suppression_threshold, system.rounding_base
