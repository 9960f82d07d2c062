"""The lines of the ledgers' file: one entry each, as JSON of keyed hashes, purposes and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import orjson

from common.db.tenancy import system_code
from panel.erasures.models import LedgerEntry
from panel.withdrawals import service as withdrawals
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
        erased_at=_moment(read["erased_at"]),
    )


def _withdrawal(read: dict[str, Any]) -> Withdrawal:
    kind, stands, purpose, until = read["said"], read["stands"], read["purpose"], read["until"]
    if kind not in withdrawals.KINDS or not isinstance(stands, bool):
        raise ValueError
    if not stands and kind not in withdrawals.TAKEN_BACK:
        raise ValueError
    if (kind == withdrawals.OBJECTION) != isinstance(purpose, str):
        raise ValueError
    if (kind == withdrawals.PAUSE and stands) != (until is not None):
        raise ValueError
    if kind != withdrawals.LEFT and read["address"] is not None:
        raise ValueError
    return Withdrawal(
        ics=system_code(read["ics"]),
        subject_hash=bytes.fromhex(read["about"]),
        said_at=_moment(read["said_at"]),
        kind=kind,
        stands=stands,
        purpose=purpose,
        until=date.fromisoformat(until) if until is not None else None,
        email_hash=_bytes(read["address"]),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _hex(hashed: bytes | None) -> str | None:
    return hashed.hex() if hashed is not None else None


def _bytes(hexadecimal: str | None) -> bytes | None:
    return bytes.fromhex(hexadecimal) if hexadecimal is not None else None
