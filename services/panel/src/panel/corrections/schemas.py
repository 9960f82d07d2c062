"""Corrections on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from common.mail.addresses import EmailAddress
from common.web.schemas import Model
from panel.assisted.schemas import Means, Witness
from panel.members.schemas import Contact


class AddressChangeIn(Model):
    """The address that a member wants to have."""

    email: EmailAddress


class NotedAddressChangeIn(AddressChangeIn):
    """The same, as staff note it for a member who joined with somebody's help."""

    means: Means = Field(description="How the member asked for it.")
    witness: Witness


class AskedOut(Model):
    """The answer to every request to change an address, whoever's it is."""

    message: str


class AddressConfirmIn(Model):
    """The token of the mail to the new address."""

    token: Annotated[str, Field(min_length=20, max_length=100)]


class AddressConfirmOut(Model):
    """The address is changed."""

    manage_token: str = Field(
        description="Opens the member's own page; tokens that went to the old address do not."
    )


class NotedContactIn(Model):
    """A contact as staff correct it, for a member who joined with somebody's help."""

    contact: Contact
    means: Means = Field(description="How the member asked for it.")
    witness: Witness


class AddressChangeHeld(Model):
    """A change of address that was asked for, in the member's export."""

    means: str
    witness: str | None
    asked_by: str | None
    asked_at: datetime
    expires_at: datetime
    outcome: str | None
    ended_at: datetime | None


class ContactCorrectionHeld(Model):
    """A correction of the contact, in the member's export."""

    means: str
    witness: str | None
    corrected_by: str | None
    corrected_at: datetime
