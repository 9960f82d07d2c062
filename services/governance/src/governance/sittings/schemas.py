"""Sittings as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from common.web.schemas import Model
from governance.words import Moment, Reason

Choice = Literal["for", "against", "abstain"]
MOST_PARTS = 100


def _each_once(parts: list[int]) -> list[int]:
    if len(set(parts)) != len(parts):
        raise ValueError("must name each part once")
    return sorted(parts)


Parts = Annotated[
    list[Annotated[int, Field(ge=1, le=MOST_PARTS, strict=True)]],
    Field(max_length=MOST_PARTS),
    AfterValidator(_each_once),
]
"""Parts of a resolution, counted from 1."""


class PresenceIn(Model):
    """Somebody comes in, or leaves, for a post."""

    post_id: UUID
    kind: Literal["arrived", "left"]
    remote: bool = False
    deputy: bool = False
    deputy_approved: bool = Field(default=False, description="By the chair.")
    at: Moment


class PresenceOut(Model):
    """An entry of the course of a meeting."""

    id: UUID
    post_id: UUID
    kind: str
    remote: bool
    deputy: bool
    deputy_approved: bool
    at: datetime


class PresencesOut(Model):
    """The course of a meeting, in order."""

    items: list[PresenceOut]


class StandingOut(Model):
    """Whether a post counts, and why."""

    post_id: UUID
    counts: bool
    why: str


class FindingOut(Model):
    """What became of one condition."""

    kind: str
    name: str
    path: str = Field(description="Where it stands in the terms of reference.")
    holds: bool
    missing: int
    would_help: list[UUID] = Field(description="Posts each of which would lessen what is missing.")
    parts: list[FindingOut]


class CorrectionOut(Model):
    """What was put on record afterwards of who was on the body, or held an office, on a day of a
    meeting."""

    post_id: UUID
    holder_id: UUID | None = Field(description="null where it is about the post itself.")
    office: str | None = Field(description="Of who held an office: which.")
    held_then: bool = Field(description="Whether it was there on that day, as far as was known.")
    holds: bool = Field(description="Whether it was, as is known now.")
    recorded_at: datetime


class MeetingCorrectionOut(CorrectionOut):
    """The same, with the meeting that had decided by then, and which of its days it is about."""

    meeting_id: UUID
    day: date


class QuorumOut(Model):
    """Whether a meeting is quorate at a moment, and how that comes about."""

    at: datetime
    quorate: bool
    counted: int
    members: int
    presiding_post_id: UUID | None
    finding: FindingOut
    would_suffice: list[UUID] | None = Field(
        description="Posts that together would make it quorate; null if none could."
    )
    standings: list[StandingOut]
    known_at: datetime | None = Field(
        description="What was on record of posts, holders and offices at that moment counts: a "
        "vote or a confirmed quorum rests on it, or the meeting is over. null where what is on "
        "record now counts."
    )
    corrections: list[CorrectionOut] = Field(
        description="What was put on record since then. It changes no quorum and no vote."
    )


class Ballot(Model):
    """What a post chose."""

    post_id: UUID
    choice: Choice


class TallyIn(Model):
    """Votes counted in the room."""

    in_favour: int = Field(ge=0, le=1000)
    against: int = Field(ge=0, le=1000)
    abstained: int = Field(ge=0, le=1000)


class VoteIn(Model):
    """Consensus, or a vote: by names where it is recorded, else by its tally."""

    item_id: UUID
    motion: Reason
    parts: Parts = Field(
        default=[],
        description="Of a resolution in parts those that it is on, from 1; none: on the whole.",
    )
    method: Literal["consensus", "show_of_hands", "recorded", "secret"]
    at: Moment
    chair_rules_no_consensus: bool = False
    disputed_by: list[UUID] = Field(default=[], max_length=200)
    tally: TallyIn | None = None
    ballots: list[Ballot] | None = Field(default=None, max_length=500)
    casting_vote: Choice | None = None

    @model_validator(mode="after")
    def _votes_fit_the_method(self) -> Self:
        if (self.ballots is not None) != (self.method == "recorded"):
            raise ValueError("ballots go with a recorded vote, and only with it")
        if (self.tally is not None) != (self.method in {"show_of_hands", "secret"}):
            raise ValueError("a tally goes with a show of hands or a secret vote")
        if self.casting_vote is not None and self.method == "consensus":
            raise ValueError("a casting vote goes with a vote, not with consensus")
        if self.ballots and len({b.post_id for b in self.ballots}) != len(self.ballots):
            raise ValueError("each post has one vote")
        return self


class VoteOut(Model):
    """How a body decided on a motion."""

    id: UUID
    meeting_id: UUID
    item_id: UUID
    decision_id: UUID | None
    method: str
    motion: str
    parts: list[int] = Field(
        description="The parts of the decision, or until there is one of the resolution, that it "
        "was on, from 1; none: on the whole."
    )
    presiding_post_id: UUID | None
    entitled: int
    in_favour: int | None
    against: int | None
    abstained: int | None
    choices: dict[str, Choice] | None
    tied: bool
    by_casting_vote: bool
    carried: bool
    at: datetime


class VotesOut(Model):
    """The votes of a meeting, in order."""

    items: list[VoteOut]


class VoteDecision(Model):
    """The decision that a vote led to."""

    decision_id: UUID
    parts: Parts | None = Field(
        default=None,
        description="The parts of the decision that it was on, from 1, of a vote that names none. "
        "One that does was on the parts of the decision with these numbers.",
    )


class DeadlinesOut(Model):
    """When a meeting's papers have to be out."""

    held_on: date
    notice_working_days: int
    clear_days: bool
    papers_due_on: date
    notice_given_on: date | None
    in_time: bool | None = Field(description="null while no notice has been given.")
    short_notice_reason: str | None = Field(
        description="Why the chair deemed it urgent enough for a shorter notice."
    )
    closed_days: dict[date, str] = Field(
        description="Days between that are not counted, weekends aside, and why."
    )


class MemberAttendanceOut(Model):
    """How often the holder of a post came."""

    post_id: UUID
    meetings: int
    attended: int
    percent: int | None
    flagged: bool


class RegularAttendanceOut(Model):
    """How often somebody came who is expected to attend, and is no member."""

    post_id: UUID
    meetings: int
    attended: int
    percent: int | None


class AttendanceReportOut(Model):
    """Attendance of a body over the months that its terms name."""

    after: date
    until: date
    flag_below_percent: int
    meetings_held: int
    meetings_without_attendance: int = Field(description="Left out: nobody was recorded.")
    meetings_per_year: int | None
    too_few_meetings: bool | None
    members: list[MemberAttendanceOut]
    corrections: list[MeetingCorrectionOut] = Field(
        description="What was put on record of posts and holders after a meeting. The "
        "rates go by it; the meeting's quorum and votes do not."
    )
    in_attendance: list[RegularAttendanceOut] = Field(
        description="Those who are expected to attend without being members."
    )
