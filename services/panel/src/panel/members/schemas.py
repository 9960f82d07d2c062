"""What members send and see of themselves, and what staff see of members."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from panel.households.schemas import HouseholdIn
from panel.rights.schemas import ObjectionOut, RightsPatch
from panel.topics.schemas import Interests, LivedExperience, TopicsOut

Connection = Literal["lives", "works", "cared_for"]
MailFormat = Literal["html", "plain_text"]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Language = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        description="BCP 47 tag of the language for mail, such as en or pl. English is used where "
        "mails are not written in it.",
    ),
]
Demographics = Annotated[
    dict[Code, Code],
    Field(
        max_length=20,
        description="Question (code of its vocabulary) → answer (code of the term). Every one is "
        "optional; prefer_not_to_say is an answer, leaving it out is none.",
    ),
]


Postcode = Annotated[
    str,
    Field(
        min_length=5,
        max_length=10,
        description="Of where the person lives, works or is cared for; it tells the place, the "
        "LSOA and the decile of deprivation, and is not kept. Where it is given, `place` is not "
        "read.",
    ),
]
AccessNeedCodes = Annotated[
    list[Code],
    Field(
        max_length=20,
        description="Codes of terms of the vocabulary communication_need. Nothing is sent in a "
        "format that they rule out.",
    ),
]


class PostalAddress(Model):
    """Where letters go."""

    lines: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]],
        Field(min_length=1, max_length=5),
    ]
    postcode: Annotated[str, Field(pattern=r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$")]


class Contact(Model):
    """How a person without email is reached: by post, by telephone, or both."""

    name: Annotated[str, Field(min_length=1, max_length=100)] = Field(
        description="For the envelope, or whom to ask for."
    )
    telephone: (
        Annotated[str, Field(pattern=r"^\+?[0-9](?:[ ()-]{0,2}[0-9]){6,14}$", max_length=40)] | None
    ) = None
    post: PostalAddress | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Contact:
        if self.telephone is None and self.post is None:
            raise ValueError("a telephone number or a postal address is needed")
        return self


class ConsentIn(Model):
    """A consent as it is given."""

    purpose: Code = Field(description="Code of a term of the vocabulary consent_purpose.")
    wording_version: Code = Field(
        description="Version of that vocabulary whose wording was shown; it must be in force."
    )


class ConsentChange(ConsentIn):
    """A consent given or withdrawn later."""

    given: bool = Field(description="true gives it, false withdraws it.")


class ConsentOut(Model):
    """A consent on record."""

    purpose: str
    wording: str = Field(description="The words that were shown.")
    wording_version: str
    means: str = Field(description="web_form, manage_page, telephone, paper or face_to_face.")
    given_at: datetime
    withdrawn_at: datetime | None


class DemographicOut(Model):
    """An answer about oneself."""

    dimension: str
    term: str
    vocabulary_version: str
    answered_at: datetime


class AccessNeedsOut(Model):
    """What a member needs, to be reached and understood."""

    needs: list[str]
    vocabulary_version: str
    stated_at: datetime


class MeOut(Model):
    """Everything that the panel holds of a member, but the tokens."""

    member_id: UUID
    email: str | None = Field(description="null for members who joined without one.")
    contact: Contact | None = Field(description="Of members without email.")
    language: str
    mail_format: MailFormat
    place: str | None
    connection: Connection
    minimum_age_stated: int
    joined_on: date
    demographics: list[DemographicOut]
    consents: list[ConsentOut]
    access_needs: AccessNeedsOut | None
    interests: TopicsOut | None = Field(description="null where the member did not answer.")
    lived_experience: TopicsOut | None = Field(description="null where the member did not answer.")
    household_told_at: datetime | None = Field(
        description="When the member told their household, for the draw of an assembly; null where "
        "they did not. What is kept of it tells no address."
    )
    address_fails: bool = Field(
        description="Mails came back from the address, so that nothing more is sent to it."
    )
    address_number: int = Field(description="Which of the member's addresses this is; 1 the first.")
    objections: list[ObjectionOut] = Field(description="They stand above the consents.")
    paused_until: date | None = Field(
        description="The first day on which the member may be written to again; null where they "
        "are not paused."
    )
    version: int


class MePatch(RightsPatch):
    """What a member changes; what is left out stays."""

    language: Language | None = None
    mail_format: MailFormat | None = None
    place: Code | None = Field(default=None, description="null takes it back.")
    postcode: Postcode | None = None
    connection: Connection | None = Field(
        default=None, description="Corrects what connects the person with the area."
    )
    demographics: dict[Code, Code | None] = Field(
        default={}, max_length=20, description="null takes an answer back."
    )
    consents: list[ConsentChange] = Field(default=[], max_length=20)
    access_needs: AccessNeedCodes | None = Field(
        default=None, description="All of them; an empty list takes them back."
    )
    interests: Interests | None = None
    lived_experience: LivedExperience | None = None
    household: HouseholdIn | None = Field(default=None, description="null takes it back.")


class UnsubscribeIn(Model):
    """The token of a mail's footer."""

    token: Annotated[str, Field(min_length=20, max_length=100)]
    purpose: Literal["bulletins"] | None = Field(
        default=None,
        description="Withdraws this consent alone; it needs the token of a bulletin's footer.",
    )


class MemberOut(Model):
    """A member as staff with the permission see one: an id and a place, no address."""

    id: UUID
    place: str | None
    joined_on: date


class PlaceCount(Model):
    """How many members live in a place."""

    place: str | None = Field(description="null for members who named none.")
    members: int | None = Field(description="null where the figure is suppressed.")


class MemberCounts(Model):
    """How many members there are, after disclosure control."""

    released_on: date = Field(description="The day of these figures.")
    members: int | None
    places: list[PlaceCount]
    threshold: int
    base: int
