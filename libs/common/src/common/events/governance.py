"""What governance says."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from common.events.courses import CourseTold, PaperPut
from common.events.envelope import EventData


class MeetingPublished(EventData):
    """A meeting of a body was published, with its agenda or with its approved minutes."""

    event_type: ClassVar[str] = "governance.meeting.published.v1"
    topic: ClassVar[str] = "governance.meetings"
    subject_field: ClassVar[str] = "meeting_id"

    meeting_id: UUID
    body_id: UUID
    body_name: str
    held_on: date
    place: str | None = None
    version: int


class EvidenceCited(BaseModel):
    """One finding, in one version, that a decision relies on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    finding_id: UUID
    version: int


class PaperPublished(EventData):
    """A paper for an item of a meeting was published, for the first time or in a new version."""

    event_type: ClassVar[str] = "governance.paper.published.v1"
    topic: ClassVar[str] = "governance.meetings"
    subject_field: ClassVar[str] = "paper_id"

    paper_id: UUID
    version: int
    title: str
    body_id: UUID
    body_name: str
    meeting_id: UUID
    item_id: UUID
    held_on: date
    evidence: list[EvidenceCited] = []
    confidential: bool = False
    """Withheld from the public: it bears neither title nor evidence then."""
    sha256: str
    """Of what was published, as canonical JSON (RFC 8785)."""
    late: bool = False
    published_at: datetime


class DecisionRecorded(CourseTold):
    """A decision was recorded, or (at a higher version) corrected by a new entry."""

    event_type: ClassVar[str] = "governance.decision.recorded.v1"
    topic: ClassVar[str] = "governance.decisions"
    subject_field: ClassVar[str] = "decision_id"

    decision_id: UUID
    version: int
    reference: str
    """Readable identifier within the system, such as QE1-ICP-2024-0007."""
    title: str
    outcome: str
    """Code: approved, endorsed, agreed, agreed_in_principle, noted, delegated, deferred …"""
    parts: list[str] = []
    """The resolution in parts, as published."""
    involvement_statement: str | None = None
    not_done: str | None = None
    """What people asked for that was not done, and why."""
    body_id: UUID
    body_name: str
    meeting_id: UUID | None = None
    decided_on: date
    evidence: list[EvidenceCited] = []
    activity_ids: list[UUID] = []
    papers: list[PaperPut] = []
    """The published papers of its item."""
    confidential: bool = False
    recorded_at: datetime


class FeedbackPublished(EventData):
    """The answer to those who spoke ("you said, we did") was published for a decision."""

    event_type: ClassVar[str] = "governance.feedback.published.v1"
    topic: ClassVar[str] = "governance.decisions"
    subject_field: ClassVar[str] = "decision_id"

    feedback_id: UUID
    decision_id: UUID
    decision_reference: str
    decision_title: str
    you_said: str
    we_did: str
    did_not: str | None = None
    """What was not done, and why."""
    finding_ids: list[UUID] = []
    activity_ids: list[UUID] = []
    """Every activity that the findings came from, so that those who took part can be told."""
    corrects_id: UUID | None = None
    """The published answer whose place this one takes."""
    published_at: datetime


class AssemblyEvent(EventData):
    """What every event of an assembly tells."""

    topic: ClassVar[str] = "governance.assemblies"
    subject_field: ClassVar[str] = "assembly_id"

    assembly_id: UUID
    version: int
    """Grows with everything that is said of this assembly."""
    title: str
    body_id: UUID
    """Of the body that commissioned it."""
    body_name: str


class _Commission(AssemblyEvent):
    kind: str
    """Code: citizens_assembly or citizens_jury."""
    question: str
    """What it is asked, in the words in which it is published."""
    receiving_body_id: UUID
    receiving_body_name: str
    """The body that receives the recommendations, and answers them."""
    seats: int
    categories: list[str] = []
    """What those who sit must reflect: place, age_band, sex …"""
    spectrum_level: str
    starts_on: date
    ends_on: date
    answer_due_on: date
    """The day by which the receiving body has promised to answer."""
    decision_id: UUID | None = None
    """The decision that commissioned it, if there is one that everybody may read."""


