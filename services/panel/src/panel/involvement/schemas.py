"""What a member took part in, on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model


class HeardBack(Model):
    """One "you said, we did" that answers what a member took part in."""

    decision_id: UUID
    decision_reference: str
    decision_title: str
    you_said: str
    we_did: str
    did_not: str | None
    published_at: datetime
    corrects_id: UUID | None = Field(description="The earlier answer whose place it takes.")
    corrected_at: datetime | None = Field(
        description="When another answer took its place; null of one that stands."
    )


class Answered(Model):
    """What a body answered to one recommendation of an assembly that a member sat on."""

    number: int
    text: str = Field(description="The recommendation, as it stands.")
    withdrawn: bool = Field(
        default=False, description="It was recorded by mistake: the assembly did not make it."
    )
    correction: str | None = Field(default=None, description="Why the record of it was corrected.")
    corrected_at: datetime | None = None
    answer: str = Field(description="accepted, partly_accepted or not_accepted.")
    reason: str
    decision_id: UUID
    decision_reference: str
    body_name: str
    answered_at: datetime


class ThreadPlace(Model):
    """Where the thread is followed from: GET /thread/{kind}/{id}."""

    kind: Literal["surveys", "activities", "selections"]
    id: UUID


class TookPart(Model):
    """One thing that a member took part in."""

    kind: Literal["survey", "gathering", "assembly"]
    id: UUID
    title: str
    on: date | None = Field(
        description="When the survey was opened, never when it was answered; or the day of the "
        "gathering or of the draw."
    )
    thread: ThreadPlace | None
    heard_back: list[HeardBack]
    answered: list[Answered] = Field(
        default=[], description="Of an assembly: the answers that stand, by recommendation."
    )


class InvolvementOut(Model):
    """All that a member took part in, the latest first."""

    items: list[TookPart]
