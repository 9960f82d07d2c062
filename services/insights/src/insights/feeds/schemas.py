"""What a page of a feed holds, before it is written as Atom or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """A published finding as it stands in the feed."""

    finding_id: UUID
    reference: str
    version: int
    title: str
    summary: str
    themes: Sequence[str]
    licence: str | None
    author: str
    published_at: datetime
    updated_at: datetime
    address: str
    replies: Sequence[tuple[str, str]] = ()
    """Name of who replies, and what they say."""


@dataclass(frozen=True)
class Tombstone:
    """What was in the feed and is there no more (RFC 6721)."""

    finding_id: UUID
    reference: str
    removed_at: datetime
    why: str = "was withdrawn or superseded"


@dataclass(frozen=True)
class FeedPage:
    """One page of the feed, newest first."""

    title: str
    author: str
    updated_at: datetime
    self_url: str
    home_url: str
    next_url: str | None
    items: Sequence[Entry | Tombstone]
    identifier: str | None = None
    """What names the feed, where its home does not."""

    @property
    def entries(self) -> list[Entry]:
        """Give the findings of the page."""
        return [item for item in self.items if isinstance(item, Entry)]

    @property
    def tombstones(self) -> list[Tombstone]:
        """Give what is gone."""
        return [item for item in self.items if isinstance(item, Tombstone)]
