"""Findings as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from common.personal_data import Kind
from common.web.schemas import Model
from insights.ageing.schemas import Ageing
from insights.audience import Visibility
from insights.findings.lifecycle import State
from insights.replies.shown import ReplyShown
from insights.words import Code, Codes, Moment, Reason, Text, Title

TEXT_FIELDS = ("title", "summary", "quotations", "recommendations", "results", "limits")
"""Fields of a finding that hold words which somebody wrote: checked for personal data."""

_SEEN = "Told as far as you may see what is named."


class Quotation(Model):
    """What a person said, word for word, with their consent."""

    text: Text
    attribution: Title | None = Field(
        default=None, description="How the person agreed to be described, such as 'carer, 60s'."
    )
    consent: bool = Field(description="The person agreed to these words being shown.")

    @field_validator("consent")
    @classmethod
    def _with_consent(cls, value: bool) -> bool:
        if not value:
            raise ValueError("a quotation needs the consent of the person; leave it out")
        return value


class OptionCount(Model):
    """How many chose one option of a question, after disclosure control."""

    label: Text
    count: int | None = Field(ge=0, description="Rounded; null where it is suppressed.")
    weighted_percent: float | None = Field(
        default=None, ge=0, le=100, description="Share, weighted to the population."
    )
    margin_points: float | None = Field(
        default=None, ge=0, le=100, description="Half width of its 95% interval, in points."
    )


class QuestionResult(Model):
    """The result of one question of a survey, after disclosure control."""

    group: Text | None = Field(
        default=None, description="Of whom alone it is, such as Sex: Female; null: of everyone."
    )

    question: Text
    kind: Code
    answered: int | None = Field(ge=0, description="Rounded; null where it is suppressed.")
    counts: list[OptionCount] = Field(default=[], max_length=500)
    effective_n: float | None = Field(
        default=None, ge=0, description="People who stand behind the weighted shares."
    )


class Named(Model):
    """An organisation or a body that a finding speaks about; it has the right to reply."""

    kind: Literal["organisation", "body"]
    id: UUID = Field(description="Of the organisation here, or of the body in governance.")
    name: Title | None = Field(
        default=None, description="Of a body, as readers know it; an organisation's is known."
    )

    @model_validator(mode="after")
    def _a_body_has_a_name(self) -> Self:
        if self.kind == "body" and self.name is None:
            raise ValueError("a body needs its name")
        return self


class FindingContent(Model):
    """What a finding says: what was heard, from whom, when and how."""

    title: Title
    summary: Text
    heard_from: date | None = Field(default=None, description="First day of hearing.")
    heard_to: date | None = Field(default=None, description="Last day of hearing.")
    communities: Codes = Field(default=[], description="From whom: codes of communities.")
    places: Codes = Field(default=[], description="From where; empty means the whole system.")
    people_heard: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="Told as given to the organisation that deposited it and to editors; to others "
        "rounded, and null where small. Null where unknown.",
    )
    methods: Codes = Field(default=[], description="Codes of the vocabulary method.")
    spectrum_level: Code | None = Field(
        default=None, description="Code of the vocabulary involvement_spectrum."
    )
    activity_ids: list[UUID] = Field(default=[], max_length=100, description=_SEEN)
    themes: Codes = Field(default=[], description="Codes of the vocabulary theme.")
    source: Code | None = Field(default=None, description="Code of the vocabulary source.")
    strength: Code | None = Field(default=None, description="Code of the vocabulary strength.")
    quotations: list[Quotation] = Field(default=[], max_length=100)
    recommendations: list[Text] = Field(default=[], max_length=100)
    results: list[QuestionResult] = Field(default=[], max_length=500)
    limits: list[Text] = Field(default=[], max_length=50, description="What it cannot show.")
    licence: Code | None = Field(default=None, description="Code of the vocabulary licence.")
    visibility: Visibility = "partners"
    speaks_about: list[Named] = Field(
        default=[],
        max_length=50,
        description="Organisations and bodies that it speaks about. Each may reply.",
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.heard_from and self.heard_to and self.heard_to < self.heard_from:
            raise ValueError("heard_to must not be before heard_from")
        return self


class FindingIn(FindingContent):
    """A finding to deposit, as a draft."""

    organisation_id: UUID | None = Field(
        default=None,
        description="Who deposits; your own organisation if left out. Editors may name any.",
    )
    embargo_until: Moment | None = Field(
        default=None,
        description="Not published before this moment, with its zone (RFC 3339); it is to come.",
    )


class EmbargoIn(Model):
    """The moment before which the version in work isn't published."""

    embargo_until: Moment | None = Field(
        description="With its zone (RFC 3339), and to come; null lifts the embargo, and what was "
        "approved is published at once."
    )


