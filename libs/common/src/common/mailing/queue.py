"""A service's table of outgoing mail: what all such tables have, and how their rows end.

Which mails a service writes, and who must not get one, is its own matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from common.db.due import Waiting
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode


class Outgoing(Waiting):
    """One mail to one person; ``state`` is waiting, sent or failed, or what a service adds."""

    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What nobody may read here, such as the address; forgotten with the end."""
    finished_at: Mapped[datetime | None]


async def systems_with_due(session: ReadSession, schema: str) -> Sequence[SystemCode]:
    """Give the systems that have mail to send, by the function of the schema that may tell."""
    rows = await session.scalars(select(getattr(func, schema).systems_with_due_mail()))
    return [SystemCode(code) for code in rows.all()]


async def finish(
    session: WriteSession, table: type[Outgoing], ics: SystemCode, mail_id: UUID, *, state: str,
    now: datetime, why: str | None, **more: object,
) -> bool:  # fmt: skip
    """Mark a mail as sent, or not to be sent any more, and forget what was sealed in it; False if
    it is gone.

    Args:
        more: columns of the service's own.
    """
    values = {"state": state, "finished_at": now, "failure": why, "sealed": None, **more}
    changed = update(table).where(table.ics == ics, table.id == mail_id).values(**values)
    return await session.scalar(changed.returning(table.id)) is not None


async def forget_finished(
    session: WriteSession, table: type[Outgoing], ics: SystemCode, before: datetime
) -> None:
    """Delete mails that were finished before a moment."""
    await session.execute(delete(table).where(table.ics == ics, table.finished_at < before))
