"""Imported minutes as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Text

Path = Annotated[str, Field(pattern=r"^[a-z_]+(\[\d{1,4}\])?(\.[a-z_]+(\[\d{1,4}\])?){0,2}$")]


class Correction(Model):
    """One change to the draft: a new value, an entry taken out, or an entry added."""

    path: Path = Field(
        description="date, place, present[2].name, resolutions[0].parts[1].text, "
        "resolutions[0].outcome, apologies[3] (with remove), items (with add) …"
    )
    value: Text | None = Field(
        default=None,
        description="The new text; a date as 2024-03-25, a time as 10:00, an outcome as its code.",
    )
    remove: bool = Field(default=False, description="Take this entry of a list out.")
    add: dict[Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")], Text] | None = Field(
        default=None, description="An entry to add to the list, by field: {'name': …}."
    )

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        ways = [self.remove, self.add is not None, "value" in self.model_fields_set]
        if sum(ways) != 1:
            raise ValueError("give exactly one of value, remove and add")
        return self


class ImportPatch(Model):
    """Corrections, applied in order: all of them or none."""

    corrections: list[Correction] = Field(default=[], max_length=500)
    accept_doubts: list[Annotated[str, Field(pattern=r"^[a-z_]+(:\d{1,4})?$")]] = Field(
        default=[], max_length=100, description="Codes of doubts that are no error."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.corrections and not self.accept_doubts:
            raise ValueError("send corrections or accept_doubts")
        return self


class PlacedOut(Model):
    """Where it stands: the pages, from 1; null in what has none (text, Word, web pages)."""

    first_page: int | None = None
    last_page: int | None = None


class SpanOut(PlacedOut):
    """Lines of the source, from 1, both inclusive."""

    first_line: int
    last_line: int


class CorrectedOut(Model):
    """What a person changed: what was read before, who, when."""

    was: str | None
    by: str
    at: datetime


class MarkOut(Model):
    """Who added an entry or took it out, and when."""

    by: str
    at: datetime


class PieceOut(PlacedOut):
    """A piece of text, where it stands in the source, and the source's own words there."""

    text: str
    first_line: int | None
    last_line: int | None
    source: str | None = Field(description="The lines, exactly; null for what a person added.")
    corrected: CorrectedOut | None


class DateOut(PieceOut):
    """A date as written, and the day that it means."""

    value: date


class TimeOut(PieceOut):
    """A time of day as written, and what it means, local time in England."""

    value: str


class OutcomeOut(Model):
    """An outcome: suggested from the words in ``basis``, or chosen by a person."""

    code: str
    basis: PieceOut | None
    corrected: CorrectedOut | None


class ConfidenceOut(Model):
    """How it was found: high where the form says it, low where words suggest it."""

    level: Literal["high", "low"]
    why: str | None = Field(description="Why it is low, for whoever checks.")


class _Entry(Model):
    added: MarkOut | None = None
    removed: MarkOut | None = None


class PersonOut(_Entry):
    """Somebody named in the attendance."""

    confidence: ConfidenceOut | None = None
    name: PieceOut
    role: PieceOut | None
    organisation: PieceOut | None
    in_place_of: PieceOut | None
    replaced_by: PieceOut | None
    note: PieceOut | None
    initials: PieceOut | None = Field(
        default=None, description="Letters that stand for the name further on."
    )


class ChairingOut(_Entry):
    """Somebody who took the chair for a part of the meeting, or took it again."""

    name: PieceOut
    person: str | None = Field(
        default=None, description="Whom of those present the name means; null if that is not plain."
    )
    text: PieceOut | None
    item: str | None = Field(description="The item under which it is said.")
    items: PieceOut | None = Field(description="For which items, where the minutes say so.")
    resumed: bool


class ItemOut(_Entry, PlacedOut):
    """A numbered item."""

    confidence: ConfidenceOut | None = None
    number: PieceOut
    title: PieceOut
    first_line: int | None
    last_line: int | None


class PartOut(_Entry):
    """One part of a resolution; person and office where it is an election."""

    marker: PieceOut | None
    text: PieceOut
    outcome: OutcomeOut | None
    person: PieceOut | None
    office: PieceOut | None


class ResolutionOut(_Entry):
    """A resolution under an item."""

    confidence: ConfidenceOut | None = None
    outcome_confidence: ConfidenceOut | None = None
    item: str | None
    title: PieceOut | None
    lead: PieceOut | None
    outcome: OutcomeOut | None
    mover: PieceOut | None
    seconder: PieceOut | None
    parts: list[PartOut]


class ActionOut(_Entry):
    """An action."""

    confidence: ConfidenceOut | None = None
    person: str | None = Field(
        default=None, description="Whom of those present the owner means; null if not plain."
    )
    item: str | None
    text: PieceOut
    owner: PieceOut | None
    due: PieceOut | None
    due_on: date | None


class NextMeetingOut(Model):
    """When and where the body meets next."""

    text: PieceOut
    date: DateOut | None
    start_time: TimeOut | None
    place: PieceOut | None


class DoubtOut(PlacedOut):
    """Something to look at; open blocking ones must be settled before recording."""

    code: str
    message: str
    blocking: bool
    first_line: int | None
    last_line: int | None
    open: bool


class DraftOut(Model):
    """What was read, with corrections."""

    span: SpanOut | None = Field(description="Where in the text the minutes are.")
    other_spans: list[SpanOut]
    body: PieceOut | None
    other_bodies: list[PieceOut] = Field(
        default=[], description="Bodies that met in common with it; send the minutes for each."
    )
    date: DateOut | None
    start_time: TimeOut | None
    end_time: TimeOut | None
    place: PieceOut | None
    present: list[PersonOut]
    in_attendance: list[PersonOut]
    apologies: list[PersonOut]
    chair: PieceOut | None = Field(default=None, description="Who is named as in the chair.")
    chairs: list[ChairingOut] = []
    items: list[ItemOut]
    resolutions: list[ResolutionOut]
    actions: list[ActionOut]
    next_meeting: NextMeetingOut | None
    unread: list[PieceOut] = Field(description="Lines of the minutes that were not placed.")
    doubts: list[DoubtOut]


class ImportSummary(Model):
    """Imported minutes in a list."""

    id: UUID
    body_id: UUID
    kind: Literal["text", "pdf", "docx", "html", "moderngov_html", "moderngov_xml"] = Field(
        description="What was sent, told by its bytes."
    )
    status: Literal["draft", "recorded"]
    meeting_id: UUID | None
    imported_at: datetime
    recorded_at: datetime | None
    version: int


class LeftOutOut(Model):
    """Words of the document that are not in its lines: a running header, a watermark."""

    text: str
    why: Literal["header", "footer", "turned", "agenda"]
    page: int | None


class ImportOut(ImportSummary):
    """Imported minutes, with what was read out of them."""

    sha256: str
    pages: int | None = Field(description="How many pages the document has; null without pages.")
    left_out: list[LeftOutOut]
    draft: DraftOut
    corrections: list[dict[str, Any]]
    accepted_doubts: list[str]


class SourceOut(Model):
    """The text as it was sent, or the lines that were read out of the document."""

    text: str
    page_starts: list[int] = Field(description="The number of the first line of each page.")


class RecordedOut(Model):
    """What recording made."""

    import_id: UUID
    meeting_id: UUID
    decision_ids: list[UUID]
    action_ids: list[UUID]
    present_without_post: list[str] = Field(
        description="Who was present and holds no post by that name: their attendance counts for "
        "nobody. Check how the body's posts spell their names."
    )
