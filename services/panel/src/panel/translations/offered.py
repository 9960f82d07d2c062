"""Which languages a survey is offered in, and its texts in each."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.surveys.texts import SurveyTexts, sources
from panel.translations import repository
from panel.translations.models import Translation


def missing(survey: SurveyTexts, translation: Translation) -> list[str]:
    """Give the texts of a survey that a translation lacks."""
    return [source for source in sources(survey) if source not in translation.texts]


async def complete(
    session: ReadSession, ics: SystemCode, survey_id: UUID, survey: SurveyTexts
) -> list[str]:
    """Give the languages into which a survey is translated throughout; to be kept on opening."""
    found = await repository.of_survey(session, ics, survey_id)
    return [one.language for one in found if not missing(survey, one)]


async def copy(session: WriteSession, ics: SystemCode, survey_id: UUID, to: UUID) -> None:
    """Give a trial of a survey the survey's translations."""
    await repository.copy(session, ics, survey_id, to)


async def words(
    session: ReadSession, ics: SystemCode, survey_id: UUID, language: str
) -> Mapping[str, str]:
    """Give a survey's English texts with their translations; none for the original."""
    found = await repository.find(session, ics, survey_id, language)
    return found.texts if found is not None else {}
