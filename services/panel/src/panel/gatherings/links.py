"""Signing up from the public list: a personal link is sent to the address that somebody gives."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.gatherings import notices, service
from panel.gatherings.errors import SignUpIsOver
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.signups import service as signups

_KIND = MailKind.GATHERING_LINK


async def send(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    gathering_id: UUID,
    email: str,
    now: datetime,
) -> None:
    """Mail an address: a member's gets their link, any other the mail that asks to join.

    What is done does not depend on whether the address is known, see `signups.service.request`.

    Raises:
        GatheringNotFound: if there is none that is public.
        SignUpIsOver
    """
    gathering = await service.public_gathering(session, ics, gathering_id)
    if gathering.state != "open" or gathering.sign_up_until <= now:
        raise SignUpIsOver
    about_id = notices.notice_id(gathering, _KIND)
    await mail.keep_words(session, ics, about_id, notices.words(gathering))
    await signups.request(
        session,
        ics,
        keys=keys,
        email=email,
        language="en",
        now=now,
        member_kind=_KIND,
        about_id=about_id,
    )
