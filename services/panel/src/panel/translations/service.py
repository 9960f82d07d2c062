"""Writing translations of a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.surveys import service as surveys
from panel.surveys.errors import SurveyNotDraft
from panel.surveys.models import Survey
from panel.surveys.pipes import is_well_formed, shape
from panel.surveys.questions import read_questions
from panel.surveys.texts import PAGE_WORDS, SurveyTexts, sources
from panel.translations import repository
from panel.translations.errors import (
    LanguageUnknown,
    TextsDoNotFit,
    TranslationNotFound,
    TranslationStands,
)
from panel.translations.languages import ORIGINAL, Language, language
from panel.translations.models import Translation
from panel.translations.schemas import TextIn, TranslationIn

_SLOT = re.compile(r"(?<!\{)\{[a-z]+\}(?!\})")


@dataclass(frozen=True)
class Translated:
    """Where a translation stands."""

    language: Language
    translation: Translation | None
    texts: Sequence[tuple[str, str | None, str | None]]
    """Each English text, its translation, and what an earlier one suggests for a missing one."""

    @property
    def missing(self) -> int:
        """How many texts are missing."""
        return sum(text is None for _, text, _ in self.texts)


async def translate(
    session: WriteSession,
    ics: SystemCode,
    *,
    survey_id: UUID,
    code: str,
    said: TranslationIn,
    subject: str,
    now: datetime,
) -> Translated:
    """Write a draft's translation into one language, in place of what there was; of a survey that
    was opened, add the words of the page that the translation lacks.

    Raises:
        SurveyNotFound, SurveyNotDraft, TranslationStands, LanguageUnknown, TextsDoNotFit
        Invalid: if its day is yet to come.
    """
    survey = await surveys.the_survey_to_change(session, ics, survey_id)
    into = _language(code)
    if said.translated_on > day_in_england(now):
        raise Invalid(
            "A translation has been made before it is entered.",
            fields=(FieldError("body.translated_on", "must be today or earlier"),),
        )
    _refuse_unfit(sources(_texts(survey)), said.texts)
    translation = await repository.find(session, ics, survey_id, into.code)
    if survey.state != "draft":
        translation = _completed(survey, translation, said)
    else:
        if translation is None:
            translation = Translation(ics=ics, survey_id=survey_id, language=into.code)
            session.add(translation)
        translation.texts = {one.source: one.text for one in said.texts}
        translation.translated_by = said.translated_by
    translation.translated_on = said.translated_on
    translation.recorded_by = subject
    translation.recorded_at = now
    await session.flush()
    return await the_translation(session, ics, survey_id, into.code)


async def the_translation(
    session: ReadSession, ics: SystemCode, survey_id: UUID, code: str
) -> Translated:
    """Give a survey's texts with their translations, also where there are none yet.

    Raises:
        SurveyNotFound, LanguageUnknown
    """
    survey = await surveys.the_survey(session, ics, survey_id)
    into = _language(code)
    found = await repository.find(session, ics, survey_id, into.code)
    earlier: dict[str, str] = {}
    for one in await repository.latest_in(session, ics, into.code):
        earlier |= one.texts
    texts: dict[str, str] = found.texts if found is not None else {}
    listed = [
        (source, texts.get(source), earlier.get(source) if source not in texts else None)
        for source in sources(_texts(survey))
    ]
    return Translated(into, found, listed)


async def translations(
    session: ReadSession, ics: SystemCode, survey_id: UUID
) -> Sequence[Translated]:
    """Give where each translation of a survey stands.

    Raises:
        SurveyNotFound
    """
    survey = await surveys.the_survey(session, ics, survey_id)
    wanted = sources(_texts(survey))
    return [
        Translated(
            _language(one.language),
            one,
            [(source, one.texts.get(source), None) for source in wanted],
        )
        for one in await repository.of_survey(session, ics, survey_id)
    ]


async def withdraw(session: WriteSession, ics: SystemCode, survey_id: UUID, code: str) -> None:
    """Delete a draft's translation.

    Raises:
        SurveyNotFound, SurveyNotDraft, TranslationNotFound
    """
    await surveys.the_draft(session, ics, survey_id)
    if not await repository.delete_translation(session, ics, survey_id, code):
        raise TranslationNotFound


def _completed(survey: Survey, translation: Translation | None, said: TranslationIn) -> Translation:
    """Add to the translation of a survey that was opened what the page lacks in it: words that the
    page has gained since then. What people may have read stands."""
    if translation is None or translation.language not in survey.languages:
        raise SurveyNotDraft
    lacking = set(PAGE_WORDS) - translation.texts.keys()
    if not said.texts or any(one.source not in lacking for one in said.texts):
        raise TranslationStands
    translation.texts = {**translation.texts, **{one.source: one.text for one in said.texts}}
    vouch = dict.fromkeys([*translation.translated_by.split("; "), said.translated_by])
    translation.translated_by = "; ".join(vouch)
    return translation


def _texts(survey: Survey) -> SurveyTexts:
    return SurveyTexts(survey.title, survey.purpose, read_questions(survey.questions))


def _language(code: str) -> Language:
    found = language(code)
    if found is None or found.code.partition("-")[0] == ORIGINAL:
        raise LanguageUnknown
    return found


def _refuse_unfit(wanted: Sequence[str], said: Sequence[TextIn]) -> None:
    known = set(wanted)
    wrong: list[FieldError] = []
    for position, one in enumerate(said):
        path = f"body.texts[{position}]"
        if one.source not in known:
            wrong.append(
                FieldError(f"{path}.source", "is not a text of this survey, or given twice")
            )
        elif not is_well_formed(one.text) or shape(one.text) != shape(one.source):
            wrong.append(FieldError(f"{path}.text", "must have the same marks as the source"))
        elif _slots(one.text) != _slots(one.source):
            wrong.append(FieldError(f"{path}.text", "must keep the words in {braces} as they are"))
        known.discard(one.source)
    if wrong:
        raise TextsDoNotFit(tuple(wrong))


def _slots(text: str) -> list[str]:
    """Give the words in single braces, which the page fills in."""
    return sorted(_SLOT.findall(text))
