"""Translations over HTTP, for staff."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path

from common.clock import utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.dependencies import Manager, Reader
from panel.translations import service
from panel.translations.schemas import (
    TextOut,
    TranslationIn,
    TranslationOut,
    TranslationsOut,
    TranslationSummary,
)
from panel.translations.service import Translated

router = Router(
    prefix="/api/v1/{ics}/panel/surveys/{survey_id}/translations", tags=["panel: surveys"]
)

Code = Annotated[
    str, Path(min_length=2, max_length=35, description="BCP 47, such as pl, ur or cy.")
]


@router.get("")
async def list_translations(
    ics: System, session: Reading, survey_id: UUID, _: Reader
) -> TranslationsOut:
    """List a survey's translations, and how many texts each lacks."""
    found = await service.translations(session, ics, survey_id)
    return TranslationsOut(items=[_summary(one) for one in found])


@router.get("/{language}")
async def read_translation(
    ics: System, session: Reading, survey_id: UUID, language: Code, _: Reader
) -> TranslationOut:
    """Give every text of a survey with its translation into a language, as far as there is one."""
    return _out(await service.the_translation(session, ics, survey_id, language))


@router.put("/{language}")
async def translate(
    *,
    ics: System,
    session: Writing,
    survey_id: UUID,
    language: Code,
    body: TranslationIn,
    staff: Manager,
) -> TranslationOut:
    """Write a draft's translation into a language, in place of what there was. It is offered if it
    is complete when the survey is opened. Later, words can be added that the pages of a survey have
    gained since then, and nothing else."""
    translated = await service.translate(
        session,
        ics,
        survey_id=survey_id,
        code=language,
        said=body,
        subject=staff.subject,
        now=utc_now(),
    )
    return _out(translated)


@router.delete("/{language}", status_code=204)
async def withdraw(
    ics: System, session: Writing, survey_id: UUID, language: Code, _: Manager
) -> None:
    """Delete a draft's translation."""
    await service.withdraw(session, ics, survey_id, language)


def _summary(one: Translated) -> TranslationSummary:
    return TranslationSummary(**_standing(one))


def _out(one: Translated) -> TranslationOut:
    texts = [TextOut(source=s, text=text, suggested=maybe) for s, text, maybe in one.texts]
    return TranslationOut(**_standing(one), texts=texts)


def _standing(one: Translated) -> dict[str, object]:
    translation = one.translation
    return {
        "language": one.language.code,
        "name": one.language.name,
        "direction": one.language.direction,
        "missing": one.missing,
        "translated_by": translation.translated_by if translation else None,
        "translated_on": translation.translated_on if translation else None,
    }
