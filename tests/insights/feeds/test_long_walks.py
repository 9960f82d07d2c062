"""Long feeds: walked by independent readers while others write, missing and repeating nothing."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from sqlalchemy import text

from harvest_support import publish_many
from insights_support import QE1, Library

RECORDS = int(os.environ.get("FEED_RECORDS", "1005"))
"""How many are there to walk; more than a few pages take their time."""

PAGES = 20
"""Pages of a long feed between two that write."""


def atom(content: bytes) -> tuple[list[str], str | None]:
    """Read a page of an Atom feed; give its ids and where the next one is."""
    parsed = feedparser.parse(content)
    assert not parsed.bozo
    following = [link.href for link in parsed.feed.links if link.rel == "next"]
    return [entry.id for entry in parsed.entries], next(iter(following), None)


def json_feed(content: bytes) -> tuple[list[str], str | None]:
    """Read a page of a JSON Feed, likewise."""
    feed = json.loads(content)
    return [item["id"] for item in feed["items"]], feed.get("next_url")


def own(address: str) -> str:
    """Turn the public address of a page into this service's own."""
    parts = urlsplit(address)
    return f"/feeds/{parts.path.removeprefix('/feeds/QE1/')}?{parts.query}"


async def write(library: Library) -> str:
    """Publish one, change it and publish it again; give its id."""
    finding = await library.published()
    path = f"/findings/{finding['id']}"
    changed = await library.editor.patch(path, {"title": "Changed"}, finding["revision"])
    await library.publish(changed.json())
    return f"urn:uuid:{finding['id']}"


async def there(library: Library) -> set[str]:
    async with library.database.reading(QE1) as session:
        rows = await session.execute(text("SELECT id FROM findings WHERE state = 'published'"))
        return {row[0].urn for row in rows}


@pytest.mark.parametrize(
    ("form", "read"), [("atom", atom), ("json", json_feed)], ids=["Atom", "JSON Feed"]
)
async def test_a_long_feed_is_walked_whole_while_others_write(
    library: Library, form: str, read: Any
) -> None:
    await publish_many(library, RECORDS)
    before = await there(library)
    ids: list[str] = []
    path: str | None = f"/feeds/findings.{form}?limit=100"
    pages = 0
    while path is not None:
        answer = await library.nobody.get(path)
        assert answer.status_code == 200, answer.text
        met, following = read(answer.content)
        ids += met
        path = own(following) if following is not None else None
        if pages % max(1, RECORDS // 100 // PAGES) == 0:
            await write(library)
        pages += 1
    assert pages > RECORDS // 100
    assert len(ids) == len(set(ids))
    assert set(ids) == before


async def test_all_changes_are_read_by_a_cursor_while_others_write(library: Library) -> None:
    await publish_many(library, RECORDS)
    before, written = await there(library), set()
    met: list[tuple[str, int]] = []
    parameters: dict[str, Any] = {"limit": 100}
    pages = 0
    while True:
        answer = (await library.nobody.get("/feeds/changes", params=parameters)).json()
        met += [(f"urn:uuid:{item['finding_id']}", item["position"]) for item in answer["items"]]
        if not answer["items"]:
            break
        parameters["cursor"] = answer["next_cursor"]
        if pages < PAGES:
            written.add(await write(library))
        pages += 1
    assert [position for _, position in met] == sorted({position for _, position in met})
    assert {one for one, _ in met} == before | written
