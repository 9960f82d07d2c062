"""What the citizens' panel says."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from common.events.envelope import EventData


class _MemberEvent(EventData):
    topic: ClassVar[str] = "panel.members"
    subject_field: ClassVar[str] = "member_id"

    member_id: UUID


class MemberJoined(_MemberEvent):
    """A person confirmed their address and is now a member."""

    event_type: ClassVar[str] = "panel.member.joined.v1"

    joined_on: date


class MemberLeft(_MemberEvent):
    """A member left; what they answered stays, unjoined from them."""

    event_type: ClassVar[str] = "panel.member.left.v1"

    left_on: date


class MemberErased(_MemberEvent):
    """A member is erased; every consumer erases what it holds of this id."""

    event_type: ClassVar[str] = "panel.member.erased.v1"

    erasure_id: UUID | None = None
    """The erasure that each service acknowledges; None in events of before there was one."""


class _SurveyEvent(EventData):
    topic: ClassVar[str] = "panel.surveys"
    subject_field: ClassVar[str] = "survey_id"

    survey_id: UUID
    title: str
    purpose: str
    """Why it is asked, in words published to those who are asked."""
    places: list[str] = []
    """Codes of the places whose members are asked; empty means the whole system."""
    themes: list[str] = []
    opened_at: datetime


class SurveyOpened(_SurveyEvent):
    """A survey takes answers from now on."""

    event_type: ClassVar[str] = "panel.survey.opened.v1"

    closes_on: date | None = None


class SurveyExtended(_SurveyEvent):
    """An open survey takes answers longer than was said; it stands as it is told here."""

    event_type: ClassVar[str] = "panel.survey.extended.v1"

    closes_on: date
    """The last day for answers from now on."""
    closed_on_before: date
    """The last day that was said before."""
    extended_at: datetime


class AnswerCount(BaseModel):
    """How many chose one option, after disclosure control."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    label: str
    count: int | None
    """Rounded count; None where it is suppressed."""
    weighted_percent: float | None = None
    """Share weighted to the population, rounded; None where there is none to be shown."""
    margin_points: float | None = None
    """Half width of its 95% interval, in percentage points."""


class QuestionResult(BaseModel):
    """The suppressed result of one question."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    kind: str
    """The kind of question: single_choice, multiple_choice, scale, ranking (counted by first
    choice), matrix (a result for each row), number (by band), date (by month) or free_text."""
    answered: int | None
    """How many answered it, rounded; None where suppressed."""
    counts: list[AnswerCount] = []
    """Empty for free text, which never leaves the panel by event."""
    effective_n: float | None = None
    """People who stand behind the weighted shares, after the design effect."""


class GroupResult(BaseModel):
    """The suppressed results of one group of those who answered."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    by: str
    """What the groups are made by, in words: a dimension, a segment or a question."""
    group: str
    responded: int | None
    """Rounded; None where suppressed."""
    results: list[QuestionResult]


class Weighting(BaseModel):
    """How results were weighted, and what that costs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    weighted_to: list[str]
    """Dimensions of the population."""
    design_effect: float
    """Kish's, rounded up to quarters."""
    effective_n: float | None
    """People, after the design effect."""


class SurveyClosed(_SurveyEvent):
    """A survey takes no more answers; its results after disclosure control."""

    event_type: ClassVar[str] = "panel.survey.closed.v1"

    closed_at: datetime
    invited: int | None
    """How many were asked, rounded; None where suppressed."""
    responded: int | None
    """How many answered, rounded; None where suppressed."""
    results: list[QuestionResult]
    limits: list[str] = []
    """What the numbers can't show, in plain words (suppression, rounding, self-selection)."""
    groups: list[GroupResult] = []
    """Results by group, decided on before closing and suppressed together with the whole."""
    weighting: Weighting | None = None
    """None where nothing was weighted, and in events of before."""
    anonymous: bool = False
    """Nothing joins an answer to a person."""


