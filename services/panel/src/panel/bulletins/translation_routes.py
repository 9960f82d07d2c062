"""Translations of bulletins over HTTP, for the team."""

from __future__ import annotations

from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.bulletins import translating
from panel.bulletins.schemas import Written
from panel.bulletins.translating import Translated
from panel.bulletins.translation_schemas import (
    BulletinTextOut,
    BulletinTranslationIn,
    BulletinTranslationOut,
    BulletinTranslationsOut,
    BulletinTranslationSummary,
)
from panel.dependencies import Manager, Reader

router = Router(
    prefix="/api/v1/{ics}/panel/bulletins/{bulletin_id}/translations", tags=["panel: bulletins"]
)


@router.get("")
async def list_bulletin_translations(
    ics: System, session: Reading, bulletin_id: UUID, _: Reader
) -> BulletinTranslationsOut:
    """List a bulletin's translations, and how many texts each lacks."""
    found = await translating.translations(session, ics, bulletin_id, utc_now())
    return BulletinTranslationsOut(
        items=[BulletinTranslationSummary(**_standing(one)) for one in found]
    )


@router.get("/{language}")
async def read_bulletin_translation(
    ics: System, session: Reading, bulletin_id: UUID, language: Written, _: Reader
) -> BulletinTranslationOut:
    """Give every text of a bulletin with its translation into a language, as far as there is
    one."""
    return _out(await translating.the_translation(session, ics, bulletin_id, language, utc_now()))


@router.put("/{language}")
async def translate_bulletin(
    *,
    ics: System,
    session: Writing,
    bulletin_id: UUID,
    language: Written,
    body: BulletinTranslationIn,
    staff: Manager,
) -> BulletinTranslationOut:
    """Write a draft's translation into a language, in place of what there was. It is sent to those
    who read that language if it is complete when the bulletin is sent."""
    translated = await translating.translate(
        session,
        ics,
        bulletin_id=bulletin_id,
        language=language,
        said=body,
        subject=staff.subject,
        now=utc_now(),
    )
    return _out(translated)


@router.delete("/{language}", status_code=204)
async def withdraw_bulletin_translation(
    ics: System, session: Writing, bulletin_id: UUID, language: Written, _: Manager
) -> None:
    """Delete a draft's translation."""
    await translating.withdraw(session, ics, bulletin_id, language)


def _out(one: Translated) -> BulletinTranslationOut:
    texts = [BulletinTextOut(source=source, text=text) for source, text in one.texts]
    return BulletinTranslationOut(**_standing(one), texts=texts)


def _standing(one: Translated) -> dict[str, object]:
    translation = one.translation
    return {
        "language": one.language,
        "missing": one.missing,
        "translated_by": translation.translated_by if translation else None,
        "translated_on": translation.translated_on if translation else None,
    }
