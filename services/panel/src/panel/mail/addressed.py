"""Whose the addresses are that somebody gave: found out here, by the worker, and never where it was
asked, so that asking tells nobody whether an address is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys, token_hash
from panel.mail import members_repository
from panel.mail.addressed_repository import send_again
from panel.mail.kinds import MailKind
from panel.mail.models import Mail
from panel.mail.writing import opened
from panel.members.recipients import ids_by_address
from panel.signups import service as signups


async def to_members(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    mails: Sequence[Mail],
    now: datetime,
) -> list[Mail]:
    """Make each mail that would ask a member to join into the one that members get instead.

    Args:
        mails: that this worker has taken.

    Returns:
        Those that are still to be sent. One that was sent to the member before, about the same, is
        sent again in the place of the new one.
    """
    asking = [(mail, opened(keys, ics, mail)) for mail in mails if mail.member_id is None]
    read = [(mail, sealed) for mail, sealed in asking if sealed is not None]
    hashes = [token_hash(sealed["token"]) for _, sealed in read]
    standing = await signups.standing(session, ics, hashes)
    indexes = {
        mail.id: keys.email_index(ics, sealed["email"])
        for mail, sealed in read
        if token_hash(sealed["token"]) in standing
    }
    known = await ids_by_address(session, ics, list(indexes.values()))
    replaced: set[UUID] = set()
    for mail, sealed in read:
        member_id = known.get(indexes[mail.id]) if mail.id in indexes else None
        if member_id is None:
            continue
        kind, about_id = _instead(sealed)
        if about_id is not None and await send_again(
            session, ics, member_id=member_id, kind=kind, about_id=about_id, now=now
        ):
            await members_repository.delete_some(session, ics, [mail.id])
            replaced.add(mail.id)
            continue
        mail.kind, mail.member_id, mail.about_id, mail.sealed = kind, member_id, about_id, None
        await session.flush()
    return [mail for mail in mails if mail.id not in replaced]


def _instead(sealed: dict[str, Any]) -> tuple[MailKind, UUID | None]:
    """Read which mail a member gets; mails of earlier releases do not say."""
    said = sealed.get("to_member") or {}
    about_id = said.get("about_id")
    kind = MailKind(said.get("kind", MailKind.ALREADY_MEMBER))
    return kind, UUID(about_id) if about_id is not None else None
