"""Sealing and opening with one person's key.

A value is ``2 (1 byte) | nonce (12) | AES-256-GCM ciphertext and tag``; the first byte tells it
from what the service's own keys seal, which begins with 1. The associated data is the JSON list of
system, person, field and version, so that a value opens nowhere but in its place.
"""

from __future__ import annotations

import os
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common.crypto.sealing import KEY_BYTES, CannotOpen
from common.db.tenancy import SystemCode

_FORM = b"\x02"
_NONCE_BYTES = 12


class PersonKey:
    """The data key of one person, unwrapped. Never stored, never shown."""

    def __init__(self, ics: SystemCode, member_id: UUID, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("a data key is 32 bytes")
        self.ics = ics
        self.member_id = member_id
        self.secret = secret
        self._cipher = AESGCM(secret)

    @classmethod
    def fresh(cls, ics: SystemCode, member_id: UUID) -> PersonKey:
        """Make a key for somebody; it follows from nothing, so it cannot be made again."""
        return cls(ics, member_id, os.urandom(KEY_BYTES))

    def seal(self, plain: str, field: str, version: str = "") -> bytes:
        """Seal what one field holds of the person.

        Args:
            field: ``table.column``, with what tells rows of one person apart.
            version: of the vocabulary that says what the value means, if there is one.
        """
        nonce = os.urandom(_NONCE_BYTES)
        bound = self._place(field, version)
        return _FORM + nonce + self._cipher.encrypt(nonce, plain.encode(), bound)

    def open(self, sealed: bytes, field: str, version: str = "") -> str:
        """Open what is sealed in a field.

        Raises:
            CannotOpen: if it was altered, or is of another person, field or version.
        """
        if sealed[:1] != _FORM:
            raise CannotOpen("not sealed with a person's key")
        nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, self._place(field, version)).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen("altered, or not of this place") from None

    def _place(self, field: str, version: str) -> bytes:
        return orjson.dumps([self.ics, str(self.member_id), field, version])


def padded(plain: str, step: int) -> str:
    """Fill a text up with blanks to a multiple of some bytes, so that its length says less."""
    missing = -len(plain.encode()) % step
    return plain + " " * missing
