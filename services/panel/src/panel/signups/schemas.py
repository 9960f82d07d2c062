"""What people send to join."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from common.mail.addresses import EmailAddress
from common.web.schemas import Model
from panel.households.schemas import HouseholdIn
from panel.members.schemas import (
    AccessNeedCodes,
    Code,
    Connection,
    ConsentIn,
    Demographics,
    Language,
    MailFormat,
    Postcode,
)
from panel.topics.schemas import Interests, LivedExperience


class SignupIn(Model):
    """A request to join; nothing else is asked before the address is confirmed."""

    email: EmailAddress
    language: Language = "en"


class SignupOut(Model):
    """The answer to every request to join, whoever's address it was."""

    message: str


class ConfirmIn(Model):
    """What a person says on confirming their address."""

    token: Annotated[str, Field(min_length=20, max_length=100)] = Field(
        description="From the link in the mail; good once."
    )
    minimum_age_met: bool = Field(
        description="The person states that they are of the system's minimum age or over; joining "
        "needs true."
    )
    connection: Connection = Field(
        description="What connects the person with the area: they live there, work there, or are "
        "cared for there."
    )
    place: Code | None = Field(default=None, description="Code of a place of the system.")
    postcode: Postcode | None = None
    consents: list[ConsentIn] = Field(default=[], max_length=20)
    demographics: Demographics = {}
    mail_format: MailFormat = "html"
    access_needs: AccessNeedCodes = []
    interests: Interests = []
    lived_experience: LivedExperience = []
    household: HouseholdIn | None = None


class ConfirmOut(Model):
    """The new membership."""

    member_id: UUID
    manage_token: str = Field(
        description="Opens the member's own page; send it as X-Manage-Token. Show it once; the "
        "welcome mail has it too."
    )
