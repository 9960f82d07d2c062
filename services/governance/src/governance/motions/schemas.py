"""Motions and amendments as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.decisions.schemas import DecisionContent
from governance.words import Code, Moment, Reason, Text


class ClauseIn(Model):
    """One part of a resolution."""

    text: Text
    marker: str | None = Field(default=None, max_length=20, description="As printed: (a), ii.")


class _MovedIn(Model):
    mover_post_id: UUID
    seconder_post_id: UUID | None = Field(
        default=None, description="Needed unless the terms do without (`amendments.seconded`)."
    )
    at: Moment

    @model_validator(mode="after")
    def _by_two(self) -> Self:
        if self.mover_post_id == self.seconder_post_id:
            raise ValueError("nobody seconds what they moved")
        return self


class MotionIn(_MovedIn):
    """A motion for an item."""

    item_id: UUID
    parts: list[ClauseIn] = Field(min_length=1, max_length=100)


class AmendmentIn(_MovedIn):
    """An amendment to one part of the resolution as it stands."""

    part: int = Field(
        ge=0,
        le=200,
        description="From 1. Where nothing is left out, the words become a part after it; 0 puts "
        "them first.",
    )
    leave_out: Text | None = Field(default=None, description="Words that stand in it once.")
    insert: Text | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.leave_out is None and self.insert is None:
            raise ValueError("an amendment leaves out words, inserts words, or both")
        if self.leave_out == self.insert:
            raise ValueError("the amendment would change nothing")
        if self.leave_out is not None and self.part == 0:
            raise ValueError("words are left out of a part, and parts are counted from 1")
        return self


class DisposalIn(Model):
    """What became of an amendment."""

    how: Literal["put", "withdrawn", "ruled_out"]
    vote_id: UUID | None = Field(
        default=None, description="If put: the consensus or vote, which says if it was carried."
    )
    with_consent: bool | None = Field(
        default=None, description="If withdrawn: the seconder and the meeting consented."
    )
    reason: Reason | None = Field(default=None, description="If ruled out: the chair's reason.")
    at: Moment | None = Field(default=None, description="If it was not put: when.")

    @model_validator(mode="after")
    def _each_with_its_own(self) -> Self:
        if (self.vote_id is not None) != (self.how == "put"):
            raise ValueError("a vote goes with an amendment that was put, and only with it")
        if (self.at is None) != (self.how == "put"):
            raise ValueError("the moment is that of the vote, and is sent where there was none")
        if self.how == "withdrawn" and not self.with_consent:
            raise ValueError("an amendment is withdrawn with consent: with_consent must be true")
        if self.how != "withdrawn" and self.with_consent is not None:
            raise ValueError("consent goes with an amendment that was withdrawn")
        if self.how == "ruled_out" and self.reason is None:
            raise ValueError("the chair gives a reason for ruling it out of order")
        return self


class MotionVote(Model):
    """How the substantive motion was decided: by a vote on the whole, or part by part."""

    vote_id: UUID | None = Field(default=None, description="On the whole.")
    vote_ids: list[UUID] = Field(
        default=[], max_length=100, description="On its parts: each part is named by one of them."
    )

    @model_validator(mode="after")
    def _the_one_or_the_other(self) -> Self:
        if (self.vote_id is not None) == bool(self.vote_ids):
            raise ValueError("send vote_id for the whole, or vote_ids for the parts")
        if len(set(self.vote_ids)) != len(self.vote_ids):
            raise ValueError("must name each vote once")
        return self

    @property
    def votes(self) -> list[UUID]:
        """Give the votes, one or several."""
        return self.vote_ids or ([] if self.vote_id is None else [self.vote_id])


class AdoptionIn(DecisionContent):
    """The decision that was adopted; what it resolves is the substantive motion."""

    lost_outcome: Code = Field(
        default="rejected", description="The outcome of parts that votes of their own lost."
    )

    @model_validator(mode="after")
    def _motion_says_what(self) -> Self:
        if self.parts:
            raise ValueError("parts are those of the substantive motion and are not sent")
        return self


class ClauseOut(Model):
    """One part of a resolution."""

    marker: str | None
    text: str


class AmendmentOut(Model):
    """An amendment, and what became of it."""

    id: UUID
    number: int
    part: int
    leave_out: str | None
    insert: str | None
    mover_post_id: UUID
    seconder_post_id: UUID | None
    moved_at: datetime
    result: str | None = Field(description="carried, lost, withdrawn, ruled_out; null while open.")
    vote_id: UUID | None
    reason: str | None
    disposed_at: datetime | None


class MotionOut(Model):
    """A motion, its amendments, and the substantive motion."""

    id: UUID
    meeting_id: UUID
    item_id: UUID
    state: Literal["open", "carried", "lost", "adopted"]
    moved: list[ClauseOut] = Field(description="As it was moved.")
    substantive: list[ClauseOut] = Field(description="With what was carried so far.")
    mover_post_id: UUID
    seconder_post_id: UUID | None
    moved_at: datetime
    amendments: list[AmendmentOut]
    vote_id: UUID | None
    part_vote_ids: list[UUID] = Field(description="Where it was put part by part: the votes.")
    decision_id: UUID | None
    version: int


class MotionsOut(Model):
    """The motions of a meeting, in order."""

    items: list[MotionOut]
