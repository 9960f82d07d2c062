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

Part = Literal["original", "name", "email", "contact"]
_PARTS: tuple[Part, ...] = ("original", "name", "email", "contact")


@dataclass(frozen=True)
class Sender:
    """Who sent something, as far as they are known, and what exactly they sent.

    Args:
        contact: where staff answer, of one that they took down.
    """

    name: str | None
    email: str | None
    original: str
    contact: str | None = None


def seal(
    keys: GovernanceKeys, ics: SystemCode, table: str, row: UUID, sender: Sender
) -> dict[str, bytes]:
    """Seal a sender for a row; gives the columns by name."""
    return {
        f"{part}_sealed": keys.seal(text, ics, _column(table, part), row)
        for part in _PARTS
        if (text := getattr(sender, part)) is not None
    }


def sender_of(keys: GovernanceKeys, sent: Sent) -> Sender | None:
    """Give who sent something; None once they were forgotten."""
    original = part_of(keys, sent, "original")
    if original is None:
        return None
    name, email, contact = (part_of(keys, sent, part) for part in _PARTS[1:])
    return Sender(name, email, original, contact)


def part_of(keys: GovernanceKeys, sent: Sent, part: Part) -> str | None:
    """Give one thing of a sender; None once they were forgotten."""
    sealed: bytes | None = getattr(sent, f"{part}_sealed", None)
    if sealed is None:
        return None
    return keys.open(sealed, SystemCode(sent.ics), _column(sent.__tablename__, part), sent.id)


def forget(sent: Sent) -> None:
    """Delete what tells who sent something."""
    sent.original_sealed = sent.name_sealed = sent.email_sealed = None


def _column(table: str, part: Part) -> str:
    return f"{table}.{part}_sealed"