class GroupMeasured(BaseModel):
    """One group of a place's members beside the population, after disclosure control."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    group: str
    members: int | None
    """Rounded count; None where it is suppressed."""
    ratio: float | None
    """Share of members over share of the population, of the groups that are shown."""


class PlaceDimensionMeasured(BaseModel):
    """One dimension of one place."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    place: str
    dimension: str
    score: float | None
    """The ratio of the group least represented over that of the most, 0 to 1."""
    similarity: float | None
    """Proportional similarity, 0 to 1."""
    groups: list[GroupMeasured]


class RepresentationMeasured(EventData):
    """The day's published figures of how like its places the panel is."""

    event_type: ClassVar[str] = "panel.representation.measured.v1"
    topic: ClassVar[str] = "panel.representation"
    subject_field: ClassVar[str] = "release_id"

    release_id: UUID
    released_on: date
    measured: list[PlaceDimensionMeasured]
    limits: list[str] = []
    """What the figures can't show, in plain words."""


class _SelectionEvent(EventData):
    topic: ClassVar[str] = "panel.selections"
    subject_field: ClassVar[str] = "selection_id"

    selection_id: UUID
    title: str
    seats: int
    assembly_id: UUID | None = None
    """The commission of governance that it is made for; None of one that no body commissioned."""


class SelectionCommitted(_SelectionEvent):
    """Terms, pool and 1,000 panels are frozen, and their root is published, before the draw."""

    event_type: ClassVar[str] = "panel.selection.committed.v1"

    root: str
    """Root of the published document (RFC 6962, hexadecimal)."""
    source: str
    """The public source of the digits that will draw."""
    draw_on: date
    committed_at: datetime


class SelectionDrawn(_SelectionEvent):
    """The digits of the public source picked a panel."""

    event_type: ClassVar[str] = "panel.selection.drawn.v1"

    root: str
    digits: str
    evidence: str
    """Where the result of the source can be read."""
    filled: int
    """Seats that somebody has."""
    drawn_at: datetime


class SelectionCorrected(_SelectionEvent):
    """Digits were entered wrongly; others are in force, and pick another panel of those that were
    committed to."""

    event_type: ClassVar[str] = "panel.selection.corrected.v1"

    root: str
    number: int
    """Of the entry of digits: 2 of the first correction."""
    digits: str
    """Those in force now."""
    evidence: str
    """Where the result of the source can be read."""
    reason: str
    """Why the entry before was wrong, in words for everybody."""
    invited: bool
    """Whether people were invited by the entry before."""
    version: int
    """Grows with each change of the selection."""
    filled: int
    """Seats that somebody has now."""
    replaced: int
    corrected_at: datetime


class SelectionSeated(_SelectionEvent):
    """Somebody gave a seat up or was replaced; nobody is named, by pseudonym neither."""

    event_type: ClassVar[str] = "panel.selection.seated.v1"

    version: int
    """Grows with each change of the selection."""
    filled: int
    """Seats that somebody has now."""
    replaced: int
    """Seats that were given to somebody else after the draw, since then."""


class SelectionCompleted(_SelectionEvent):
    """An assembly or jury selected by civic lottery is as it will sit; people by pseudonym only."""

    event_type: ClassVar[str] = "panel.selection.completed.v1"

    root: str
    """Root of the published document (RFC 6962, hexadecimal), committed to before the draw."""
    digits: str
    """The three digits that picked the panel."""
    completed_on: date
    panel: list[str]
    """Pseudonyms of those who sit, good in this selection only."""
    replaced: int = 0
    """Seats that were given to somebody else after the draw."""
    correction: str | None = None
    """Where digits were entered wrongly: why, of the last correction."""
    corrected_at: datetime | None = None
    method: str | None = None
    """Code: citizens_assembly or citizens_jury; None of one that no body commissioned."""
    spectrum_level: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
