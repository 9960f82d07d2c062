"""Senders as staff with governance:personal see them."""

from __future__ import annotations

from common import personal_data
from governance.senders.schemas import HitOut, PersonOut
from governance.senders.service import Sender


def person_out(sender: Sender | None) -> PersonOut | None:
    """Show who sent something."""
    if sender is None:
        return None
    return PersonOut(
        name=sender.name, email=sender.email, contact=sender.contact, original=sender.original
    )


def hits_out(sender: Sender | None) -> list[HitOut]:
    """Say where what they sent reads like personal data; never what it is."""
    found = personal_data.check([("text", sender.original)]) if sender else []
    return [HitOut(field=one.field, message=one.message) for one in found]
