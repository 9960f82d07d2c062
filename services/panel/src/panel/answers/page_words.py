"""The words of a page that says why a link opens no survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.answers import repository
from panel.keys import token_hash
from panel.surveys.texts import PAGE_WORDS
from panel.translations import languages, offered
from panel.translations.languages import Language


async def words(
    session: ReadSession,
    ics: SystemCode,
    *,
    token: str,
    wanted: str | None,
    accepted: Sequence[str],
    now: datetime,
) -> tuple[Language, Mapping[str, str]]:
    """Give the words of a page that says why a link opens no survey.

    Of a link that was given, in the language that is wanted, or else the member's, as far as its
    survey is translated; of any other, in the one wanted, or else the first of those accepted, that
    a survey has been in.

    Returns:
        The language, and English word → translation.
    """
    invited = await repository.find(session, ics, token_hash(token), day_in_england(now))
    if invited is None:
        liked = [wanted] if wanted else accepted
        code, found = await offered.page_words(session, ics, liked)
    else:
        code = languages.best(wanted or invited.language, invited.languages)
        texts = await offered.words(session, ics, invited.survey_id, code)
        found = {word: texts[word] for word in PAGE_WORDS if word in texts}
    known = [one for one in map(languages.language, (code, languages.ORIGINAL)) if one is not None]
    return known[0], found
