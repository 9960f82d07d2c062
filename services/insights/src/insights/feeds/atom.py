"""The feed as Atom (RFC 4287), with tombstones (RFC 6721) and paging (RFC 5005)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree  # type: ignore[import-untyped]

from insights.feeds.schemas import Entry, FeedPage, Tombstone

MEDIA_TYPE = "application/atom+xml"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class TombstoneExtension(BaseExtension):  # type: ignore[misc]
    """Adds an ``at:deleted-entry`` for each finding that is gone."""

    def __init__(self) -> None:
        self.tombstones: Sequence[Tombstone] = ()

    def extend_ns(self) -> dict[str, str]:
        """Name the namespace."""
        return {"at": TOMBSTONES}

    def extend_atom(self, feed: Any) -> Any:
        """Add the tombstones to the feed's element."""
        for tombstone in self.tombstones:
            element = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry")
            element.set("ref", tombstone.finding_id.urn)
            element.set("when", tombstone.removed_at.isoformat())
            comment = etree.SubElement(element, f"{{{TOMBSTONES}}}comment")
            comment.text = f"{tombstone.reference} {tombstone.why}."
        return feed


def write_atom(page: FeedPage) -> bytes:
    """Write a page of the feed."""
    feed = FeedGenerator()
    feed.register_extension("tombstones", TombstoneExtension, rss=False)
    feed.tombstones.tombstones = page.tombstones
    feed.id(page.identifier or page.home_url)
    feed.title(page.title)
    feed.author(name=page.author)
    feed.language("en-GB")
    feed.updated(page.updated_at)
    feed.link(href=page.home_url, rel="alternate", type="text/html")
    feed.link(href=page.self_url, rel="self", type=MEDIA_TYPE)
    if page.next_url is not None:
        feed.link(href=page.next_url, rel="next", type=MEDIA_TYPE)
    for entry in page.entries:
        _add(feed, entry)
    written: bytes = feed.atom_str(pretty=True)
    return written


def _add(feed: Any, entry: Entry) -> None:
    item = feed.add_entry(order="append")
    item.id(entry.finding_id.urn)
    item.title(entry.title)
    said = "".join(f"\n\nReply of {name}: {text}" for name, text in entry.replies)
    item.summary(f"{entry.summary}{said}\n\n{entry.reference}, version {entry.version}")
    item.author(name=entry.author)
    item.published(entry.published_at)
    item.updated(entry.updated_at)
    item.link(href=entry.address, rel="alternate", type="text/html")
    if entry.licence is not None:
        item.rights(entry.licence)
    for theme in entry.themes:
        item.category(term=theme)
