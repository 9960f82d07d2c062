"""The shape of an API key: ``gt_<prefix>_<secret><checksum>``.

- prefix: the system's code and eight random characters. It is public: lists and logs show it.
- secret: 32 random characters of base 62, 190 bits.
- checksum: six characters of base 62, the CRC-32 of all before. A typing error and a made-up key
  are refused without a look in the database, and secret scanners find real keys only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass

from common.db.tenancy import SystemCode

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PATTERN = re.compile(r"gt_([A-Z0-9]{3,10})([0-9A-Za-z]{8})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})")


@dataclass(frozen=True)
class ApiKeyText:
    """A whole key, as its owner holds it. Never log it, never store it."""

    text: str
    ics: SystemCode
    prefix: str

    def __repr__(self) -> str:
        return f"ApiKeyText(prefix={self.prefix!r})"


def mint(ics: SystemCode) -> ApiKeyText:
    """Make a new key of a system from the operating system's randomness."""
    prefix = ics + _random(8)
    body = f"gt_{prefix}_{_random(32)}"
    return ApiKeyText(body + _checksum(body), ics, prefix)


def parse(text: str) -> ApiKeyText | None:
    """Read a key; None if it has not the shape of one or its checksum is wrong."""
    match = _PATTERN.fullmatch(text)
    if match is None or _checksum(text[:-6]) != match[4]:
        return None
    return ApiKeyText(text, SystemCode(match[1]), match[1] + match[2])


def digest(key: ApiKeyText, pepper: bytes) -> bytes:
    """Give what is stored: HMAC-SHA-256 under the pepper.

    A slow hash is for secrets that people choose; this one has 190 random bits.
    """
    return hmac.digest(pepper, key.text.encode(), hashlib.sha256)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _checksum(text: str) -> str:
    number = zlib.crc32(text.encode())
    characters = []
    for _ in range(6):
        number, remainder = divmod(number, 62)
        characters.append(ALPHABET[remainder])
    return "".join(reversed(characters))
