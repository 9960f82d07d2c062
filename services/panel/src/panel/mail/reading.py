"""Reading what letters are made of: recipients, words, formats; and who has no usable format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.access import service as access
from panel.access.rules import HeldReason
from panel.answers import service as answers
from panel.bulletins.standing import without_withdrawn
from panel.corrections import addresses
from panel.keys import PanelKeys, token_hash
from panel.mail import repository
from panel.mail.kinds import MailKind
from panel.mail.letters import Letter
from panel.mail.models import Mail
from panel.mail.versions import usable
from panel.mail.writing import NotToSend, SystemNamed, Writer, fitting_format, of_mail, opened
from panel.members.recipients import recipients
from panel.signups import service as signups
from panel.systems import service as systems


async def letters_of(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    writer: Writer,
    mails: Sequence[Mail],
    on: date,
) -> list[Letter | NotToSend]:
    """Make the letter of each mail, or say why there can be none."""
    if not mails:
        return []
    system = await systems.the_system(session, ics)
    to_strangers = [opened(keys, ics, mail) for mail in mails if mail.member_id is None]
    hashes = [token_hash(one["token"]) for one in to_strangers if one is not None]
    standing = await signups.standing(session, ics, hashes)
    standing |= await addresses.standing(session, ics, hashes)
    named = SystemNamed(ics, system.slug, system.name, standing)
    ids = [mail.member_id for mail in mails if mail.member_id is not None]
    known = await recipients(session, ics, keys, ids, on)
    about = [mail.about_id for mail in mails if mail.about_id is not None]
    said = {
        one: await without_withdrawn(session, ics, words)
        for one, words in (await repository.contents(session, ics, about)).items()
    }
    versions = await usable(session, ics, about)
    surveys = {UUID(one) for words in said.values() for one in words.get("surveys", ())}
    waiting = await answers.waiting_for(session, ics, list(surveys), ids) if surveys else {}
    return [
        writer.letter(
            named,
            mail,
            known.get(mail.member_id) if mail.member_id else None,
            said.get(mail.about_id, {}) if mail.about_id else {},
            of_mail(versions, mail.kind, mail.about_id),
            asked=waiting.get(mail.member_id, frozenset()) if mail.member_id else frozenset(),
        )
        for mail in mails
    ]


async def without_usable_format(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member_ids: Sequence[UUID],
    kind: MailKind,
    about_id: UUID,
    on: date,
    written_in: Sequence[str] | None = None,
) -> frozenset[UUID]:
    """Give those of some members for whom no format of a mail is of use, nor could it be brought to
    them by post or telephone.

    The needs of these members are opened, and of no others.
    """
    with_needs = list(await access.needs_of(session, ics, keys, member_ids))
    if not with_needs:
        return frozenset()
    versions = of_mail(await usable(session, ics, [about_id]), kind, about_id)
    known = await recipients(session, ics, keys, with_needs, on)
    formats = await access.all_formats(session, ics)
    return frozenset(
        member_id
        for member_id, recipient in known.items()
        if isinstance(fitting_format(recipient, versions, written_in), HeldReason)
        and not recipient.can_be_brought(formats)
    )
