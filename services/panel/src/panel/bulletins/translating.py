"""Translations of a bulletin: each member is sent it in their language, where it exists.

A translation is a list from each text of the team's and of what the bulletin is about to its own,
as of surveys (`panel.surveys.texts`): a text that is changed has none any more, and a translation
that lacks one is not sent. What a bulletin says around its items is written in each language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.bulletins import repository, service
from panel.bulletins.errors import (
    BulletinNotDraft,
    BulletinTextsDoNotFit,
    BulletinTranslationNotFound,
    OriginalLanguage,
)
from panel.bulletins.models import Bulletin, BulletinTranslation
from panel.bulletins.translation_schemas import BulletinTranslationIn
from panel.bulletins.words import Told, Words, write


@dataclass(frozen=True)
class Translated:
    """Where a translation of a bulletin stands.

    Attributes:
        texts: each text of the original, and its translation.
    """

    language: str
    translation: BulletinTranslation | None
    texts: Sequence[tuple[str, str | None]]

    @property
    def missing(self) -> int:
        """How many texts are missing."""
        return sum(text is None for _, text in self.texts)


async def translate(
    session: WriteSession,
    ics: SystemCode,
    *,
    bulletin_id: UUID,
    language: str,
    said: BulletinTranslationIn,
    subject: str,
    now: datetime,
) -> Translated:
    """Write a draft's translation into one language, in place of what there was.

    Raises:
        BulletinNotFound, BulletinNotDraft, OriginalLanguage, BulletinTextsDoNotFit
        Invalid: if its day is yet to come.
    """
    bulletin = await _draft(session, ics, bulletin_id)
    _refuse_original(bulletin, language)
    if said.translated_on > day_in_england(now):
        raise Invalid(
            "A translation has been made before it is entered.",
            fields=(FieldError("body.translated_on", "must be today or earlier"),),
        )
    wanted = await _sources(session, ics, bulletin, now)
    _refuse_unfit(wanted, [one.source for one in said.texts])
    values = {
        "texts": {one.source: one.text for one in said.texts},
        "translated_by": said.translated_by,
        "translated_on": said.translated_on,
        "recorded_by": subject,
        "recorded_at": now,
    }
    await repository.keep_translation(session, ics, bulletin_id, language, values)
    return await the_translation(session, ics, bulletin_id, language, now)


async def the_translation(
    session: ReadSession, ics: SystemCode, bulletin_id: UUID, language: str, now: datetime
) -> Translated:
    """Give a bulletin's texts with their translations, also where there are none yet.

    Raises:
        BulletinNotFound, OriginalLanguage
    """
    bulletin = await service.the_bulletin(session, ics, bulletin_id)
    _refuse_original(bulletin, language)
    found = {one.language: one for one in await repository.translations(session, ics, bulletin_id)}
    wanted = await _sources(session, ics, bulletin, now)
    return _translated(language, found.get(language), wanted)


async def translations(
    session: ReadSession, ics: SystemCode, bulletin_id: UUID, now: datetime
) -> Sequence[Translated]:
    """Give where each translation of a bulletin stands.

    Raises:
        BulletinNotFound
    """
    bulletin = await service.the_bulletin(session, ics, bulletin_id)
    wanted = await _sources(session, ics, bulletin, now)
    found = await repository.translations(session, ics, bulletin_id)
    return [_translated(one.language, one, wanted) for one in found]


async def withdraw(
    session: WriteSession, ics: SystemCode, bulletin_id: UUID, language: str
) -> None:
    """Delete a draft's translation.

    Raises:
        BulletinNotFound, BulletinNotDraft, BulletinTranslationNotFound
    """
    await _draft(session, ics, bulletin_id)
    if not await repository.delete_translation(session, ics, bulletin_id, language):
        raise BulletinTranslationNotFound


async def contents(
    session: ReadSession, ics: SystemCode, bulletin: Bulletin, told: Told, base: str
) -> Mapping[str, dict[str, Any]]:
    """Give what a bulletin says in each language that it is translated into throughout."""
    made: dict[str, dict[str, Any]] = {}
    for one in await repository.translations(session, ics, bulletin.id):
        words = in_words(bulletin, told, one.language, one.texts, base)
        if one.language != bulletin.language and set(words.sources) <= one.texts.keys():
            title = one.texts[bulletin.title]
            made[one.language] = words.content(title, one.language)
    return made


def in_words(
    bulletin: Bulletin, told: Told, language: str, texts: Mapping[str, str], base: str
) -> Words:
    """Write a bulletin in a language, as far as its texts are translated."""
    words = write(service.items_of(bulletin), told, language, base, texts)
    words.sources.insert(0, bulletin.title)
    return words


async def _draft(session: WriteSession, ics: SystemCode, bulletin_id: UUID) -> Bulletin:
    bulletin = await service.the_bulletin_to_change(session, ics, bulletin_id)
    if bulletin.state != "draft":
        raise BulletinNotDraft
    return bulletin


async def _sources(
    session: ReadSession, ics: SystemCode, bulletin: Bulletin, now: datetime
) -> list[str]:
    told = await service.told_of(session, ics, bulletin, now)
    words = in_words(bulletin, told, bulletin.language, {}, "")
    return list(dict.fromkeys(words.sources))


def _translated(
    language: str, found: BulletinTranslation | None, wanted: Sequence[str]
) -> Translated:
    texts: Mapping[str, str] = found.texts if found is not None else {}
    return Translated(language, found, [(source, texts.get(source)) for source in wanted])


def _refuse_original(bulletin: Bulletin, language: str) -> None:
    if language == bulletin.language:
        raise OriginalLanguage


def _refuse_unfit(wanted: Sequence[str], said: Sequence[str]) -> None:
    wrong = [
        FieldError(f"body.texts[{at}].source", "is not a text of this bulletin, or given twice")
        for at, source in enumerate(said)
        if source not in wanted or source in said[:at]
    ]
    if wrong:
        raise BulletinTextsDoNotFit(tuple(wrong))
