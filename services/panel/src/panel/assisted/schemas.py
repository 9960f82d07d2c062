"""Enrolling somebody, and letters to them, on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from panel.households.schemas import HouseholdIn
from panel.members.schemas import (
    AccessNeedCodes,
    Code,
    Connection,
    ConsentIn,
    Contact,
    Demographics,
    Language,
    Postcode,
)
from panel.topics.schemas import Interests, LivedExperience

Means = Literal["telephone", "paper", "face_to_face"]
Witness = Annotated[
    str,
    Field(
        min_length=2,
        max_length=40,
        pattern=r"^[A-Za-z/_.-]{0,8}[0-9][A-Za-z0-9/_.-]*$",
        description="Reference of who was there, such as a staff number or the number of the "
        "form, where the organisation can look it up. Never a name.",
    ),
]


class EnrolIn(Model):
    """What a person said who joins with somebody's help."""

    means: Means = Field(description="How they gave their consent.")
    consented_on: date
    witness: Witness
    contact: Contact
    minimum_age_met: bool = Field(
        description="The person states that they are of the system's minimum age or over; joining "
        "needs true."
    )
    connection: Connection
    place: Code | None = Field(default=None, description="Code of a place of the system.")
    postcode: Postcode | None = None
    language: Language = "en"
    consents: list[ConsentIn] = Field(
        max_length=20,
        description="At least one; the wording must have been in force on the day of the consent.",
    )
    demographics: Demographics = {}
    access_needs: AccessNeedCodes = []
    interests: Interests = []
    lived_experience: LivedExperience = []
    household: HouseholdIn | None = None


class EnrolOut(Model):
    """The answer to every enrolment, whoever's it was."""

    message: str


class EnrolmentHeld(Model):
    """How a member was enrolled, as it is shown to them."""

    means: Means
    consented_on: date
    witness: str
    organisation_id: UUID | None
    recorded_by: str
    recorded_at: datetime


class LetterCodeHeld(Model):
    """A letter with a code, as it is shown to the member."""

    issued_at: datetime
    issued_by: str
    expires_at: datetime
    used_at: datetime | None


class LetterCodeOut(Model):
    """A code for a letter; shown once."""

    code: str
    page: str = Field(description="Address of the page on which the member types it.")
    expires_at: datetime


class CodeIn(Model):
    """The code of a letter."""

    code: Annotated[str, Field(min_length=8, max_length=40)]


class CodeOut(Model):
    """What the code opens."""

    manage_token: str = Field(description="Opens the member's own page; send it as X-Manage-Token.")
