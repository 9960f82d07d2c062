"""Sealed fields: personal data that the database holds but cannot read.

A sealed value is ``version (1 byte) | length of key id (1) | key id | nonce (12) | AES-256-GCM
ciphertext and tag``. The associated data binds it to its place, so that it opens nowhere else:
give the system, the table, the column and the row's id.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = 1
_NONCE_BYTES = 12


class CannotOpen(Exception):
    """A sealed value that was altered, moved from its place, or sealed with an unknown key."""


class UnknownKey(CannotOpen):
    """A value that was sealed with a key that is not among those given."""

    def __init__(self, key_id: str) -> None:
        super().__init__("sealed with a key that is not known")
        self.key_id = key_id


class Sealer:
    """Seals with one key, opens with any that it knows.

    Args:
        keys: key id → 32 bytes.
        current: the id of the key that seals.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys:
            raise ValueError("the current key is not among the keys")
        for name, key in keys.items():
            if len(key) != KEY_BYTES or not 0 < len(name.encode()) < 256:
                raise ValueError("a sealing key has an id of 1 to 255 bytes and 32 bytes of key")
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self.current = current

    @classmethod
    def parse(cls, text: str) -> Sealer:
        """Read ``id:base64,id:base64``; the first key seals, the others open what is older.

        Raises:
            ValueError: if it isn't of that form, or a key isn't 32 bytes.
        """
        keys: dict[str, bytes] = {}
        for part in text.split(","):
            name, separator, encoded = part.strip().partition(":")
            if not separator or not name:
                raise ValueError("sealing keys are written id:base64,id:base64")
            try:
                keys[name] = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                raise ValueError("a sealing key is 32 bytes in base64") from None
        return cls(keys, next(iter(keys)))

    def seal(self, plain: bytes, associated: bytes) -> bytes:
        """Seal a value, bound to its place by ``associated``."""
        name = self.current.encode()
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, plain, associated)
        return bytes([_VERSION, len(name)]) + name + nonce + sealed

    def open(self, sealed: bytes, associated: bytes) -> bytes:
        """Open a sealed value.

        Raises:
            CannotOpen: if it was altered or belongs elsewhere.
            UnknownKey: if its key isn't among those given.
        """
        if len(sealed) < 2 or sealed[0] != _VERSION:
            raise CannotOpen("not a sealed value")
        nonce_at = 2 + sealed[1]
        name = sealed[2:nonce_at].decode(errors="replace")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise UnknownKey(name)
        nonce = sealed[nonce_at : nonce_at + _NONCE_BYTES]
        try:
            return cipher.decrypt(nonce, sealed[nonce_at + _NONCE_BYTES :], associated)
        except (InvalidTag, ValueError):
            raise CannotOpen("altered, or not of this place") from None


def read_key(encoded: str, setting: str) -> bytes:
    """Read a key that a setting gives.

    Raises:
        ValueError: if it isn't base64 of 32 bytes; the words name the setting, never its value.
    """
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"{setting} is {KEY_BYTES} bytes in base64")
    return key


def blind_index(key: bytes, normalised: str) -> bytes:
    """Give 32 bytes by which equal values can be found without being stored (HMAC-SHA-256).

    The caller normalises first: an address in lower case, for one. Use a key of its own.
    """
    if len(key) < KEY_BYTES:
        raise ValueError("a blind index needs a key of at least 32 bytes")
    return hmac.digest(key, normalised.encode(), "sha256")
