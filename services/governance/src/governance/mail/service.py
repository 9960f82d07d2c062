"""Queueing mails: in the transaction of what they tell, so that both happen or neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import orjson

from common.clock import NewId, new_id
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.mailing.queue import forget_finished as forget
from governance.keys import GovernanceKeys
from governance.mail.models import Mail
from governance.vocabularies import service as vocabularies

COLUMN = "mails.sealed"


class Source(NamedTuple):
    """What keeps the address of a mail."""

    kind: Literal["confirmation", "question", "petition", "signature", "holder"]
    id: UUID


async def queue(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, *, kind: str, to: str,
    source: Source, said: Mapping[str, str | None], path: str, now: datetime, ids: NewId = new_id,
) -> None:  # fmt: skip
    """Queue a mail to an address; it does not leave once its source keeps that no more.

    Args:
        source: what keeps the address.
        kind: of the wording in ``wording/en.toml``.
        said: what is put into it; the system's name is known.
        path: of the link, below the system's pages.
    """
    mail_id = ids()
    content = orjson.dumps({"to": to, "said": dict(said), "path": path}).decode()
    session.add(
        Mail(ics=ics, id=mail_id, kind=kind, sealed=keys.seal(content, ics, COLUMN, mail_id),
             state="waiting", attempts=0, due_at=now, finished_at=None, failure=None,
             source=source.kind, source_id=source.id)
    )  # fmt: skip
    await session.flush()


async def forget_finished(database: Database, before: datetime) -> None:
    """Delete mails that were finished before a moment, in every system."""
    async with database.reading(None) as reading:
        codes = await vocabularies.systems(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await forget(session, Mail, ics, before)

    await in_each(codes, in_one)
