"""Sealing what tells who sent a question or a petition, and opening it again.

Each value is bound to its column and row: it opens nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from common.db.tenancy import SystemCode
from governance.keys import GovernanceKeys
from governance.senders.models import Sent

Part = Literal["original", "name", "email"]


@dataclass(frozen=True)
class Sender:
    """Who sent something, and what exactly they sent."""

    name: str
    email: str
    original: str


def seal(
    keys: GovernanceKeys, ics: SystemCode, table: str, row: UUID, sender: Sender
) -> dict[str, bytes]:
    """Seal a sender for a row; gives the columns by name."""
    said: dict[Part, str] = {
        "original": sender.original, "name": sender.name, "email": sender.email,
    }  # fmt: skip
    return {
        f"{part}_sealed": keys.seal(text, ics, _column(table, part), row)
        for part, text in said.items()
    }


def sender_of(keys: GovernanceKeys, sent: Sent) -> Sender | None:
    """Give who sent something; None once they were forgotten."""
    original, name, email = (part_of(keys, sent, part) for part in ("original", "name", "email"))
    if original is None or name is None or email is None:
        return None
    return Sender(name, email, original)


def part_of(keys: GovernanceKeys, sent: Sent, part: Part) -> str | None:
    """Give one thing of a sender; None once they were forgotten."""
    sealed: bytes | None = getattr(sent, f"{part}_sealed")
    if sealed is None:
        return None
    return keys.open(sealed, SystemCode(sent.ics), _column(sent.__tablename__, part), sent.id)


def forget(sent: Sent) -> None:
    """Delete what tells who sent something."""
    sent.original_sealed = sent.name_sealed = sent.email_sealed = None


def _column(table: str, part: Part) -> str:
    return f"{table}.{part}_sealed"