class AssemblyCommissioned(_Commission):
    """A body commissioned a citizens' assembly or jury: a selection may be made for it."""

    event_type: ClassVar[str] = "governance.assembly.commissioned.v1"

    commissioned_at: datetime


class AssemblyAmended(_Commission):
    """A commission was amended; it stands as it is told here."""

    event_type: ClassVar[str] = "governance.assembly.amended.v1"

    amended_at: datetime


class AssemblyCancelled(AssemblyEvent):
    """A commission was cancelled: nobody is selected for it any more."""

    event_type: ClassVar[str] = "governance.assembly.cancelled.v1"

    reason: str
    cancelled_at: datetime


class RecommendationMade(BaseModel):
    """One recommendation, in the assembly's own words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    recommendation_id: UUID
    number: int
    text: str
    evidence: EvidenceCited | None = None
    """The finding of the library that says how the assembly came to it."""


class AssemblyReported(AssemblyEvent):
    """An assembly made recommendations; the receiving body owes each an answer."""

    event_type: ClassVar[str] = "governance.assembly.reported.v1"

    selection_id: UUID
    """The selection by civic lottery whose panel made them."""
    answer_due_on: date
    recommendations: list[RecommendationMade]
    reported_at: datetime


class RecommendationAnswer(BaseModel):
    """What the receiving body answers to one recommendation."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    recommendation_id: UUID
    number: int
    text: str
    """The recommendation."""
    answer: str
    """Code: accepted, partly_accepted or not_accepted."""
    reason: str
    decision_id: UUID
    decision_reference: str
    evidence: EvidenceCited | None = None
    """The finding that the recommendation named."""


class AssemblyAnswered(AssemblyEvent):
    """The receiving body answered recommendations, all or some; later answers replace these."""

    event_type: ClassVar[str] = "governance.assembly.answered.v1"

    publication_id: UUID
    receiving_body_name: str
    selection_id: UUID
    answers: list[RecommendationAnswer]
    answered_at: datetime


class QuestionAnswered(EventData):
    """The answer to a question or statement from the public was published; it names nobody."""

    event_type: ClassVar[str] = "governance.question.answered.v1"
    topic: ClassVar[str] = "governance.meetings"
    subject_field: ClassVar[str] = "question_id"

    question_id: UUID
    version: int
    kind: str
    """question or statement."""
    reference: str
    text: str
    """As it was cleared for the public."""
    answer: str
    body_id: UUID
    body_name: str
    meeting_id: UUID | None = None
    """None where the answer came in writing."""
    held_on: date | None = None
    decision_id: UUID | None = None
    """The decision that the answer refers to."""
    published_at: datetime


class PetitionThresholdReached(EventData):
    """A petition got as many signatures as its body asks for; said once for each threshold."""

    event_type: ClassVar[str] = "governance.petition.threshold_reached.v1"
    topic: ClassVar[str] = "governance.meetings"
    subject_field: ClassVar[str] = "petition_id"

    petition_id: UUID
    reference: str
    title: str
    body_id: UUID
    body_name: str
    threshold: int
    leads_to: str
    """debate or answer."""
    reached_on: date


class PetitionAnswered(EventData):
    """The body's answer to a petition was published."""

    event_type: ClassVar[str] = "governance.petition.answered.v1"
    topic: ClassVar[str] = "governance.meetings"
    subject_field: ClassVar[str] = "petition_id"

    petition_id: UUID
    version: int
    reference: str
    title: str
    text: str
    answer: str
    body_id: UUID
    body_name: str
    signatures: int | None = None
    paper_signatures: int | None = None
    """Online and on paper, as published: each rounded; None where there are too few to say."""
    decision_id: UUID | None = None
    published_at: datetime
