"""Annual reports as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Code, Day, Name, Reason, Text

RecordKind = Literal[
    "decision", "assessment", "activity", "finding", "assembly", "recommendation", "feedback",
    "question", "petition",
]  # fmt: skip
Tagged = Literal["activity", "finding", "assembly", "feedback"]
SectionCode = Literal[
    "decisions", "duty", "heard", "assemblies", "told", "public_voice", "not_done", "open",
    "principles", "compared",
]  # fmt: skip
NoteCode = Literal["foreword"] | SectionCode
Notes = dict[NoteCode, Text]
State = Literal["draft", "approved", "published"]
Unit = Literal["decisions", "records", "days", "people"]


class AnnualReportIn(Model):
    """A report to draft. Without days it is on the last financial year that is over: 1 April to
    31 March."""

    body_id: UUID | None = Field(default=None, description="Null: every body of the system.")
    since: Day | None = Field(default=None, description="First day.")
    until: Day | None = Field(default=None, description="Last day; not to come.")
    feedback_days: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None,
        description="Days after a decision by which those who spoke are told; null: the day of "
        "its thread, which the body's terms or the standard of the day lay down.",
    )
    notes: Notes = {}
    corrects_id: UUID | None = Field(
        default=None, description="The published report that this one is to correct."
    )
    correction_reason: Reason | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.since is None) != (self.until is None):
            raise ValueError("give both days or neither")
        if (self.corrects_id is None) != (self.correction_reason is None):
            raise ValueError("a correction names what it corrects, and why")
        return self


class NotesPatch(Model):
    """Notes to write; null takes one out, and what is not sent stays."""

    notes: dict[NoteCode, Text | None]


class ApprovalIn(Model):
    """In what role it is approved; the role is published, the account is not."""

    approved_as: Name


class PrincipleEvidenceIn(Model):
    """Something that shows one of the ten principles, and how."""

    kind: Tagged
    subject_id: UUID
    principle: Code = Field(description="Code of the vocabulary principle.")
    reason: Reason


class PrincipleEvidenceOut(PrincipleEvidenceIn):
    """What shows a principle, and since when that is known."""

    recorded_at: datetime


class PrincipleEvidenceListOut(Model):
    """What else than decisions shows a principle, oldest first."""

    items: list[PrincipleEvidenceOut]


class Said(Model):
    """Words of a record, under what they are."""

    what: str
    text: str


class Record(Model):
    """A record behind a figure."""

    kind: RecordKind
    id: UUID
    under: UUID | None = Field(
        default=None, description="The decision, assembly or meeting that it belongs to."
    )
    reference: str | None = None
    title: str | None = None
    said: list[Said] = []


class RecordOut(Record):
    """A record behind a figure, with where to find it."""

    api: str = Field(description="Path of the API.")
    page: str | None = Field(description="Path of its public page, where it has one.")


class Figure(Model):
    """A number, and the records that it counts."""

    code: str
    label: str
    count: float | None = Field(description="Null: too few people to show, or nothing to measure.")
    of: int | None = None
    unit: Unit = "records"
    records: list[str] = Field(default=[], description="Keys of `records`.")


class Group(Model):
    """Figures that belong together. They may overlap, and are never added up."""

    code: str
    title: str
    what: str = Field(description="What the labels are.")
    figures: list[Figure]


class ReportSection(Model):
    """A part of a report."""

    code: SectionCode
    title: str
    groups: list[Group]


class Compared(Model):
    """A figure beside that of the year before, both by the same record."""

    code: str
    label: str
    unit: Unit
    now: float | None
    before: float | None


class Content(Model):
    """What a report says, without what people wrote."""

    system_name: str
    body_name: str | None
    on: date = Field(description="The day whose record it is composed from.")
    sections: list[ReportSection]
    compared: list[Compared]
    before_since: date
    before_until: date
    missing: list[str] = Field(description="What is missing, in plain words.")
    records: dict[str, Record]


class AnnualReportSummary(Model):
    """A report in a list."""

    id: UUID
    body_id: UUID | None
    since: date
    until: date
    state: State
    corrects_id: UUID | None
    approved_at: datetime | None
    published_at: datetime | None
    version: int


class AnnualReportOut(AnnualReportSummary):
    """A report. A draft is composed as the record stands now; from its approval on it stays."""

    feedback_days: int | None
    correction_reason: str | None
    corrected_by: UUID | None = Field(description="The published report that corrects this one.")
    approved_as: str | None
    notes: Notes
    content: Content
    records: dict[str, RecordOut] = Field(description="The records behind the figures, by key.")
    blanked: list[str] = Field(
        description="Keys of records that were withheld or withdrawn since: their words are out."
    )
    digest: str = Field(description="SHA-256 of content and notes, as approved, in hexadecimal.")
    as_approved: bool = Field(description="It says now what it said then.")


class Changed(Model):
    """A figure that would be another if the report were composed now."""

    section: SectionCode
    group: str
    code: str
    then: float | None
    now: float | None


class RecomputedOut(Model):
    """A report held against the record as it stands now."""

    report_id: UUID
    digest: str
    on: date
    figures: int = Field(description="How many were composed again.")
    changed: list[Changed]


class PublishedReportOut(Model):
    """A published report in the public list."""

    id: UUID
    title: str
    since: date
    until: date
    published_at: datetime
    corrected_by: UUID | None


class PublishedReportsOut(Model):
    """The published reports, those of the latest period first."""

    items: list[PublishedReportOut]
