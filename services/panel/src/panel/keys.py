"""The panel's keyed secrets: sealed values, blind indexes, pseudonyms, tokens of links.

Everything here is a function of the settings' keys, so that two processes agree, and nothing that
is stored says whose it is without those keys. What is held of a member is sealed with a key of
their own, which `wrapping` wraps (`panel.datakeys`); `seal` is for what belongs to no member yet,
or has to outlast one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from uuid import UUID

from joserfc.jwk import OKPKey

from common.crypto.keys import derived_key
from common.crypto.sealing import Sealer, blind_index
from common.db.tenancy import SystemCode
from panel.settings import PanelSettings
from panel.wrapping import KeyWrapping, SettingsWrapping

_TOKEN_BYTES = 32
_UNSUBSCRIBE_MAC_BYTES = 20
_TERM_BYTES = 16


def token_hash(token: str) -> bytes:
    """Give the hash under which a token is stored: its 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """Give a fresh token: 256 bits, base64url."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class PanelKeys:
    """Seals, indexes, and derives tokens."""

    def __init__(self, sealer: Sealer, index_key: bytes, wrapping: KeyWrapping) -> None:
        self._sealer = sealer
        self.wrapping = wrapping
        self._email_key = _derived(index_key, "email")
        self._contact_key = _derived(index_key, "contact")
        self._term_key = _derived(index_key, "term")
        self._household_key = _derived(index_key, "household")
        self._code_key = _derived(index_key, "letter-code")
        self._pseudonym_key = _derived(index_key, "pseudonym")
        self._selection_key = _derived(index_key, "selection")
        self._token_key = _derived(index_key, "token")
        self._quota_key = _derived(index_key, "quota")
        self._ledger_key = _derived(index_key, "erasure-ledger")
        self._voucher_key = _derived(index_key, "voucher")
        self._answer_receipt_key = _derived(index_key, "answer-receipt")
        self._answer_receipt_keys: dict[SystemCode, OKPKey] = {}
        self.receipt_key = derived_key(_derived(index_key, "erasure-receipt"))
        """Signs receipts of erasures (Ed25519)."""

    @classmethod
    def of(cls, settings: PanelSettings) -> PanelKeys:
        """Make them from the settings."""
        sealer = Sealer.parse(settings.sealing_keys.get_secret_value())
        wrapping = Sealer.parse(settings.key_encryption_keys.get_secret_value())
        return cls(sealer, settings.index_key_bytes(), SettingsWrapping(wrapping))

    @property
    def sealing_key(self) -> str:
        """Give the id of the service's own key that seals from now on."""
        return self._sealer.current

    def seal(self, plain: str, ics: SystemCode, table: str, row: UUID) -> bytes:
        """Seal a text, bound to one row of one table of one system."""
        return self._sealer.seal(plain.encode(), _place(ics, table, row))

    def open(self, sealed: bytes, ics: SystemCode, table: str, row: UUID) -> str:
        """Open a sealed text of that row.

        Raises:
            CannotOpen: if it was altered, moved, or its key isn't known.
        """
        return self._sealer.open(sealed, _place(ics, table, row)).decode()

    def email_index(self, ics: SystemCode, email: str) -> bytes:
        """Give the blind index of an address: equal whatever its capitals, other in each system."""
        return blind_index(self._email_key, f"{ics}:{email.casefold()}")

    def contact_index(self, ics: SystemCode, contact: str) -> bytes:
        """Give the blind index of a name with a telephone number or a postal address."""
        return blind_index(self._contact_key, f"{ics}:{contact}")

    def term_token(self, ics: SystemCode, dimension: str, term: str) -> bytes:
        """Give the blind index of an answer about oneself: 16 bytes by which equal answers to a
        question are counted and found, in one system, without being told.

        Who holds a dump of the database and not the key sees which members answered alike, and how
        often each answer was given; of so few answers, the frequencies may tell which is which.
        ADR 9 says why that was chosen.
        """
        return blind_index(self._term_key, f"{ics}:{dimension}:{term}")[:_TERM_BYTES]

    def household_token(self, ics: SystemCode, home: str) -> bytes:
        """Give what a home is known by: 16 bytes, equal for one home in one system. Who has the key
        can try addresses, so the token is sealed where it is kept (`panel.households`)."""
        return blind_index(self._household_key, f"{ics}:{home}")[:_TERM_BYTES]

    def selection_household(self, ics: SystemCode, selection_id: UUID, token: bytes) -> str:
        """Give the name by which a household is in a selection's pool, in 32 hexadecimal digits;
        another one in each selection, so that two pools can't be joined."""
        named = f"household:{ics}:{selection_id}:{token.hex()}"
        return blind_index(self._selection_key, named)[:16].hex()

    def selection_inputs(self, ics: SystemCode, selection_id: UUID, said: bytes) -> str:
        """Give the keyed hash of what a calculation took, in 64 hexadecimal digits."""
        named = f"inputs:{ics}:{selection_id}:{said.decode()}"
        return blind_index(self._selection_key, named).hex()

    def quota_cell(self, ics: SystemCode, survey_id: UUID, quota: str, cell: str) -> bytes:
        """Give the name of a quota's counter, in 16 bytes: the database is not told whose it is."""
        named = f"{ics}:{survey_id}:{quota}:{cell}"
        return blind_index(self._quota_key, named)[:_TERM_BYTES]

    def letter_code(self, ics: SystemCode, code: str) -> bytes:
        """Give the keyed hash under which the code of a letter is stored."""
        return blind_index(self._code_key, f"{ics}:{code}")

    def voucher_index(self, ics: SystemCode, code: str) -> bytes:
        """Give the blind index of a voucher's code: equal for one code in one system."""
        return blind_index(self._voucher_key, f"{ics}:{code}")

    def pseudonym(self, ics: SystemCode, survey_id: UUID, member_id: UUID) -> bytes:
        """Give the name under which a member answers a survey; another one in each survey."""
        return blind_index(self._pseudonym_key, f"{ics}:{survey_id}:{member_id}")

    def selection_pseudonym(self, ics: SystemCode, selection_id: UUID, member_id: UUID) -> str:
        """Give the name by which a member is in a selection's pool, in 32 hexadecimal digits;
        another one in each selection, so that two pools can't be joined."""
        return blind_index(self._selection_key, f"{ics}:{selection_id}:{member_id}")[:16].hex()

    def erased_member(self, ics: SystemCode, member_id: UUID) -> bytes:
        """Give the keyed hash by which the erasure ledger knows a member again."""
        return blind_index(self._ledger_key, f"member:{ics}:{member_id}")

    def erased_address(self, ics: SystemCode, email_index: bytes) -> bytes:
        """Give the keyed hash by which the ledger knows an address's blind index again."""
        return blind_index(self._ledger_key, f"address:{ics}:{email_index.hex()}")

    def withdrawn(
        self, ics: SystemCode, kind: str, about: UUID, purpose: str | None = None
    ) -> bytes:
        """Give the keyed hash by which the ledger of withdrawals knows again what a no is about."""
        named = f"withdrawn-{kind}:{ics}:{about}" + (f":{purpose}" if purpose else "")
        return blind_index(self._ledger_key, named)

    def manage_token(self, ics: SystemCode, member_id: UUID, address_number: int = 1) -> str:
        """Give the token that opens a member's own data; mails repeat it, the store hashes it.

        Args:
            address_number: which of the member's addresses it is for, 1 the first: links that were
                sent to an earlier address open nothing.
        """
        purpose = "manage" if address_number == 1 else f"manage-{address_number}"
        return self._token(purpose, ics, member_id)

    def answer_token(self, ics: SystemCode, survey_id: UUID, member_id: UUID) -> str:
        """Give the token of a member's personal link to a survey."""
        return self._token("answer", ics, survey_id, member_id)

    def answer_receipt_key(self, ics: SystemCode) -> OKPKey:
        """Give the key that signs a system's receipts of answers (Ed25519)."""
        if ics not in self._answer_receipt_keys:
            seed = blind_index(self._answer_receipt_key, ics)
            self._answer_receipt_keys[ics] = derived_key(seed)
        return self._answer_receipt_keys[ics]

    def bulletin_token(self, ics: SystemCode, bulletin_id: UUID) -> str:
        """Give the token by which a copy of a bulletin counts: one for all copies of it, so that it
        tells nobody apart."""
        return self._token("bulletin", ics, bulletin_id)

    def is_bulletin_token(self, ics: SystemCode, bulletin_id: UUID, token: str) -> bool:
        """Say whether a token is that of a bulletin."""
        own = self.bulletin_token(ics, bulletin_id)
        return hmac.compare_digest(own.encode(), token.encode())

    def unsubscribe_token(
        self, ics: SystemCode, member_id: UUID, purpose: str | None = None
    ) -> str:
        """Give the token of a mail's footer: it names the member, and allows one thing only.

        Args:
            purpose: of the one consent that it withdraws; None for every one.
        """
        mac = self._unsubscribe_mac(ics, member_id, purpose)
        return base64.urlsafe_b64encode(member_id.bytes + mac).decode()

    def unsubscriber(self, ics: SystemCode, token: str, purpose: str | None = None) -> UUID | None:
        """Give the member whom such a token names; None if it is forged, of another system or for
        another purpose."""
        member_id, mac = _named(token)
        if member_id is None:
            return None
        genuine = hmac.compare_digest(mac, self._unsubscribe_mac(ics, member_id, purpose))
        return member_id if genuine else None

    def place_token(self, ics: SystemCode, gathering_id: UUID, member_id: UUID) -> str:
        """Give the token of a member's personal link to a gathering: it opens that alone."""
        mac = self._place_mac(ics, gathering_id, member_id)
        return base64.urlsafe_b64encode(member_id.bytes + mac).decode()

    def place_holder(self, ics: SystemCode, gathering_id: UUID, token: str) -> UUID | None:
        """Give the member whose link to a gathering this is; None if it is forged."""
        member_id, mac = _named(token)
        if member_id is None:
            return None
        genuine = hmac.compare_digest(mac, self._place_mac(ics, gathering_id, member_id))
        return member_id if genuine else None

    def _place_mac(self, ics: SystemCode, gathering_id: UUID, member_id: UUID) -> bytes:
        named = f"place:{ics}:{gathering_id}:{member_id}"
        return blind_index(self._token_key, named)[:_UNSUBSCRIBE_MAC_BYTES]

    def _token(self, purpose: str, ics: SystemCode, *ids: UUID) -> str:
        named = ":".join([purpose, ics, *map(str, ids)])
        return base64.urlsafe_b64encode(blind_index(self._token_key, named)).decode().rstrip("=")

    def _unsubscribe_mac(self, ics: SystemCode, member_id: UUID, purpose: str | None) -> bytes:
        named = f"unsubscribe:{ics}:{member_id}" + (f":{purpose}" if purpose else "")
        return blind_index(self._token_key, named)[:_UNSUBSCRIBE_MAC_BYTES]


def _named(token: str) -> tuple[UUID | None, bytes]:
    """Take a token apart that names a member: who, and the rest; None if it is no such token."""
    try:
        decoded = base64.urlsafe_b64decode(token.encode())
        return UUID(bytes=decoded[:16]), decoded[16:]
    except (ValueError, binascii.Error):
        return None, b""


def _derived(key: bytes, purpose: str) -> bytes:
    return blind_index(key, f"golden-thread/panel/{purpose}")


def _place(ics: SystemCode, table: str, row: UUID) -> bytes:
    return f"{ics}:panel.{table}:{row}".encode()
