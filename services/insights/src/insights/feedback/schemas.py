"""Feedback as the API takes and gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
)

from common.web.schemas import Model
from insights.audience import Visibility
from insights.feedback.mapping import Mapping
from insights.spelling.schemas import Meant, Showing
from insights.words import Code, Text, Title

_NAME: TypeAdapter[str] = TypeAdapter(Title, config=Model.model_config)


def _by_its_form(given: object) -> object:
    """Read an object as a mapping and a text as a name, so that faults are those of what was sent.

    Tried as both, a mapping with one wrong field would be told to be text too.
    """
    if isinstance(given, dict):
        return Mapping.model_validate(given)
    if isinstance(given, str):
        return _NAME.validate_python(given)
    if not isinstance(given, Mapping):
        raise ValueError("must be a mapping, or the name of a ready one")
    return given


MappingOrName = Annotated[Mapping | Title, BeforeValidator(_by_its_form)]


class SourceIn(Model):
    """A source of feedback, with the mapping by which its files are read."""

    name: Title
    kind: Code = Field(description="Code of the vocabulary source.")
    mapping: MappingOrName = Field(
        description="A mapping, or the name of a ready one (GET /feedback-mappings)."
    )
    organisation_id: UUID | None = Field(
        default=None, description="Whose feedback it is; your own organisation if left out."
    )
    visibility: Visibility = Field(
        default="partners", description="Who may read the items. They may hold personal data."
    )


class SourcePatch(Model):
    """What to change of a source; items that are there already stay as they were read."""

    name: Title | None = None
    mapping: MappingOrName | None = None
    visibility: Visibility | None = None


class SourceOut(Model):
    """A source of feedback."""

    id: UUID
    name: str
    kind: str
    organisation_id: UUID | None
    visibility: Visibility
    mapping: Mapping
    version: int
    created_at: datetime


class ReadyMapping(Model):
    """A mapping that comes with the library."""

    name: str
    kind: str
    description: str
    mapping: Mapping


FileOfAnswers = Literal["csv", "jsonl"]


class CodebookQuestionIn(BaseModel):
    """What is read of a question in a panel's codebook."""

    model_config = ConfigDict(extra="ignore")

    name: Title
    text: Text
    kind: Code


class CodebookIn(BaseModel):
    """The codebook of a survey, as the panel gives it (GET …/surveys/{id}/codebook)."""

    model_config = ConfigDict(extra="ignore")

    questions: list[CodebookQuestionIn] = Field(max_length=500)

    @property
    def open_questions(self) -> list[CodebookQuestionIn]:
        """Give the questions that were answered in one's own words."""
        return [question for question in self.questions if question.kind == "free_text"]


class RejectionOut(Model):
    """A row that wasn't taken. A row with several faults appears once for each."""

    line: int = Field(
        description="The line of the file, or the row of the sheet, on which it begins, from 1."
    )
    field: str
    reason: str


class ImportReport(Model):
    """What became of every row: rows = accepted + blank + duplicates + rejected_rows."""

    import_id: UUID
    source_id: UUID
    dry_run: bool = Field(description="True if nothing was kept but this report.")
    rows: int
    accepted: int
    blank: int = Field(description="Rows without an answer: neither words nor a score.")
    duplicates: int = Field(description="Rows that were imported before, or twice in the file.")
    rejected_rows: int
    rejected: list[RejectionOut] = Field(
        description="The first 1,000; all are at /feedback-imports/{id}/rejections."
    )
    form: Literal["csv", "xlsx", "jsonl"] = Field(description="What the file was found to be.")
    encoding: str
    missing_columns: list[str] = Field(
        description="Columns of themes and of the sentiment that it leaves out."
    )
    same_file_as: UUID | None = Field(description="The import that took this very file before.")
    imported_at: datetime


class ProgressOut(Model):
    """How far a source's import is."""

    state: Literal["none", "running", "broken_off"] = Field(
        description="none: nothing runs. broken_off: it said nothing for long and kept nothing; "
        "send the file again. One that came as an upload goes on by itself."
    )
    import_id: UUID | None = None
    phase: Literal["reading", "keeping"] | None = None
    rows: int | None = Field(default=None, description="Rows that were read so far.")
    file_bytes: int | None = None
    started_at: datetime | None = None
    moved_at: datetime | None = Field(default=None, description="When this was last said.")


FeedbackOrder = Literal["relevance", "recency"]


@dataclass(frozen=True)
class FeedbackQuery:
    """Words and filters over feedback items; several values of one filter mean any of them."""

    words: str | None = None
    source_id: UUID | None = None
    themes: Sequence[str] = ()
    services: Sequence[str] = ()
    scores: Sequence[int] = ()
    said_after: date | None = None
    said_before: date | None = None
    order: FeedbackOrder | None = None
    exact: bool = False
    """Whether the words are searched for as typed, even where one finds nothing."""

    @property
    def by_relevance(self) -> bool:
        """Tell the order that is meant: relevance needs words to be measured by."""
        return self.words is not None and self.order != "recency"


class ItemOut(Model):
    """One thing that somebody said."""

    id: UUID
    source_id: UUID
    said_on: date | None
    service: str | None
    question: str | None
    score: int | None
    text: str | None
    extract: str = Field(description="HTML: text is escaped, what was found is in <mark>.")
    themes: list[str]
    own_themes: list[str] = Field(description="The system's own themes that they count under.")
    sentiment: int | None = Field(
        description="1 very positive to 5 very negative, as a person accepted it of a model."
    )
    file_sentiment: int | None = Field(
        description="1 very positive to 5 very negative, as the file said; no model's work."
    )


class FeedbackCount(Model):
    """How many items a value of a filter would leave."""

    code: str
    count: int


class FeedbackResults(Model):
    """A page of feedback, and what each filter would leave of all that was found."""

    showing: Showing | None = Field(
        description="Not null where a word that was typed finds nothing that you may see, and "
        "another was searched for in its place. `exact=true` searches for the words as typed."
    )
    did_you_mean: Meant | None = Field(
        description="Not null where the words find little, and words nearly the same are much "
        "commoner in findings and find more comments: offer them. Null on later pages."
    )
    items: list[ItemOut]
    next_cursor: str | None
    total: int | None = Field(
        description="How many were found, 10,000 at most; null on later pages."
    )
    total_is_least: bool = Field(
        description="There may be more than `total`: only the newest 10,000 that match were "
        "ranked and counted. Filters, or the order by recency, reach the others."
    )
    counts: dict[str, list[FeedbackCount]] = Field(description="Empty on later pages.")