class EmbargoOut(Model):
    """Until when the version in work is under embargo."""

    until: datetime
    in_england: str = Field(description="The same by England's clocks, in words.")


class FindingPatch(Model):
    """What to change; a field that isn't sent stays as it is in the newest version."""

    title: Title | None = None
    summary: Text | None = None
    heard_from: date | None = None
    heard_to: date | None = None
    communities: Codes | None = None
    places: Codes | None = None
    people_heard: int | None = Field(default=None, ge=0, le=10_000_000)
    methods: Codes | None = None
    spectrum_level: Code | None = None
    activity_ids: list[UUID] | None = Field(default=None, max_length=100)
    themes: Codes | None = None
    source: Code | None = None
    strength: Code | None = None
    quotations: list[Quotation] | None = Field(default=None, max_length=100)
    recommendations: list[Text] | None = Field(default=None, max_length=100)
    results: list[QuestionResult] | None = Field(default=None, max_length=500)
    limits: list[Text] | None = Field(default=None, max_length=50)
    licence: Code | None = None
    visibility: Visibility | None = None
    speaks_about: list[Named] | None = Field(default=None, max_length=50)


class FindingOut(Model):
    """A finding: where it stands, and the content in force.

    ``content`` is null for a finding that was withdrawn, unless it is your own.
    """

    id: UUID
    reference: str = Field(description="Persistent; never given to another finding.")
    organisation_id: UUID | None
    organisation_name: str | None
    state: State
    version: int = Field(description="The version in force.")
    revision: int = Field(description="Grows with every step; the ETag is made of it.")
    pending_version: int | None = Field(description="A newer version in work; shown to its owner.")
    pending_state: State | None
    embargo: EmbargoOut | None = Field(description="Of the version in work; shown to its owner.")
    survey_id: UUID | None
    report_id: UUID | None = Field(
        description="The insight report that this is the item of: GET /insight-reports/{id}."
    )
    content: FindingContent | None
    created_at: datetime
    first_published_at: datetime | None
    published_at: datetime | None
    superseded_by: UUID | None = Field(description=f"What stands in for it. {_SEEN}")
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    replies: list[ReplyShown] = Field(
        default=[],
        description="What those that it speaks about reply; none where the content is withheld.",
    )
    ageing: Ageing | None = Field(
        description="How old it is as of the day that was asked for; null where it isn't told when "
        "people were heard, and where the content is withheld."
    )


class VersionOut(Model):
    """One version of a finding."""

    version: int
    state: State
    content: FindingContent
    changed_at: datetime
    published_at: datetime | None


class PartOut(Model):
    """A piece of text that both versions have (`same`), or only one of them."""

    change: Literal["same", "removed", "added"]
    text: str


class DifferenceOut(Model):
    """A field that differs, as one text with the changes marked; of lists, a line an item."""

    field: str
    parts: list[PartOut]


class DifferencesOut(Model):
    """What one version of a finding says that another doesn't."""

    finding_id: UUID
    reference: str
    before: int
    after: int
    differences: list[DifferenceOut]


class SupersedeIn(Model):
    """Which finding stands in for this one."""

    superseded_by: UUID


class ReasonIn(Model):
    """Why; published with the finding, so without personal data."""

    reason: Reason


class ClearanceIn(Model):
    """Something that reads like personal data and may stay, with the reason."""

    version: int = Field(ge=1)
    field: Title
    start: int = Field(ge=0)
    kind: Kind
    reason: Reason


class HitOut(Model):
    """Something in a version that reads like personal data: where, never what."""

    version: int
    field: str
    start: int
    end: int
    kind: Kind
    message: str
    cleared: bool


def content_of(stored: dict[str, Any]) -> FindingContent:
    """Read the content of a stored version."""
    return FindingContent.model_validate(stored)
