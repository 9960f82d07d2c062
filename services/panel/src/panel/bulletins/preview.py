"""A bulletin as it will be sent, or was: made by what makes the mails, for a reader made up."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.text.reading_age import reading_age
from panel.bulletins import service, standing, translating
from panel.bulletins.errors import BulletinNotFound
from panel.bulletins.models import Bulletin
from panel.bulletins.schemas import (
    NotAvailable,
    PageLanguage,
    PageLink,
    PageOut,
    PageSection,
    PreviewOut,
    ReadingAgeOut,
)
from panel.bulletins.words import Why, Words, write
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.copies import Copies, Reader
from panel.mail.kinds import MailKind
from panel.mail.letters import Letter, compose
from panel.mail.spoken import in_language, languages_of
from panel.systems import service as systems
from panel.translations.languages import language as language_named

_NOBODY = "reader@example.org"
_OWN_LINK = "#own-link"
"""Stands where the reader's own link will be."""


async def preview(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    public_url: str,
    bulletin_id: UUID,
    language: str | None,
    now: datetime,
) -> PreviewOut:
    """Give a bulletin as it stands; one that was sent, as it was sent, but for what was withdrawn
    since.

    Args:
        language: to give it in, where it is in that; else it is given in its own.

    Raises:
        BulletinNotFound
    """
    bulletin = await service.the_bulletin(session, ics, bulletin_id)
    base = await service.pages_of(session, ics, public_url)
    whole, missing = await _content(session, ics, bulletin, base, now)
    content = in_language(whole, language or bulletin.language)
    if bulletin.sent_at is not None:
        content = await standing.without_withdrawn(session, ics, content)
    copies = Copies(keys, ics, base, bulletin.id, content)
    system = await systems.the_system(session, ics)
    message = compose(
        Letter(
            kind=MailKind.BULLETIN,
            recipient=_NOBODY,
            language=content["language"],
            plain_text_only=False,
            said={"system": system.name, "subject": content["subject"]},
            link=copies.page,
            unsubscribe_link=f"{base}/unsubscribe{_OWN_LINK}",
            sections=copies.sections(Reader(new_id(), counted=False)),
        ),
        sender=f"Panel <{_NOBODY}>",
        reference=str(bulletin.id),
        now=now,
    )
    return PreviewOut(
        subject=content["subject"],
        html=_part(message, "html"),
        text=_part(message, "plain"),
        page=copies.page,
        language=content["language"],
        languages=languages_of(whole) or [],
        reading_age=_reading_age(
            Words(content["sections"], []).prose(content["subject"]), content["language"]
        ),
        not_available=[NotAvailable(item=number, why=why) for number, why in missing],
    )


async def page(
    session: ReadSession, ics: SystemCode, bulletin_id: UUID, language: str | None
) -> PageOut:
    """Give a bulletin that was sent, for anybody; what was withdrawn since is not shown.

    Args:
        language: to give it in, where it was sent in that; else it is given in its own.

    Raises:
        BulletinNotFound: if there is none, or it was not sent.
    """
    bulletin = await service.the_bulletin(session, ics, bulletin_id)
    whole = await mail.content_of(session, ics, bulletin_id)
    if bulletin.sent_at is None or whole is None:
        raise BulletinNotFound
    content = in_language(whole, language or bulletin.language)
    sections = content["sections"]
    gone = await standing.withdrawn(session, ics, sections)
    corrected = await standing.corrected(session, ics, sections)
    return PageOut(
        id=bulletin.id,
        title=content["subject"],
        language=content["language"],
        languages=[
            PageLanguage.model_validate(known)
            for known in map(language_named, languages_of(whole) or ())
            if known is not None
        ],
        sent_on=day_in_england(bulletin.sent_at),
        sections=[_section(*one) for one in zip(sections, gone, corrected, strict=True)],
    )


def _section(one: dict[str, Any], withdrawn: bool, corrected_at: datetime | None) -> PageSection:
    if withdrawn:
        return PageSection(
            heading=None, paragraphs=[], link=None, withdrawn=True, corrected_at=None
        )
    paragraphs = list(one["paragraphs"])
    if one.get("survey") is not None:
        paragraphs.append(one["not_asked"])
    link = one["link"]
    return PageSection.model_validate(
        {
            "heading": one["heading"],
            "paragraphs": paragraphs,
            "link": PageLink(label=link["label"], address=link["address"]) if link else None,
            "withdrawn": False,
            "corrected_at": corrected_at,
        }
    )


async def _content(
    session: ReadSession, ics: SystemCode, bulletin: Bulletin, base: str, now: datetime
) -> tuple[dict[str, Any], list[tuple[int, Why]]]:
    """Give what it says, with its translations, and what cannot be told."""
    sent = await mail.content_of(session, ics, bulletin.id)
    if sent is not None:
        return dict(sent), []
    told = await service.told_of(session, ics, bulletin, now)
    words = write(service.items_of(bulletin), told, bulletin.language, base)
    others = await translating.contents(session, ics, bulletin, told, base)
    content = words.content(bulletin.title, bulletin.language)
    return content | {"translations": others}, words.missing


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def _reading_age(prose: str, language: str) -> ReadingAgeOut | None:
    found = reading_age(prose) if language == "en" else None
    return ReadingAgeOut.model_validate(found) if found is not None else None
