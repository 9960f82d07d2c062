"""What a search of findings asks and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from common.web.schemas import Model
from insights.words import Code, printable

Words = Annotated[str, StringConstraints(max_length=400), AfterValidator(printable)]
Order = Literal["relevance", "recency"]


class FindingQuery(Model):
    """Words and filters; several codes of one filter mean any of them."""

    q: Words | None = Field(
        default=None,
        description='Words as for a web search: "quoted phrase", or, -without.',
    )
    theme: list[Code] = Field(default=[], max_length=50)
    community: list[Code] = Field(default=[], max_length=50)
    place: list[Code] = Field(default=[], max_length=50)
    method: list[Code] = Field(default=[], max_length=50)
    source: list[Code] = Field(default=[], max_length=50)
    strength: list[Code] = Field(default=[], max_length=50)
    organisation: list[UUID] = Field(default=[], max_length=50)
    heard_after: date | None = Field(default=None, description="Heard on this day or later.")
    heard_before: date | None = Field(default=None, description="Heard before this day.")
    order: Order | None = Field(
        default=None, description="`relevance` where there are words, else `recency`."
    )

    @property
    def ordering(self) -> Order:
        """Give the order that is meant: relevance needs words to be measured by."""
        if not self.q:
            return "recency"
        return self.order or "relevance"


class FindingHit(Model):
    """A finding that a search found."""

    id: UUID
    reference: str
    title: str
    extract: str = Field(
        description="The words around what was found, as HTML: text is escaped, "
        "what was found is in <mark>."
    )
    organisation_id: UUID | None
    organisation_name: str | None
    themes: list[str]
    communities: list[str]
    places: list[str]
    methods: list[str]
    source: str | None
    strength: str | None
    heard_to: date | None
    published_at: datetime
    version: int


class Count(Model):
    """How many findings a value of a filter would leave."""

    code: str
    count: int


class FindingResults(Model):
    """A page of findings, and what each filter would leave of all that were found."""

    items: list[FindingHit]
    next_cursor: str | None
    total: int
    counts: dict[str, list[Count]] = Field(
        description="Filter → values with counts, most first, 50 at most.."
    )
