"""What goes out around a meeting, as the API takes and gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.arrangements.rules import What
from governance.words import Code, Day, Reason


class RecipientOut(Model):
    """Somebody to whom agenda and papers go."""

    post_id: UUID
    title: str
    standing: Literal["full", "co_opted", "in_attendance"]
    name: str


class DistributionOut(Model):
    """To whom agenda and papers of a meeting go: each member, and each who is in attendance."""

    papers_due_on: date
    items: list[RecipientOut]


class IssueIn(Model):
    """Agenda and supporting papers were issued."""

    issued_on: Day
    post_ids: list[UUID] | None = Field(
        default=None, max_length=500, description="To whom; everybody on the list if not sent."
    )
    late_reason: Reason | None = Field(
        default=None, description="Needed after the day on which they are due."
    )


class IssueOut(Model):
    """An issue of agenda and papers."""

    id: UUID
    meeting_id: UUID
    issued_on: date
    due_on: date
    in_time: bool
    post_ids: list[UUID]
    not_sent: list[UUID] = Field(description="Posts on the list that have not had it yet.")
    late_reason: str | None


class IssuesOut(Model):
    """The issues of a meeting's agenda, in order."""

    items: list[IssueOut]


class PresentationIn(Model):
    """The record of a meeting, or what came of its votes, was put before a board."""

    board: Code = Field(description="A code of arrangements.boards in the terms.")
    what: What
    presented_on: Day


class PresentationOut(Model):
    """What a board is to have of a meeting, and when it had it."""

    board: str
    label: str
    what: What
    presented_on: date | None = Field(description="null while it is outstanding.")


class PresentationsOut(Model):
    """What boards are to have of a meeting by the terms of its day."""

    items: list[PresentationOut]


class VoteRecordOut(Model):
    """One vote, as the minutes and the boards have it."""

    vote_id: UUID
    item_id: UUID
    item_number: str
    item_title: str
    motion: str
    parts: list[int] = Field(description="Parts of the resolution that it was on; none: the whole.")
    method: str
    in_favour: int | None
    against: int | None
    abstained: int | None
    by_casting_vote: bool
    carried: bool
    at: datetime
    decision_id: UUID | None
    words: str = Field(description="For the minutes.")


class VotingRecordOut(Model):
    """How a meeting decided, vote by vote."""

    meeting_id: UUID
    items: list[VoteRecordOut]
