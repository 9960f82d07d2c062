"""Extensions of surveys as staff make and read them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model


class ExtendIn(Model):
    """Until when, and why."""

    closes_on: date = Field(description="The new last day for answers.")
    reason: str = Field(
        min_length=10, max_length=1000, description="Why; kept for staff. Name nobody."
    )
    remind: bool = Field(
        default=False,
        description="Mail a reminder, once for each survey, within the burden budget: to those who "
        "have not answered; of an anonymous survey, whose links are not kept, to everybody who was "
        "asked, without a link.",
    )


class ExtensionOut(Model):
    """One time that a survey was extended."""

    id: UUID
    closed_on_before: date
    closes_on: date
    reason: str
    extended_by: str
    extended_at: datetime
    with_reminder: bool
    reminded: int | None = Field(
        description="How many were reminded, exact; null without panel:personal."
    )


class ExtensionsOut(Model):
    """The extensions of a survey, in order."""

    extensions: list[ExtensionOut]
