"""The file that a bank is paid by: one line a payment, then the control figures.

Sort code, account number, name, amount in pence, reference and transaction code (99, a credit) as
Bacs direct submission has them (Standard 18): names have at most 18 characters out of capitals,
digits, full stop, ampersand, slash, hyphen and space. That set has none of the characters that make
a spreadsheet take a cell for a formula but the hyphen, which no cell begins with.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_NAME_LENGTH = 18
_CREDIT = "99"
_LETTERS = str.maketrans(
    {"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Æ": "AE", "æ": "ae", "Œ": "OE",
     "œ": "oe", "ß": "ss", "Þ": "TH", "þ": "th", "’": " "}
)  # fmt: skip
"""Letters of European names that Unicode does not take apart into a plain one and an accent."""
_OTHER = re.compile(r"[^A-Z0-9.&/ -]")
_HEADER = (
    "line",
    "sort_code",
    "account_number",
    "account_name",
    "amount_pence",
    "reference",
    "transaction_code",
)


@dataclass(frozen=True)
class Account:
    """A UK account, its numbers without spaces or hyphens."""

    name: str
    sort_code: str
    account_number: str


def bank_name(name: str) -> str:
    """Write a name as a bank takes it; empty if nothing of it is left."""
    plain = (
        unicodedata.normalize("NFKD", name.translate(_LETTERS))
        .encode("ascii", "ignore")
        .decode()
        .upper()
    )
    words = " ".join(_OTHER.sub(" ", plain).split())
    return words.lstrip(".&/- ")[:_NAME_LENGTH].rstrip()


def reference(batch_number: int, line: int) -> str:
    """Give what the payee's statement shows, and by which a return is found again."""
    return f"GT{batch_number:06d}{line:06d}"


def header() -> bytes:
    """Give the first line."""
    return _row(_HEADER)


def payment(number: int, line: int, account: Account, amount_pence: int) -> bytes:
    """Give the line of one payment."""
    return _row(
        (
            str(line),
            account.sort_code,
            account.account_number,
            bank_name(account.name),
            str(amount_pence),
            reference(number, line),
            _CREDIT,
        )
    )


def control(number: int, lines: int, total_pence: int) -> bytes:
    """Give the last line: how many payments there are, and what they come to."""
    return _row(("total", "", "", "", str(total_pence), f"GT{number:06d}", str(lines)))


def _row(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(list(cells))
    return out.getvalue().encode("ascii")
