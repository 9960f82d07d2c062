"""Governance's keyed secrets: sealed names and addresses, blind indexes, tokens of mailed links.

Who asks a question or signs a petition has no account, and what is held of them is deleted on a
stated day, so it is sealed with the service's own key and not with one for each person
(`docs/adr/0011`). Everything is bound to its row: it opens nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Literal
from uuid import UUID

from common.crypto.sealing import Sealer, blind_index
from common.db.tenancy import SystemCode
from governance.settings import GovernanceSettings

_TOKEN_BYTES = 32
_MAC_BYTES = 20
Link = Literal["question", "petition", "signature"]
"""What a token of a mailed link opens."""


def token_hash(token: str) -> bytes:
    """Give the hash under which a token is stored: its 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """Give a fresh token: 256 bits, base64url."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class GovernanceKeys:
    """Seals, indexes, and derives tokens."""

    def __init__(self, sealer: Sealer, index_key: bytes) -> None:
        self._sealer = sealer
        self._address_key = blind_index(index_key, "golden-thread/governance/address")
        self._token_key = blind_index(index_key, "golden-thread/governance/token")

    @classmethod
    def of(cls, settings: GovernanceSettings) -> GovernanceKeys:
        """Make them from the settings."""
        sealer = Sealer.parse(settings.sealing_keys.get_secret_value())
        return cls(sealer, settings.index_key_bytes())

    def seal(self, plain: str, ics: SystemCode, column: str, row: UUID) -> bytes:
        """Seal a text, bound to one row of one ``table.column`` of one system."""
        return self._sealer.seal(plain.encode(), _place(ics, column, row))

    def open(self, sealed: bytes, ics: SystemCode, column: str, row: UUID) -> str:
        """Open a sealed text of that row.

        Raises:
            CannotOpen: if it was altered, moved, or its key isn't known.
        """
        return self._sealer.open(sealed, _place(ics, column, row)).decode()

    def address_index(self, ics: SystemCode, within: str, email: str) -> bytes:
        """Give the blind index of an address: equal whatever its capitals, and another one in each
        system and in each ``within``, so that two petitions can't be joined.

        Nothing else is made alike. Dots and ``+labels`` mean one mailbox with some providers and
        different ones with others; to guess would take a vote from somebody.
        """
        return blind_index(self._address_key, f"{ics}:{within}:{email.casefold()}")

    def token(self, link: Link, ics: SystemCode, about: UUID) -> str:
        """Give the token of a mailed link: it names what it opens, and cannot be made up."""
        return base64.urlsafe_b64encode(about.bytes + self._mac(link, ics, about)).decode()

    def opened_by(self, link: Link, ics: SystemCode, token: str) -> UUID | None:
        """Give what a token opens; None if it is forged, of another kind or of another system."""
        try:
            decoded = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
            about = UUID(bytes=decoded[:16])
        except (ValueError, binascii.Error):
            return None
        genuine = hmac.compare_digest(decoded[16:], self._mac(link, ics, about))
        return about if genuine else None

    def _mac(self, link: Link, ics: SystemCode, about: UUID) -> bytes:
        return blind_index(self._token_key, f"{link}:{ics}:{about}")[:_MAC_BYTES]


def _place(ics: SystemCode, column: str, row: UUID) -> bytes:
    return f"{ics}:governance.{column}:{row}".encode()
