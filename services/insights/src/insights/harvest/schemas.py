"""What harvesters ask and what they are told, before it is written as XML or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.replies.shown import ReplyTold

OAI_DC = "oai_dc"


@dataclass(frozen=True)
class Selection:
    """Which records are wanted: entries stamped from a moment to before another, of a set."""

    stamped_from: datetime | None = None
    stamped_before: datetime | None = None
    spec: str | None = None


@dataclass(frozen=True)
class Resumption:
    """Where a list goes on."""

    verb: str
    selection: Selection
    as_of: int
    """The position at which the list began."""
    after: int
    """The last position given."""
    given: int
    """How many records were given so far."""


@dataclass(frozen=True)
class Identify:
    """Asks what this repository is."""


@dataclass(frozen=True)
class ListMetadataFormats:
    """Asks for the formats, of one item or of all."""

    identifier: str | None


@dataclass(frozen=True)
class ListSets:
    """Asks for the sets."""


@dataclass(frozen=True)
class GetRecord:
    """Asks for one record."""

    identifier: str


@dataclass(frozen=True)
class ListRecords:
    """Asks for records, or for their headers alone."""

    selection: Selection
    resumption: Resumption | None
    headers_only: bool

    @property
    def verb(self) -> str:
        """Give the protocol's name of the request."""
        return "ListIdentifiers" if self.headers_only else "ListRecords"


Request = Identify | ListMetadataFormats | ListSets | GetRecord | ListRecords


@dataclass(frozen=True)
class Metadata:
    """A finding in unqualified Dublin Core: element and value, in the order of writing."""

    elements: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Record:
    """One item's record; without metadata it is deleted."""

    identifier: str
    datestamp: datetime
    specs: Sequence[str]
    metadata: Metadata | None


@dataclass(frozen=True)
class SetShown:
    """A set with its name."""

    spec: str
    name: str


@dataclass(frozen=True)
class Repository:
    """What this repository says of itself."""

    name: str
    base_url: str
    contact: str
    earliest: datetime


@dataclass(frozen=True)
class RecordList:
    """One page of a list."""

    records: Sequence[Record]
    resumption: Resumption | None
    """Where the next page begins."""
    given_before: int
    """How many records earlier pages gave."""


class ChangeOut(Model):
    """One finding that came before the public, was changed, or left it."""

    position: int = Field(description="Its place in the order of changes; only ever grows.")
    kind: Literal["shown", "removed"]
    finding_id: UUID
    reference: str
    version: int
    changed_at: datetime
    first_published_at: datetime
    title: str | None = Field(description="Null where it was removed, as all that follows.")
    summary: str | None
    organisation_name: str | None
    themes: list[str]
    places: list[str]
    communities: list[str]
    methods: list[str]
    heard_from: date | None
    heard_to: date | None
    people_heard: int | None = Field(description="Rounded; null where unknown or suppressed.")
    strength: str | None
    licence: str | None
    address: str | None = Field(description="Where people read it.")
    replies: list[ReplyTold] = Field(
        default=[], description="What those that it speaks about reply; a new one is a change."
    )


class ChangesOut(Model):
    """Changes in their order, and where to ask next time."""

    items: list[ChangeOut]
    next_cursor: str = Field(description="Give it as `after`; it never ends, ask again later.")
    more: bool = Field(description="Whether more is there already.")
