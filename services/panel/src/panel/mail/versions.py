"""Which of the formats that somebody made of mails may be sent.

What was made of a bulletin is one text, from which nothing can be left out. So it is not sent once
anything is withdrawn or withheld that the bulletin told when it was made: whoever can use nothing
else waits until it is made anew, and is listed with what is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.bulletins import service as bulletins
from panel.bulletins import standing
from panel.bulletins.errors import BulletinNotFound
from panel.mail import repository
from panel.mail.kinds import MailKind
from panel.mail.models import MessageVersion


async def usable(
    session: ReadSession, ics: SystemCode, about_ids: Sequence[UUID]
) -> list[MessageVersion]:
    """Give what was made of mails about these things, and of mails about membership, and may be
    sent."""
    found = await repository.versions_of(session, ics, about_ids)
    return [one for one in found if await _is_usable(session, ics, one)]


async def told_now(
    session: ReadSession, ics: SystemCode, kind: MailKind, about_id: UUID | None, now: datetime
) -> list[str] | None:
    """Name what a bulletin tells, so that a format that is made of it now tells nothing else; None
    of other mails."""
    if kind is not MailKind.BULLETIN or about_id is None:
        return None
    sent = (await repository.contents(session, ics, [about_id])).get(about_id)
    if sent is not None:
        return await standing.told(session, ics, sent["sections"])
    try:
        draft = await bulletins.the_bulletin(session, ics, about_id)
    except BulletinNotFound:
        return []
    words = await bulletins.words_of(session, ics, draft, "", now)
    return await standing.told(session, ics, words.sections)


async def _is_usable(session: ReadSession, ics: SystemCode, version: MessageVersion) -> bool:
    if version.kind != MailKind.BULLETIN or version.about_id is None:
        return True
    if version.told is not None:
        return await standing.stands(session, ics, version.told)
    sent = (await repository.contents(session, ics, [version.about_id])).get(version.about_id)
    return sent is None or not any(await standing.withdrawn(session, ics, sent["sections"]))
