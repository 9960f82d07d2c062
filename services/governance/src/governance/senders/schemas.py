"""What the API takes from those who send something, and gives of them to staff."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from common.mail.addresses import EmailAddress
from common.web.schemas import Model
from governance.words import Code, Reason, Text, Title

Token = Annotated[str, Field(min_length=20, max_length=100, description="From the mailed link.")]


class AddressIn(Model):
    """An address to send the link to; nothing else is asked before it is confirmed."""

    email: EmailAddress


class AcknowledgedOut(Model):
    """The answer to every request, whoever's address it was."""

    message: str


class PersonOut(Model):
    """Who sent it, as far as they are known, and what they sent."""

    name: str | None
    email: str | None
    contact: str | None = Field(description="Where staff answer, of one that they took down.")
    original: str


class HitOut(Model):
    """Where what was sent reads like personal data; never what."""

    field: str
    message: str


class RefusalIn(Model):
    """Why it is not taken; the sender is told."""

    ground: Code = Field(description="Code of a ground in the body's scheme.")
    reason: Reason


class AnswerIn(Model):
    """The answer to a question with all of its group, or to a petition."""

    answer: Text
    answered_by: Title = Field(description="A role, such as the Chair.")
    decision_id: UUID | None = None
    cleared_reason: Reason | None = None


ACKNOWLEDGED = AcknowledgedOut(
    message="Thank you. We have sent an email to that address. Follow the link in it to go on."
)
