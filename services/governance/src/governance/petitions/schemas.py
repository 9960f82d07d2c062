"""Petitions as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.senders.schemas import HitOut, PersonOut, Token
from governance.words import Name, Reason, Text, Title

State = Literal["received", "refused", "open", "closed", "answered", "withdrawn"]


class PetitionIn(Model):
    """A petition, by the mailed link of who starts it."""

    token: Token
    body_id: UUID
    title: Title = Field(description="What the body is asked to do, in one line.")
    text: Text
    name: Name
    show_name: bool = Field(
        default=False, description="Their name is published as that of who started it."
    )


class PetitionOwnOut(Model):
    """A petition as the one who started it sees it."""

    id: UUID
    reference: str
    state: State
    body_name: str
    title: str | None
    ground: str | None
    refusal_reason: str | None
    closes_on: date | None
    due_on: date
    answer: str | None
    answered_by: str | None
    erase_on: date | None
    details_kept: bool


class PetitionSentOut(PetitionOwnOut):
    """A petition that was taken, with the token of its own page."""

    link_token: str


class SignatureIn(Model):
    """A signature, by a mailed link."""

    token: Token
    name: Name | None = Field(
        default=None, description="Kept only with show_name; signing needs no name."
    )
    show_name: bool = Field(default=False, description="The signer's name may be shown.")


class SignedOut(Model):
    """The signature counts, now or already."""

    petition_id: UUID
    title: str
    link_token: str = Field(description="Takes the signature back while the petition is open.")


class ThresholdOut(Model):
    """A number of signatures, what it leads to, and whether it was reached."""

    signatures: int
    leads_to: Literal["debate", "answer"]
    by: str
    reached: bool


class DebateOut(Model):
    """A published meeting at which the petition is debated, or was."""

    meeting_id: UUID
    held_on: date


class PublicPetitionOut(Model):
    """A petition as everybody reads it."""

    id: UUID
    reference: str
    state: State
    body_id: UUID
    body_name: str
    title: str
    text: str
    started_by: str | None = Field(description="A name, where its bearer agreed.")
    opened_on: date
    closes_on: date
    signatures: int | None = Field(
        description="Rounded, as of `counted_on`; null where there are too few to say."
    )
    paper_signatures: int | None = Field(
        description="Counted on paper, beside `signatures`: rounded, and renewed once a day at "
        "most; null where there are none or too few to say."
    )
    fewer_than: int = Field(description="What null means: fewer than this.")
    counted_on: date | None
    thresholds: list[ThresholdOut]
    debates: list[DebateOut] = Field(
        description="Where it is debated; none in a list of petitions, or while its meeting is not "
        "published."
    )
    names: list[str] = Field(
        description="Signers who agreed that their name is shown, the newest first; at most 200."
    )
    answer: str | None
    answered_by: str | None
    answered_on: date | None
    due_on: date
    decision_id: UUID | None


class PublicPetitionsOut(Model):
    """Petitions that are or were open, the newest first; at most 200, without names."""

    items: list[PublicPetitionOut]


class PetitionOut(Model):
    """A petition as staff see it, with the exact number of signatures."""

    id: UUID
    reference: str
    state: State
    body_id: UUID
    title: str | None
    text: str | None
    cleared_reason: str | None
    ground: str | None
    refusal_reason: str | None
    opened_on: date | None
    closes_on: date | None
    signatures: int = Field(description="Given online.")
    paper_signatures: int = Field(description="Counted on paper, as corrected.")
    reached: list[int] = Field(
        description="Thresholds that both together reached, and that were announced."
    )
    answer: str | None
    answered_by: str | None
    answered_on: date | None
    decision_id: UUID | None
    asked_on: date
    due_on: date
    erase_on: date | None
    version: int


class PetitionPersonOut(PetitionOut):
    """A petition with who started it, for staff with governance:personal."""

    person: PersonOut | None = Field(description="Null once it was erased.")
    hits: list[HitOut]


class OpeningIn(Model):
    """The petition as it may be published."""

    title: Title
    text: Text
    cleared_reason: Reason | None = None


class PaperCountIn(Model):
    """Signatures on paper that staff counted. Names of those who signed are not taken down."""

    signatures: int = Field(ge=0, le=10_000_000)
    counted_on: date
    counted_by: Name = Field(description="Who counted them, of the staff.")
    kept_at: Title = Field(description="Where the sheets are kept.")
    corrects_id: UUID | None = Field(
        default=None, description="The count that this one takes the place of."
    )
    reason: Reason | None = Field(default=None, description="Why; of a correction, and only then.")

    @model_validator(mode="after")
    def _corrected_for_a_reason(self) -> Self:
        if (self.corrects_id is None) != (self.reason is None):
            raise ValueError("reason goes with corrects_id, and only with it")
        if self.corrects_id is None and self.signatures == 0:
            raise ValueError("signatures must be at least 1, but in a correction")
        return self


class PaperCountOut(Model):
    """Signatures on paper that staff counted."""

    id: UUID
    petition_id: UUID
    signatures: int
    counted_on: date
    counted_by: str
    kept_at: str
    corrects_id: UUID | None
    reason: str | None
    recorded_at: datetime


class PaperCountsOut(Model):
    """Every count of signatures on paper, in order; those that were corrected too."""

    items: list[PaperCountOut]
    paper_signatures: int = Field(description="What they come to, as corrected.")
