"""The course of a decision: what came before it, who took it, and what became of it since.

Kept with each version of a decision, so that the record and the decision log tell of one course
only. A decision that a body simply took at a meeting has none.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Result = Literal["carried", "lost", "withdrawn", "ruled_out"]
CallInState = Literal["open", "called_in", "upheld", "referred_back", "kept", "replaced"]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Clause(_Kept):
    """One part of a resolution, in words."""

    marker: str | None = None
    text: str


class Amendment(_Kept):
    """An amendment, and what became of it."""

    number: int
    part: int
    """Of the resolution as it stood then, from 1; words that are added as a part come after it."""
    leave_out: str | None
    insert: str | None
    mover: str
    """The title of the post that moved it."""
    seconder: str | None
    result: Result
    method: str | None = None
    """How it was put: consensus, show_of_hands, recorded or secret; None where it was not."""
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    by_casting_vote: bool = False
    reason: str | None = None
    """Why it was withdrawn or ruled out of order."""


class Motion(_Kept):
    """The motion that a decision was adopted from."""

    motion_id: UUID
    mover: str
    """The title of the post that moved it."""
    seconder: str | None
    moved: list[Clause]
    """As it was first moved."""
    amendments: list[Amendment]


class Voted(_Kept):
    """A vote on a decision, in numbers; nobody's choice and no words of the motion."""

    vote_id: UUID
    parts: list[int]
    """The parts that it was on, from 1; none of a vote on the whole."""
    method: str
    """consensus, show_of_hands, recorded or secret."""
    in_favour: int | None
    against: int | None
    abstained: int | None
    """Null where everybody agreed."""
    tied: bool
    by_casting_vote: bool
    carried: bool


class Delegated(_Kept):
    """A power that a decision gives to a post."""

    delegation_id: UUID
    part: int | None
    """The part of the resolution that gives it, from 1."""
    to: str
    """The role or post, never a person's name."""
    scope: str
    until: date
    """Last day."""
    conditions: list[str]
    revoked_on: date | None = None
    revoked_reason: str | None = None


class Authority(_Kept):
    """On whose authority a decision was taken, where no meeting took it."""

    kind: Literal["delegation", "urgent"]
    by: list[str]
    """Roles, never names."""
    why: str
    """How it lies within the delegation, or why it could not wait."""
    delegation_id: UUID | None = None
    delegated_by: UUID | None = None
    """The decision that delegated it."""
    conditions: list[str] = []
    """How each condition of the delegation was met."""
    consulted: list[str] = []
    """Roles that were consulted before."""
    involvement_limited: str | None = None
    """Why urgency limited how people were involved."""
    temporary: bool = False
    ratified: bool | None = None
    """What the body said of it when it was reported; None before."""
    ratified_on: date | None = None
    ratified_reason: str | None = None


class CallIn(_Kept):
    """Whether and how a decision is called in."""

    until: date
    """Last day on which it may be called in."""
    state: CallInState
    to: str
    """The committee that looks at it."""
    since: date
    """The day on which this became so."""
    reason: str | None = None
    """Why it was called in."""
    outcome_reason: str | None = None
    replaced_by: UUID | None = None


class Course(_Kept):
    """All of it."""

    motion: Motion | None = None
    votes: list[Voted] = Field(default=[])
    """Every vote that led to it, in order, where one of them names parts."""
    authority: Authority | None = None
    delegated: list[Delegated] = Field(default=[])
    call_in: CallIn | None = None

    def in_clear(self) -> dict[str, Any]:
        """Give the codes, ids and days of it, and no words: what a leaf may say for ever."""
        motion, authority, call_in = self.motion, self.authority, self.call_in
        # Leaves of decisions without votes on parts are as they were before votes named any.
        votes = {"votes": [one.model_dump(mode="json") for one in self.votes]} if self.votes else {}
        return votes | {
            "motion": motion and {
                "motion_id": motion.motion_id,
                "amendments": [one.result for one in motion.amendments],
            },
            "authority": authority and authority.model_dump(
                include={"kind", "delegation_id", "delegated_by", "temporary", "ratified",
                         "ratified_on"},
            ),
            "delegated": [
                one.model_dump(include={"delegation_id", "part", "until", "revoked_on"})
                for one in self.delegated
            ],
            "call_in": call_in and call_in.model_dump(
                include={"until", "state", "since", "replaced_by"}
            ),
        }  # fmt: skip


def read(kept: dict[str, Any] | None) -> Course:
    """Read a course as it was stored."""
    return Course() if kept is None else Course.model_validate(kept)
