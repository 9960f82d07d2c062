"""SQL of the mails to a member, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.mail.models import Mail


async def of_member(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Mail]:
    """Give every mail to a member, in order."""
    query = select(Mail).where(Mail.ics == ics, Mail.member_id == member_id).order_by(Mail.id)
    return (await session.scalars(query)).all()


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete every mail to a member."""
    await session.execute(delete(Mail).where(Mail.ics == ics, Mail.member_id == member_id))


async def delete_some(session: WriteSession, ics: SystemCode, mail_ids: Sequence[UUID]) -> None:
    """Delete mails by their ids."""
    await session.execute(delete(Mail).where(Mail.ics == ics, Mail.id.in_(mail_ids)))
