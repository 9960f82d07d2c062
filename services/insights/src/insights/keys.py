"""The library's keyed secrets: sealed mail addresses, and the tokens of mailed links.

An organisation's address is that of a role, but may well name a person; it is sealed with the
service's own key, bound to its row, and deleted with the subscription.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from uuid import UUID

from common.crypto.sealing import Sealer, blind_index
from common.db.tenancy import SystemCode
from insights.settings import InsightsSettings

_TOKEN_BYTES = 32
_MAC_BYTES = 20


def token_hash(token: str) -> bytes:
    """Give the hash under which a token is stored: its 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """Give a fresh token: 256 bits, base64url."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class InsightsKeys:
    """Seals, and derives tokens."""

    def __init__(self, sealer: Sealer, index_key: bytes) -> None:
        self._sealer = sealer
        self._token_key = blind_index(index_key, "golden-thread/insights/token")
        self._row_key = blind_index(index_key, "golden-thread/insights/row")

    @classmethod
    def of(cls, settings: InsightsSettings) -> InsightsKeys:
        """Make them from the settings."""
        sealer = Sealer.parse(settings.sealing_keys.get_secret_value())
        return cls(sealer, settings.index_key_bytes())

    def seal(self, plain: str, ics: SystemCode, column: str, row: UUID) -> bytes:
        """Seal a text, bound to one row of one ``table.column`` of one system."""
        return self.seal_bytes(plain.encode(), ics, column, row)

    def seal_bytes(self, plain: bytes, ics: SystemCode, column: str, row: UUID) -> bytes:
        """Seal what isn't text, likewise."""
        return self._sealer.seal(plain, _place(ics, column, row))

    def open(self, sealed: bytes, ics: SystemCode, column: str, row: UUID) -> str:
        """Open a sealed text of that row.

        Raises:
            CannotOpen: if it was altered, moved, or its key isn't known.
        """
        return self.open_bytes(sealed, ics, column, row).decode()

    def open_bytes(self, sealed: bytes, ics: SystemCode, column: str, row: UUID) -> bytes:
        """Open what isn't text, likewise.

        Raises:
            CannotOpen: if it was altered, moved, or its key isn't known.
        """
        return self._sealer.open(sealed, _place(ics, column, row))

    def row_key(self, source: UUID) -> bytes:
        """Give the key by which what rows of a source's files say is hashed."""
        return blind_index(self._row_key, str(source))

    def stop_token(self, ics: SystemCode, address: UUID) -> str:
        """Give the token that stops the mail to an address: it cannot be made up."""
        return base64.urlsafe_b64encode(address.bytes + self._mac(ics, address)).decode()

    def stopped_by(self, ics: SystemCode, token: str) -> UUID | None:
        """Give the address that a token stops; None if it is forged or of another system."""
        try:
            decoded = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
            address = UUID(bytes=decoded[:16])
        except (ValueError, binascii.Error):
            return None
        genuine = hmac.compare_digest(decoded[16:], self._mac(ics, address))
        return address if genuine else None

    def _mac(self, ics: SystemCode, address: UUID) -> bytes:
        return blind_index(self._token_key, f"stop:{ics}:{address}")[:_MAC_BYTES]


def _place(ics: SystemCode, column: str, row: UUID) -> bytes:
    return f"{ics}:insights.{column}:{row}".encode()
