"""Saved searches as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.search.schemas import FindingQuery, Order
from insights.words import Codes, Title, Words

ToldBy = Literal["list", "box", "mail"]
_TOLD_BY = (
    "`list`: matches are only listed; `box`: each is a notice too; `mail`: it is mailed as well, "
    "where your organisation has confirmed an address."
)


class SavedQuery(Model):
    """Words and filters, as `GET /search` takes them; several codes of one filter mean any."""

    words: Words | None = None
    themes: Codes = []
    communities: Codes = []
    places: Codes = []
    methods: Codes = []
    sources: Codes = []
    strengths: Codes = []
    organisations: list[UUID] = Field(default=[], max_length=200)
    heard_after: date | None = Field(default=None, description="Heard on this day or later.")
    heard_before: date | None = Field(default=None, description="Heard before this day.")
    order: Order | None = None

    def asked(self) -> FindingQuery:
        """Give it as a search."""
        return FindingQuery(**{**self.model_dump(), "words": self.words or None})

    def asks_something(self) -> bool:
        """Tell whether it leaves anything out."""
        return any(value for name, value in self.model_dump().items() if name != "order")


class SavedSearchIn(Model):
    """A search to keep."""

    name: Title
    query: SavedQuery
    told_by: ToldBy = Field(default="box", description=_TOLD_BY)


class SavedSearchPatch(Model):
    """What to change; a field that isn't sent stays. Matches so far stay too."""

    name: Title | None = None
    query: SavedQuery | None = None
    told_by: ToldBy | None = Field(default=None, description=_TOLD_BY)


class SavedSearchOut(SavedSearchIn):
    """A search that your organisation keeps."""

    id: UUID
    version: int
    created_at: datetime


class MatchOut(Model):
    """A finding that was published after the search was saved, and matched it."""

    finding_id: UUID
    reference: str
    title: str
    version: int = Field(description="The version that matched first.")
    version_now: int
    matched_at: datetime
