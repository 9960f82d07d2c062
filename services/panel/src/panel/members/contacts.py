"""Addresses and contacts: sealed with the member's own key, found by blind indexes alone.

A member is known again by their name with their telephone number, or with their postcode and the
first line of their address: people who share a telephone or a house are not taken for each other.
Another spelling of the name is another person.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey
from panel.keys import PanelKeys
from panel.members.models import Member
from panel.members.schemas import Contact

EMAIL = "members.email"
CONTACT = "members.contact"


@dataclass(frozen=True)
class ContactIndexes:
    """Blind indexes of a contact; None where it has no such part."""

    telephone: bytes | None
    post: bytes | None


NO_INDEXES = ContactIndexes(None, None)


def sealed_contact(key: PersonKey, contact: Contact | None) -> bytes | None:
    """Seal a contact for a member's row; None where there is none."""
    return key.seal(contact.model_dump_json(), CONTACT) if contact is not None else None


def indexes_of(keys: PanelKeys, ics: SystemCode, contact: Contact) -> ContactIndexes:
    """Give the blind indexes of a contact."""
    name = _letters(contact.name)
    telephone = post = None
    if contact.telephone is not None:
        number = _digits(contact.telephone)
        telephone = keys.contact_index(ics, f"telephone:{name}:{number}")
    if contact.post is not None:
        house = f"{_letters(contact.post.postcode)}:{_letters(contact.post.lines[0])}"
        post = keys.contact_index(ics, f"post:{name}:{house}")
    return ContactIndexes(telephone, post)


def contact_of(key: PersonKey, member: Member) -> Contact | None:
    """Give a member's contact by post or telephone; None of who has none."""
    if member.contact_sealed is None:
        return None
    return Contact.model_validate_json(key.open(member.contact_sealed, CONTACT))


async def address_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member: Member
) -> str | None:
    """Give the address of a member whose row is locked; None of who has none, or has left."""
    if member.email_sealed is None:
        return None
    return email_of(await datakeys.of_member(session, ics, keys, member.id), member)


def email_of(key: PersonKey, member: Member) -> str | None:
    """Give a member's address; None of who has none."""
    return key.open(member.email_sealed, EMAIL) if member.email_sealed is not None else None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _digits(number: str) -> str:
    """Give a number as it is dialled in the United Kingdom."""
    digits = "".join(character for character in number if character.isdigit())
    for prefix in ("0044", "44"):
        if digits.startswith(prefix):
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits
