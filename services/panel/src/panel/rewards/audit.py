"""Noting who did what and when."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.rewards.ledger import AuditEntry
from panel.rewards.schemas import About

MEMBER = "member"
"""Who acts by their own link. Nothing says which: the claim does, as long as it is there."""

Act = Literal[
    "offered", "accepted", "declined", "donated", "claimed", "withdrawn", "approved", "refused",
    "batched", "settled", "returned", "loaded", "handed_out", "shown", "read_out", "replaced",
    "taken", "confirmed", "forgotten",
]  # fmt: skip


def note(
    session: WriteSession,
    ics: SystemCode,
    *,
    subject: str,
    act: Act,
    about: About,
    about_id: UUID,
    now: datetime,
    new_id: NewId = new_id,
) -> None:
    """Add to the audit, in the transaction of what was done."""
    entry = AuditEntry(
        ics=ics, id=new_id(), at=now, subject=subject, act=act, about=about, about_id=about_id
    )
    session.add(entry)
