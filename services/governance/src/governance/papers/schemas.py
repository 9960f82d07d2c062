"""Papers as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from common.web.schemas import Model
from governance.attachments.schemas import AttachmentOut, WithheldAttachmentOut
from governance.papers.template import Section
from governance.words import Code, Reason, Text, Title

State = Literal["draft", "final", "published"]


_GROUND = (
    "A code of arrangements.withheld_grounds in the body's terms; needed for a final paper where "
    "they name any."
)


class SectionIn(Model):
    """What a section says, or why there is nothing to say."""

    text: Text | None = None
    none_reason: Reason | None = Field(default=None, description="Why there is nothing to say.")
    withheld_reason: Reason | None = Field(
        default=None, description="Why the public may not read this section."
    )
    withheld_ground: Code | None = Field(default=None, description=_GROUND)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.text is None) == (self.none_reason is None):
            raise ValueError("give either text or none_reason")
        if self.withheld_ground is not None and self.withheld_reason is None:
            raise ValueError("withheld_ground goes with withheld_reason")
        return self


class Cited(Model):
    """A finding, in the version that the paper cites."""

    finding_id: UUID
    version: int = Field(ge=1, le=1_000_000)


Sections = dict[Code, SectionIn]


def _once_each(cited: list[Cited]) -> list[Cited]:
    if len({one.finding_id for one in cited}) != len(cited):
        raise ValueError("must name each finding once")
    return cited


Evidence = Annotated[list[Cited], Field(max_length=200), AfterValidator(_once_each)]


class PaperIn(Model):
    """A paper to draft; sections may come later."""

    title: Title
    sections: Sections = Field(default={}, max_length=50)
    evidence: Evidence = []
    withheld_reason: Reason | None = Field(
        default=None, description="Why the public may not read any of it."
    )
    withheld_ground: Code | None = Field(default=None, description=_GROUND)


class PaperPatch(Model):
    """What to change; what is not sent stays. It becomes a new version, and a draft."""

    title: Title | None = None
    sections: dict[Code, SectionIn | None] | None = Field(
        default=None, max_length=50, description="By code; null takes a section out."
    )
    evidence: Evidence | None = None
    withheld_reason: Reason | None = Field(default=None, description="Null opens the paper.")
    withheld_ground: Code | None = None
    reason: Reason | None = Field(
        default=None, description="Why; needed once the paper was final or published."
    )


class PublishIn(Model):
    """How a paper is published."""

    late_reason: Reason | None = Field(
        default=None, description="Why it is late; needed after the day on which it is due."
    )


class CitedOut(Model):
    """A finding that a paper cites, and what is known of that version today."""

    finding_id: UUID
    version: int
    title: str | None
    state: str


class PublicationOut(Model):
    """When and how a version was published."""

    version: int
    sha256: str = Field(description="Of its content as canonical JSON (RFC 8785).")
    due_on: date
    published_on: date
    late_reason: str | None
    published_at: datetime


class PaperOut(Model):
    """A paper, in its current version, as those who write it see it."""

    id: UUID
    meeting_id: UUID
    item_id: UUID
    state: State
    version: int = Field(description="Of the record; goes into If-Match.")
    text_version: int
    published_version: int | None
    title: str
    sections: dict[str, SectionIn]
    template: list[Section] = Field(description="What each section is asked for.")
    still_missing: list[str] = Field(description="What keeps it from being final.")
    evidence: list[CitedOut]
    withheld_reason: str | None
    withheld_ground: str | None
    reading_age: dict[str, Any] | None = Field(
        description="Of what is not withheld: ages in years by two formulas, and the hardest "
        "sentences, the hardest first."
    )
    reading_age_aim: int
    sha256: str
    papers_due_on: date = Field(description="By the body's terms, as the meeting stands.")
    publications: list[PublicationOut]
    attachments: list[AttachmentOut]


class PapersOut(Model):
    """Papers of a meeting, in the order of its agenda."""

    items: list[PaperOut]


class PaperVersionOut(Model):
    """A text of a paper."""

    version: int
    title: str
    sections: dict[str, SectionIn]
    withheld_reason: str | None
    withheld_ground: str | None
    evidence: list[Cited]
    sha256: str
    reason: str | None
    recorded_at: datetime


class PaperVersionsOut(Model):
    """Every text of a paper, newest first."""

    items: list[PaperVersionOut]


class PublishedPaperOut(Model):
    """A published paper, as everybody may read it."""

    id: UUID
    meeting_id: UUID
    item_id: UUID
    body_name: str
    held_on: date
    item_number: str
    version: int
    content: dict[str, Any] = Field(
        description="title, sections, evidence, withheld_reason, and attachments if any. Its "
        "canonical JSON (RFC 8785) has this sha256."
    )
    sha256: str
    evidence: list[CitedOut]
    attachments: list[AttachmentOut]
    withheld_attachments: list[WithheldAttachmentOut]
    reading_age: float | None = Field(description="Years, by Flesch-Kincaid.")
    reading_age_aim: int
    due_on: date
    published_on: date
    late_reason: str | None


class PublishedPapersOut(Model):
    """The published papers of a meeting, in the order of its agenda."""

    items: list[PublishedPaperOut]


class SuggestionOut(Model):
    """A finding that may matter to an item, and why."""

    finding_id: UUID
    version: int
    reference: str | None
    title: str | None
    visibility: str
    published_at: datetime | None
    shared_words: list[str] = Field(description="Words of the item that the finding has too.")
    shared_themes: list[str] = Field(description="Themes of the finding that the item names.")
    score: float = Field(description="Rare words weigh more than common ones.")
    because: str


class SuggestionsOut(Model):
    """What the library knows that may matter to an item, the nearest first."""

    items: list[SuggestionOut]
