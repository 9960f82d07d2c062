"""SQL of mails to addresses that turned out to be members'."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.mail.kinds import MailKind
from panel.mail.models import Mail


async def send_again(
    session: WriteSession,
    ics: SystemCode,
    *,
    member_id: UUID,
    kind: MailKind,
    about_id: UUID,
    now: datetime,
) -> bool:
    """Let a mail that a member has had go once more; False if they have had none."""
    values = {"state": "waiting", "finished_at": None, "due_at": now, "attempts": 0}
    changed = (
        update(Mail)
        .where(Mail.ics == ics, Mail.member_id == member_id, Mail.kind == kind.value)
        .where(Mail.about_id == about_id)
        .values(**values, held_for=None, carried_out_as=None)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(changed.returning(Mail.id)) is not None
