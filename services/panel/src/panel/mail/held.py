"""Messages that are held: who they are for, bringing them in other ways, making other formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from panel.access import service as access
from panel.access.rules import BY_EMAIL, MADE, Formats
from panel.bulletins.standing import without_withdrawn
from panel.keys import PanelKeys
from panel.mail import held_repository, repository, versions
from panel.mail.agreeing import agrees
from panel.mail.errors import FormatRuledOut, FormatUnknown, NotHeld
from panel.mail.kinds import MailKind
from panel.mail.letters import in_plain_text
from panel.mail.models import Mail, MessageVersion
from panel.mail.schemas import MessageVersionIn
from panel.mail.writing import SystemNamed, Writer
from panel.members import finding
from panel.members.recipients import Recipient, recipients
from panel.members.schemas import Contact
from panel.systems import service as systems


@dataclass(frozen=True)
class HeldMail:
    """A message that is held, and whom it is for."""

    mail: Mail
    recipient: Recipient


@dataclass(frozen=True)
class Printed:
    """A held message in words."""

    held: HeldMail
    contact: Contact | None
    subject: str
    text: str


async def list_held(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, page: PageRequest, now: datetime
) -> Page[HeldMail]:
    """List what is held, the longest held first; for staff who may see personal data."""
    found = await held_repository.list_held(session, ics, page)
    ids = [mail.member_id for mail in found.items if mail.member_id is not None]
    known = await recipients(session, ics, keys, ids, day_in_england(now))
    shown = [
        HeldMail(mail, known[mail.member_id])
        for mail in found.items
        if mail.member_id is not None and mail.member_id in known
    ]
    return Page(shown, found.next_cursor)


async def to_print(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    writer: Writer,
    mail_id: UUID,
    now: datetime,
) -> Printed:
    """Give a held message in words, and whom to bring it to.

    Raises:
        NotHeld: if it is not held, or no longer, or the member no longer agrees to it.
    """
    found = await held_repository.find_held(session, ics, mail_id)
    held, content = await _agreed(session, ics, keys, found, now)
    system = await systems.the_system(session, ics)
    named = SystemNamed(ics, system.slug, system.name)
    subject, text = in_plain_text(writer.to_print(named, held.mail, held.recipient, content))
    contact = await finding.contact_by_id(session, ics, keys, held.recipient.member_id)
    return Printed(held, contact, subject, text)


async def carry_out(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    mail_id: UUID,
    format_code: str,
    now: datetime,
) -> None:
    """Note that somebody brought a held message to the member in another format.

    Raises:
        NotHeld: if it is not held, or no longer, or the member no longer agrees to it.
        FormatUnknown: if there is no such format.
        FormatRuledOut: if the member said that they cannot use it.
    """
    found = await held_repository.held_to_change(session, ics, mail_id)
    held, _ = await _agreed(session, ics, keys, found, now)
    if not _is_format(await access.all_formats(session, ics), format_code):
        raise FormatUnknown("Choose a format of the vocabulary message_format, not a heading.")
    if not held.recipient.rules.allow(format_code):
        raise FormatRuledOut
    held.mail.state = "by_hand"
    held.mail.carried_out_as = format_code
    held.mail.finished_at = now
    await session.flush()


async def keep_version(
    session: WriteSession, ics: SystemCode, said: MessageVersionIn, now: datetime
) -> MessageVersion:
    """Keep a mail in a format that somebody made, in place of an earlier one, and release what
    was held for want of it.

    Raises:
        FormatUnknown: if it does not go by email, or is made of every mail anyway.
    """
    formats = await access.all_formats(session, ics)
    if formats.headings.get(said.format) != BY_EMAIL or said.format in MADE:
        raise FormatUnknown(
            f"Choose one that goes by email, and none of {', '.join(MADE)}: these are always made."
        )
    told = await versions.told_now(session, ics, MailKind(said.kind), said.about_id, now)
    kept = await held_repository.keep_version(
        session, ics, new_id(), {**said.model_dump(), "made_at": now, "told": told}
    )
    await repository.release_about(session, ics, MailKind(said.kind), said.about_id, now)
    return kept


def _is_format(formats: Formats, code: str) -> bool:
    return formats.headings.get(code) is not None


async def _agreed(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, mail: Mail | None, now: datetime
) -> tuple[HeldMail, Mapping[str, Any]]:
    """Give a held mail whose member still agrees to it, and what it says."""
    if mail is None or mail.member_id is None:
        raise NotHeld
    known = await recipients(session, ics, keys, [mail.member_id], day_in_england(now))
    recipient = known.get(mail.member_id)
    said = await repository.contents(session, ics, [mail.about_id] if mail.about_id else [])
    words = said.get(mail.about_id, {}) if mail.about_id else {}
    content = await without_withdrawn(session, ics, words)
    if recipient is None or not agrees(recipient, MailKind(mail.kind), content):
        raise NotHeld
    return HeldMail(mail, recipient), content
