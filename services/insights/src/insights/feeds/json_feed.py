"""The feed as JSON Feed 1.1, with what is gone under an extension."""

from __future__ import annotations

from typing import Any

import orjson

from insights.feeds.schemas import Entry, FeedPage, Tombstone

MEDIA_TYPE = "application/feed+json"
EXTENSION = "_golden_thread"


def write_json_feed(page: FeedPage) -> bytes:
    """Write a page of the feed."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": page.home_url,
        "feed_url": page.self_url,
        "language": "en-GB",
        "authors": [{"name": page.author}],
        "items": [_item(entry) for entry in page.entries],
        EXTENSION: {"removed": [_removed(tombstone) for tombstone in page.tombstones]},
    }
    if page.next_url is not None:
        feed["next_url"] = page.next_url
    return orjson.dumps(feed)


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.finding_id.urn,
        "url": entry.address,
        "title": entry.title,
        "content_text": entry.summary,
        "date_published": entry.published_at.isoformat(),
        "date_modified": entry.updated_at.isoformat(),
        "authors": [{"name": entry.author}],
        "tags": list(entry.themes),
        EXTENSION: {
            "reference": entry.reference,
            "version": entry.version,
            "licence": entry.licence,
            "replies": [{"name": name, "text": text} for name, text in entry.replies],
        },
    }


def _removed(tombstone: Tombstone) -> dict[str, str]:
    return {
        "id": tombstone.finding_id.urn,
        "reference": tombstone.reference,
        "removed_at": tombstone.removed_at.isoformat(),
    }
