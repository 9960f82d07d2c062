"""Queueing mails: in the transaction of what they tell, so that both happen or neither."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import orjson

from common.clock import new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from insights.keys import InsightsKeys
from insights.mail.models import Mail

COLUMN = "mails.sealed"


async def queue(
    session: WriteSession, ics: SystemCode, keys: InsightsKeys, *, kind: str, to: str,
    said: Mapping[str, str], path: str, stop: str | None, now: datetime,
    notices: Collection[UUID] = (), address: UUID | None = None,
) -> None:  # fmt: skip
    """Queue a mail to an address.

    Args:
        kind: of the wording in ``wording/en.toml``.
        said: what is put into it; the system's name is known.
        path: of the link, below the system's pages.
        stop: path of the link that stops further mail; None where there is none to stop.
        notices: what it tells of.
        address: which address for notices it goes to.
    """
    mail_id = new_id()
    content = {
        "to": to,
        "said": dict(said),
        "path": path,
        "stop": stop,
        "notices": [str(one) for one in notices],
        "address": None if address is None else str(address),
    }
    session.add(
        Mail(
            ics=ics,
            id=mail_id,
            kind=kind,
            sealed=keys.seal(orjson.dumps(content).decode(), ics, COLUMN, mail_id),
            state="waiting",
            attempts=0,
            due_at=now,
        )
    )
    await session.flush()
