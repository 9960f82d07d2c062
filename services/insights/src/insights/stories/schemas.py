"""Stories as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from common.personal_data import Kind
from common.web.schemas import Model
from insights.files.schemas import FileOut
from insights.words import Code, Codes, Reason, Title, printable

PUBLIC_PAGE = "public_page"
"""The use that is for everybody: the code of the vocabulary whose meaning is decided here."""

TEXT_FIELDS = ("title", "words", "described_as")

Words = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(printable)
]
"""A story in the person's words."""


class State(StrEnum):
    """Where a story stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ConsentIn(Model):
    """What the person agreed to, having seen the story as it is now."""

    uses: Codes = Field(min_length=1, description="For what: codes of the vocabulary story_use.")
    places: Codes = Field(
        default=[],
        description="Where alone it may be used; empty means anywhere. What may be used in some "
        "places only can't be on the public page.",
    )
    valid_until: date = Field(description="The last day on which it may be shown.")
    agreement: Title = Field(
        description="Which words they agreed to: name and version of the form or script."
    )
    means: Code = Field(description="How: a code of the vocabulary story_consent_means.")
    agreed_on: date


class StoryFields(Model):
    """What a person tells. Nothing says who they are."""

    title: Title
    words: Words = Field(description="The story, in the person's own words.")
    described_as: Title | None = Field(
        default=None, description="How they want to be described, such as 'a carer in her 60s'."
    )
    communities: Codes = []
    places: Codes = Field(default=[], description="Where it happened.")
    themes: Codes = []


class StoryIn(StoryFields):
    """A story to deposit, as a draft. Nobody's words are kept without their consent."""

    consent: ConsentIn
    organisation_id: UUID | None = Field(
        default=None,
        description="Who deposits; your own organisation if left out. Editors may name any.",
    )


class StoryPatch(Model):
    """What to change of a draft; a field that isn't sent stays as it is."""

    title: Title | None = None
    words: Words | None = None
    described_as: Title | None = None
    communities: Codes | None = None
    places: Codes | None = None
    themes: Codes | None = None


class StandingOut(Model):
    """Where a story stands. Answers to POST say no more, since a repeated request gets the kept
    answer again, and no word of a story may outlast it."""

    id: UUID
    reference: str
    state: State
    revision: int = Field(description="Grows with every step; the ETag is made of it.")
    content_version: int = Field(description="Of the words and media; a consent is to one of them.")
    consent_version: int


class DepositedOut(StandingOut):
    """A new story, with the code by which the person can take it out."""

    withdrawal_code: str = Field(
        description="Give it to the person: with it they take the story out at "
        "/{slug}/stories/withdraw, without an account. It is told once and kept by nobody."
    )


class CodeOut(Model):
    """A new code by which the person can take the story out; the old one is void."""

    withdrawal_code: str


class CodeIn(Model):
    """The code that the person was given."""

    code: str = Field(min_length=1, max_length=100)


class ConsentOut(Model):
    """One version of the consent."""

    version: int
    content_version: int
    uses: list[str]
    places: list[str]
    valid_until: date
    agreement: str
    means: str
    agreed_on: date
    recorded_at: datetime
    recorded_by: str
    ended_at: datetime | None


class StoryOut(StandingOut):
    """A story, given for a use that the person agreed to, or to whoever deposited it.

    Of a story that is gone, nothing is left to give.
    """

    organisation_id: UUID | None
    organisation_name: str | None
    title: str | None
    words: str | None
    described_as: str | None
    communities: list[str]
    places: list[str]
    themes: list[str]
    files: list[FileOut]
    created_at: datetime
    published_at: datetime | None
    gone_at: datetime | None
    agreed_places: list[str] = Field(description="Where alone it may be used; empty: anywhere.")
    valid_until: date = Field(description="Last day on which it may be shown; then destroy it.")


class PublicStory(Model):
    """A story as anybody may read it."""

    id: UUID
    reference: str
    organisation_name: str | None
    title: str
    words: str
    described_as: str | None
    themes: list[str]
    files: list[FileOut]
    published_at: datetime


class PublicTitle(Model):
    """A story in the list of those that anybody may read."""

    id: UUID
    title: str
    described_as: str | None
    published_at: datetime


class ClearanceIn(Model):
    """Something that reads like personal data and may stay, with the reason."""

    content_version: int = Field(ge=1)
    field: Title
    start: int = Field(ge=0)
    kind: Kind
    reason: Reason


class HitOut(Model):
    """Something in a story that reads like personal data: where, never what."""

    content_version: int
    field: str
    start: int
    end: int
    kind: Kind
    message: str
    cleared: bool
