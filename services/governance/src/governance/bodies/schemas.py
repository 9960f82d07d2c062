"""Bodies as a system's file and the API take and give them."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from common.web.schemas import Model
from governance.words import BodyCode, Code, Day, Name, Title

Standing = Literal["full", "co_opted", "in_attendance"]
"""Members are full or co-opted; who is in attendance is none."""
_MAX_TERMS = 200_000


class _Dated(Model):
    """Something with a first day, and a first day on which it is no more."""

    valid_from: date
    valid_to: date | None = Field(default=None, description="First day on which it is no more.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be after valid_from")
        return self


class BodyIn(_Dated):
    """A body to register."""

    code: BodyCode = Field(description="Stands in references of its decisions: ICP.")
    name: Name
    kind: Code


class BodyPatch(Model):
    """What to change of a body; what is not sent stays."""

    name: Name | None = None
    valid_to: date | None = None


class TermsIn(_Dated):
    """Terms of reference for a period, as data."""

    content: dict[str, Any] = Field(
        description="Purpose, parent, quorum, voting, notice, rotation … as a JSON object."
    )

    @field_validator("content")
    @classmethod
    def _small_enough(cls, content: dict[str, Any]) -> dict[str, Any]:
        text = str(content)
        if len(text) > _MAX_TERMS:
            raise ValueError(f"must have at most {_MAX_TERMS} characters")
        if "\x00" in text or "\\x00" in text:
            raise ValueError("must not contain NUL characters")
        return content


class PostIn(_Dated):
    """A seat on a body."""

    title: Title
    sector: Title | None = None
    organisation: Title | None = None
    standing: Literal["full", "in_attendance"] = Field(
        default="full",
        description="Of a full member, or of somebody who attends without a vote. Members are "
        "co-opted at /bodies/{id}/co-options.",
    )


class PostPatch(Model):
    """When a post ends."""

    valid_to: Day = Field(description="First day on which it is no more.")


class ApprovalIn(Model):
    """Who approved a member, and when."""

    approved_by: Title = Field(description="As the terms name them.")
    approved_on: Day


class HolderIn(_Dated):
    """A person who takes a post, or stands in for its holder as deputy."""

    name: Name
    deputy: bool = False
    approvals: list[ApprovalIn] = Field(
        default=[], max_length=50, description="Those that the terms ask for."
    )


class HolderPatch(Model):
    """When a holder's time ends."""

    valid_to: date


class TermsOut(Model):
    """Terms of reference in a period."""

    valid_from: date
    valid_to: date | None
    content: dict[str, Any]


class BodyOut(Model):
    """A body, with the terms of reference in force on the day asked about."""

    id: UUID
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None
    version: int
    terms: TermsOut | None = None


class BodySummary(Model):
    """A body in a list."""

    id: UUID
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None
    version: int


class ApprovalOut(Model):
    """Who approved a member, and when."""

    approved_by: str
    approved_on: date


class HolderOut(Model):
    """Who holds or held a post."""

    id: UUID
    name: str
    deputy: bool
    valid_from: date
    valid_to: date | None
    version: int
    approvals: list[ApprovalOut] = []


class PostOut(Model):
    """A post with its holders, newest first."""

    id: UUID
    body_id: UUID
    title: str
    sector: str | None
    organisation: str | None
    standing: Standing
    valid_from: date
    valid_to: date | None
    version: int
    holders: list[HolderOut] = []


class PostsOut(Model):
    """The posts of a body."""

    items: list[PostOut]


class TermsListOut(Model):
    """The terms of reference of a body, newest first."""

    items: list[TermsOut]


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class HolderRecord(_Record):
    """A holder in a system's file."""

    name: str
    deputy: bool = False
    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")


class PostRecord(_Record):
    """A post in a system's file."""

    id: UUID
    title: str
    sector: str | None = None
    organisation: str | None = None
    standing: Standing = "full"
    holders: list[HolderRecord] = []


class BodyRecord(_Record):
    """A body in a system's file."""

    id: UUID
    code: BodyCode
    name: str
    kind: str
    valid_from: date
    valid_to: date | None = None
    terms: dict[str, Any] | None = None
    posts: list[PostRecord] = []
