"""Public questions as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.senders.schemas import HitOut, PersonOut, Token
from governance.words import Code, Day, Name, Reason, Text, Title

Kind = Literal["question", "statement"]
State = Literal["received", "accepted", "refused", "answered", "published", "withdrawn"]


class OfferedMeetingOut(Model):
    """A meeting to come, and until when it takes questions and statements."""

    meeting_id: UUID
    held_on: date
    place: str | None
    last_day_for_questions: date | None
    last_day_for_statements: date | None
    takes_questions: bool
    takes_statements: bool


class SaidRulesOut(Model):
    """How questions or statements are taken."""

    most_characters: int
    most_per_person: int
    in_person: bool
    answered_by: str


class GroundOut(Model):
    """A ground on which something is refused."""

    code: str
    label: str
    clause: str


class OfferOut(Model):
    """A body that takes questions, statements or petitions, and its meetings to come."""

    body_id: UUID
    body_name: str
    source: str
    questions: SaidRulesOut | None
    statements: SaidRulesOut | None
    petitions: bool
    other_ways: list[str] = Field(
        description="Ways, other than the form, in which staff take it down."
    )
    kept_days: int
    grounds: list[GroundOut]
    meetings: list[OfferedMeetingOut]


class OffersOut(Model):
    """The bodies of the system that take something from the public, by name."""

    items: list[OfferOut]


class QuestionText(Model):
    """What is asked or said, and where."""

    body_id: UUID
    meeting_id: UUID | None = Field(
        default=None, description="The meeting that it is for; null for a written answer."
    )
    kind: Kind
    text: Text
    in_person: bool = Field(
        default=False, description="The sender wants to read it out at the meeting."
    )


class QuestionIn(QuestionText):
    """A question or statement, by the mailed link of its sender."""

    token: Token
    name: Name
    show_name: bool = Field(
        default=False, description="The sender agrees that their name is published with it."
    )


class AssistedPersonIn(Model):
    """Who asked, held with their consent alone."""

    name: Name
    contact: Title = Field(
        description="Where staff answer them: a telephone number or an address. Nothing is mailed "
        "there by itself."
    )
    show_name: bool = Field(default=False, description="They agree that their name is published.")
    consent: bool = Field(
        description="They agreed that name and contact are held until the body's scheme deletes "
        "them."
    )


class AssistedIn(QuestionText):
    """A question or statement that staff take down for somebody."""

    channel: Code = Field(description="How it came: a code of the body's scheme.")
    received_on: Day = Field(description="The day on which it came, by which it is in time.")
    person: AssistedPersonIn | None = Field(
        default=None,
        description="Null where they do not want to be known; they find the answer "
        "where it is published.",
    )


class ToldIn(Model):
    """Staff gave the answer or the refusal to the one who asked."""

    on: Day


class QuestionOwnOut(Model):
    """A question as its sender sees it."""

    reference: str
    kind: Kind
    state: State
    body_name: str
    held_on: date | None
    due_on: date
    text: str | None = Field(description="As sent, until it is erased; then as published.")
    show_name: bool
    ground: str | None
    refusal_reason: str | None
    answer: str | None
    answered_by: str | None
    erase_on: date | None
    details_kept: bool


class QuestionSentOut(QuestionOwnOut):
    """A question that was taken, with the token of its sender's own page."""

    link_token: str


class QuestionOut(Model):
    """A question as staff see it."""

    id: UUID
    reference: str
    kind: Kind
    state: State
    body_id: UUID
    meeting_id: UUID | None
    item_id: UUID | None
    officer: str | None
    group_id: UUID
    in_person: bool
    show_name: bool
    text: str | None
    cleared_reason: str | None
    ground: str | None
    refusal_reason: str | None
    answer: str | None
    answered_by: str | None
    answered_on: date | None
    decision_id: UUID | None
    asked_on: date
    due_on: date
    overdue: bool
    published_at: datetime | None
    erase_on: date | None
    channel: str | None = Field(description="How it came, where staff took it down.")
    consented_on: date | None
    told_on: date | None
    created_at: datetime
    version: int


class QuestionPersonOut(QuestionOut):
    """A question with who sent it, for staff with governance:personal."""

    person: PersonOut | None = Field(description="Null once it was erased.")
    hits: list[HitOut]


class AcceptanceIn(Model):
    """The text as it may be published."""

    text: Text
    cleared_reason: Reason | None = None


class RoutingIn(Model):
    """Where it is answered: a meeting, an item of it, or an officer in writing."""

    meeting_id: UUID | None = None
    item_id: UUID | None = None
    officer: Title | None = Field(default=None, description="A role, not a person's name.")


class GroupIn(Model):
    """The question that this one is answered together with."""

    question_id: UUID


class PublishedQuestionOut(Model):
    """A question or statement with its answer, as everybody reads it."""

    id: UUID
    reference: str
    kind: Kind
    name: str | None = Field(description="Of the sender, where they agreed.")
    text: str
    answer: str
    answered_by: str
    answered_on: date
    answered_with: list[str] = Field(description="References that got the same answer.")
    decision_id: UUID | None


class PublishedQuestionsOut(Model):
    """The questions and statements of a meeting, in the order in which they came."""

    meeting_id: UUID
    body_id: UUID
    body_name: str
    held_on: date
    waiting: int = Field(description="Taken, and not answered yet.")
    items: list[PublishedQuestionOut]


class AnsweredMeetingOut(Model):
    """A meeting with published answers."""

    meeting_id: UUID
    body_name: str
    held_on: date


class AnsweredOut(Model):
    """Where answers are published: meetings, the newest first, and answers in writing."""

    meetings: list[AnsweredMeetingOut]
    written: list[PublishedQuestionOut]
