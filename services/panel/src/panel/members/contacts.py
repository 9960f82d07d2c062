"""Contact by post or telephone: sealed, and found again by blind indexes alone.

A member is known again by their name with their telephone number, or with their postcode and the
first line of their address: people who share a telephone or a house are not taken for each other.
Another spelling of the name is another person.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.members.models import Member
from panel.members.schemas import Contact

PLACE = "members.contact"


@dataclass(frozen=True)
class ContactIndexes:
    """Blind indexes of a contact; None where it has no such part."""

    telephone: bytes | None
    post: bytes | None


NO_INDEXES = ContactIndexes(None, None)


def sealed_contact(
    keys: PanelKeys, ics: SystemCode, member_id: UUID, contact: Contact | None
) -> bytes | None:
    """Seal a contact for a member's row; None where there is none."""
    if contact is None:
        return None
    return keys.seal(contact.model_dump_json(), ics, PLACE, member_id)


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


def contact_of(keys: PanelKeys, member: Member) -> Contact | None:
    """Give a member's contact by post or telephone; None of who has none."""
    if member.contact_sealed is None:
        return None
    opened = keys.open(member.contact_sealed, SystemCode(member.ics), PLACE, member.id)
    return Contact.model_validate_json(opened)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _digits(number: str) -> str:
    """Give a number as it is dialled in the United Kingdom."""
    digits = "".join(character for character in number if character.isdigit())
    for prefix in ("0044", "44"):
        if digits.startswith(prefix):
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits
