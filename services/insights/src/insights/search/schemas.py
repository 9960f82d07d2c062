"""What a search of findings asks and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.ageing.schemas import Ageing
from insights.spelling.schemas import Meant, Showing

Order = Literal["relevance", "recency", "strength"]


@dataclass(frozen=True)
class FindingQuery:
    """Words and filters; several codes of one filter mean any of them."""

    words: str | None = None
    themes: Sequence[str] = ()
    communities: Sequence[str] = ()
    places: Sequence[str] = ()
    methods: Sequence[str] = ()
    sources: Sequence[str] = ()
    strengths: Sequence[str] = ()
    organisations: Sequence[UUID] = ()
    heard_after: date | None = None
    heard_before: date | None = None
    order: Order | None = None
    exact: bool = False
    """Whether the words are searched for as typed, even where one finds nothing."""

    @property
    def by_relevance(self) -> bool:
        """Tell the order that is meant: relevance needs words to be measured by."""
        return self.words is not None and self.order in {None, "relevance"}

    @property
    def by_recency(self) -> bool:
        """Tell whether nothing but the day of publication is meant."""
        return not self.by_relevance and self.order != "strength"


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
    ageing: Ageing | None


class Count(Model):
    """How many findings a value of a filter would leave."""

    code: str
    count: int


class FindingResults(Model):
    """A page of findings, and what each filter would leave of all that were found."""

    showing: Showing | None = Field(
        description="Not null where a word that was typed finds nothing that you may see, and "
        "another was searched for in its place. `exact=true` searches for the words as typed."
    )
    did_you_mean: Meant | None = Field(
        description="Not null where the words find little, and words nearly the same are much "
        "commoner and find more: offer them. Null on later pages."
    )
    items: list[FindingHit]
    next_cursor: str | None
    total: int | None = Field(description="How many were found, 250 at most; null on later pages.")
    total_is_least: bool = Field(
        description="There may be more than `total`: only the newest 250 that match were ranked "
        "and counted, and a phrase of common words was not looked for in the oldest. Filters, or "
        "the order by recency, reach the others."
    )
    counts: dict[str, list[Count]] = Field(
        description="Filter → values with counts, 50 at most, of the findings that `total` "
        "counts. Empty on later pages."
    )


class NamedFindings(FindingResults):
    """A page of findings that anybody may read, with the names of codes."""

    labels: dict[str, dict[str, str]] = Field(
        description="Filter → code → what people call it: of every code that was asked for, is "
        "counted or is borne by an item, where the system's vocabularies name it."
    )
