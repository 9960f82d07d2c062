"""What a leaf says: canonical JSON (RFC 8785), with salted commitments for what may be erased.

Whatever people wrote or are called by is never in a leaf in clear: a leaf can't be taken back. It
holds SHA-256 of a random salt of 32 bytes and the value's canonical JSON. Who has salt and value
can prove that they are what was recorded; once the salt is erased nobody can, nor guess the value.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import rfc8785

FORMAT = 1
"""Version of the leaf's form."""
SALT = 32
"""Bytes of a salt."""

Kind = Literal[
    "decision.recorded", "decision.corrected", "feedback.published", "feedback.corrected"
]


@dataclass(frozen=True)
class Statement:
    """Something that was put on record."""

    kind: Kind
    subject_id: UUID
    """The decision or the feedback."""
    version: int
    recorded_at: datetime
    public: Mapping[str, Any]
    """Codes, ids, dates: what stays public for ever."""
    committed: Mapping[str, Any]
    """Words, names and what is withheld: only commitments to them are logged."""


@dataclass(frozen=True)
class Written:
    """A leaf, and the salts that open its commitments."""

    entry: bytes
    salts: dict[str, bytes]


def write(
    ics: str, statement: Statement, *, random: Callable[[int], bytes] = secrets.token_bytes
) -> Written:
    """Write a statement as a leaf.

    Args:
        random: gives so many random bytes; tests set it.
    """
    salts = {name: random(SALT) for name in sorted(statement.committed)}
    content = {
        "format": FORMAT,
        "system": ics,
        "kind": statement.kind,
        "id": str(statement.subject_id),
        "version": statement.version,
        "recorded_at": _moment(statement.recorded_at),
        "public": plain(dict(statement.public)),
        "commitments": {
            name: commitment(salt, statement.committed[name]) for name, salt in salts.items()
        },
    }
    return Written(rfc8785.dumps(content), salts)


def commitment(salt: bytes, value: Any) -> str:
    """Commit to a value: hexadecimal SHA-256 of the salt and the value's canonical JSON."""
    return hashlib.sha256(salt + rfc8785.dumps(plain(value))).hexdigest()


def plain(value: Any) -> Any:
    """Give a value as JSON has it: ids, dates and moments as text."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return _moment(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
