"""The lines of the ledgers' file: one entry each, as JSON of keyed hashes, purposes and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import orjson

from common.db.tenancy import system_code
from panel.erasures.models import LedgerEntry
from panel.withdrawals.models import Withdrawal


def line_of(entry: LedgerEntry | Withdrawal) -> str:
    """Write an entry of either ledger; equal entries are equal lines."""
    content: dict[str, str | bool | None]
    if isinstance(entry, LedgerEntry):
        content = {
            "ics": entry.ics,
            "member": entry.member_hash.hex(),
            "address": _hex(entry.email_hash),
            "erased_at": entry.erased_at.isoformat(),
        }
    else:
        content = {
            "ics": entry.ics,
            "said": entry.kind,
            "about": entry.subject_hash.hex(),
            "stands": entry.stands,
            "purpose": entry.purpose,
            "until": entry.until.isoformat() if entry.until is not None else None,
            "address": _hex(entry.email_hash),
            "said_at": entry.said_at.isoformat(),
        }
    return orjson.dumps(content).decode()


def entries_of(lines: Iterable[str]) -> Iterator[LedgerEntry | Withdrawal]:
    """Read lines; empty ones are passed over.

    Raises:
        ValueError: naming the first line that is no entry.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            read = orjson.loads(line)
            yield _withdrawal(read) if "said" in read else _erasure(read)
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"line {number} is no entry of an erasure ledger") from None


def _erasure(read: dict[str, Any]) -> LedgerEntry:
    return LedgerEntry(
        ics=system_code(read["ics"]),
        member_hash=bytes.fromhex(read["member"]),
        email_hash=_bytes(read["address"]),
        erased_at=datetime.fromisoformat(read["erased_at"]),
    )


def _withdrawal(read: dict[str, Any]) -> Withdrawal:
    until, stands = read["until"], read["stands"]
    if not isinstance(stands, bool):
        raise TypeError
    return Withdrawal(
        ics=system_code(read["ics"]),
        subject_hash=bytes.fromhex(read["about"]),
        said_at=datetime.fromisoformat(read["said_at"]),
        kind=read["said"],
        stands=stands,
        purpose=read["purpose"],
        until=date.fromisoformat(until) if until is not None else None,
        email_hash=_bytes(read["address"]),
    )


def _hex(hashed: bytes | None) -> str | None:
    return hashed.hex() if hashed is not None else None


def _bytes(hexadecimal: str | None) -> bytes | None:
    return bytes.fromhex(hexadecimal) if hexadecimal is not None else None
