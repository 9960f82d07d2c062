"""Notices as Atom (RFC 4287), for those who read their box with a feed reader and a key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from feedgen.feed import FeedGenerator

from insights.notices.schemas import NoticeOut

MEDIA_TYPE = "application/atom+xml"
_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


def write_atom(
    notices: Sequence[NoticeOut], *, author: str, self_url: str, next_url: str | None
) -> bytes:
    """Write a page of notices, newest first.

    Args:
        author: the system's name.
        self_url: of this page, as its reader sees it.
    """
    feed = FeedGenerator()
    feed.id(self_url.partition("?")[0])
    feed.title(f"Notices: {author}")
    feed.author(name=author)
    feed.language("en-GB")
    feed.updated(max((one.created_at for one in notices), default=_NOTHING_YET))
    feed.link(href=self_url, rel="self", type=MEDIA_TYPE)
    if next_url is not None:
        feed.link(href=next_url, rel="next", type=MEDIA_TYPE)
    for one in notices:
        entry = feed.add_entry(order="append")
        entry.id(one.id.urn)
        entry.title(one.title)
        entry.content(one.text or one.title)
        entry.published(one.created_at)
        entry.updated(one.created_at)
        entry.category(term=one.kind)
    written: bytes = feed.atom_str(pretty=True)
    return written
