"""Which languages a survey is offered in, and its texts in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.surveys.texts import PAGE_WORDS, SurveyTexts, sources
from panel.translations import repository
from panel.translations.languages import ORIGINAL, best
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


async def page_words(
    session: ReadSession, ics: SystemCode, wanted: Sequence[str]
) -> tuple[str, Mapping[str, str]]:
    """Give the words of a page on which no survey can be shown, in the first of some languages that
    any survey was translated into; as the latest translations have them.

    Returns:
        The language, and English word → translation; the original where there is none of them.
    """
    known = list(await repository.languages(session, ics))
    fitting = (best(one, known) for one in wanted)
    code = next((one for one in fitting if one != ORIGINAL), ORIGINAL)
    return code, await _page_words(session, ics, code)


async def words(
    session: ReadSession, ics: SystemCode, survey_id: UUID, language: str
) -> Mapping[str, str]:
    """Give a survey's English texts with their translations; none for the original.

    Words that the page has gained since the survey was opened are those of the latest translation
    of any survey that has them, so that nobody meets English in the midst of their language.
    """
    found = await repository.find(session, ics, survey_id, language)
    if found is None:
        return {}
    if all(word in found.texts for word in PAGE_WORDS):
        return found.texts
    return {**await _page_words(session, ics, language), **found.texts}


async def _page_words(session: ReadSession, ics: SystemCode, language: str) -> dict[str, str]:
    """Give the words of the page as the latest translations into a language have them."""
    said: dict[str, str] = {}
    for one in await repository.latest_in(session, ics, language):
        said |= one.texts
    return {word: said[word] for word in PAGE_WORDS if word in said}
