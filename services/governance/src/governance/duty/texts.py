"""The text of a proposal, and the fingerprint by which it is known again."""

from __future__ import annotations

import hashlib
import unicodedata


def fingerprint(text: str) -> str:
    """Give the SHA-256 of a proposal's text, as it is kept, in hexadecimal digits."""
    return hashlib.sha256(kept_form(text).encode()).hexdigest()


def kept_form(text: str) -> str:
    """Give a text in the form that is kept and hashed: UTF-8, NFC, lines ended by a line feed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
