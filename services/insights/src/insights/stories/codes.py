"""The code by which a person takes their story out: told once, kept as a hash alone."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

from common.db.tenancy import SystemCode

_BYTES = 15
"""120 bits: 24 letters and numbers, and nobody guesses them."""
_GROUP = 4
_LOOKALIKES = str.maketrans("018", "OIB")
"""What people write for letters: base32 has none of these digits (RFC 4648, section 6)."""


def new_code() -> str:
    """Make a code: ABCD-EFGH-…"""
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def hash_of(ics: SystemCode, code: str) -> bytes:
    """Give the hash by which a code is known; however it is spaced and written."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper()).translate(_LOOKALIKES)
    return hashlib.sha256(f"{ics}:story:{plain}".encode()).digest()
