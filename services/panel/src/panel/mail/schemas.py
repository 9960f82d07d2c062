"""Held messages, and formats that somebody made, on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from panel.members.schemas import Code, Contact, Language

Reason = Literal["no_email", "no_usable_format", "no_usable_language", "address_fails"]
AboutMembership = frozenset({"welcome", "already_member"})


class HeldOut(Model):
    """A message that was not sent, since the member could not use it as it is."""

    mail_id: UUID
    member_id: UUID
    kind: str
    about_id: UUID | None = Field(
        description="The survey, the feedback or the bulletin that it is about."
    )
    reason: Reason
    formats: list[str] = Field(
        description="Formats that the member asks for, the one liked best first; codes of the "
        "vocabulary message_format."
    )
    language: str
    by_post: bool = Field(description="There is a postal address.")
    by_telephone: bool = Field(description="There is a telephone number.")
    queued_at: datetime


class HeldLetter(HeldOut):
    """A held message in words, with whom to bring it to."""

    email: str | None
    contact: Contact | None
    subject: str
    text: str = Field(description="To be printed and posted, read out, or put into another format.")


class HeldCounts(Model):
    """How many people have messages held for them."""

    level: Literal["published", "exact"]
    released_on: date | None = Field(description="The day of these figures; null where exact.")
    people: int | None = Field(description="null where the figure is suppressed.")
    by_reason: dict[str, int | None]


class CarriedOutIn(Model):
    """How a held message reached the member."""

    format: Code = Field(description="Code of a term of the vocabulary message_format.")


class MessageVersionIn(Model):
    """A mail in a format that somebody made of it."""

    kind: Literal[
        "welcome", "already_member", "survey_invitation", "survey_reminder", "feedback", "bulletin"
    ]
    about_id: UUID | None = Field(
        default=None,
        description="The survey, the feedback or the bulletin; null for mails about membership, "
        "which all say the same.",
    )
    format: Code = Field(
        description="A format that goes by email and that is not made of every mail anyway."
    )
    language: Language = "en"
    subject: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)] = Field(
        description="Paragraphs, an empty line between them. The member's own link is put below."
    )
    media: Annotated[str, Field(max_length=500, pattern=r"^https://[!-~]+$")] | None = Field(
        default=None, description="Address of the video or the recording."
    )

    @model_validator(mode="after")
    def _is_about_what_its_kind_is_about(self) -> MessageVersionIn:
        if (self.about_id is None) != (self.kind in AboutMembership):
            raise ValueError(
                "about_id is needed for surveys, feedback and bulletins, and for nothing else"
            )
        return self


class MessageVersionOut(MessageVersionIn):
    """A format that somebody made."""

    id: UUID
    made_at: datetime
