"""Feeds of what is public, walked by an independent reader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree  # type: ignore[import-untyped]

from insights_support import Library

ATOM, JSON = "/feeds/findings.atom", "/feeds/findings.json"


async def get(library: Library, path: str, **headers: str) -> Any:
    return await library.nobody.get(path, headers=headers)


def own(address: str) -> str:
    """Turn the public address of a page into this service's own."""
    parts = urlsplit(address)
    assert parts.path.startswith("/feeds/QE1/")
    return f"/feeds/{parts.path.removeprefix('/feeds/QE1/')}?{parts.query}"


async def walk(library: Library, meanwhile: Any = None) -> list[str]:
    """Walk the Atom feed to its end with feedparser; give the ids of its entries."""
    path: str | None = f"{ATOM}?limit=3"
    ids: list[str] = []
    while path is not None:
        parsed = feedparser.parse((await get(library, path)).content)
        assert not parsed.bozo
        ids += [entry.id for entry in parsed.entries]
        path = next((own(link.href) for link in parsed.feed.links if link.rel == "next"), None)
        if meanwhile is not None:
            await meanwhile()
    return ids


class TestAtom:
    async def test_an_entry_says_what_who_and_when(self, library: Library) -> None:
        published = await library.published(library.partner)
        answer = await get(library, ATOM)
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo
        assert parsed.version == "atom10"
        [entry] = parsed.entries
        assert entry.id == f"urn:uuid:{published['id']}"
        assert entry.title == published["content"]["title"]
        assert published["reference"] in entry.summary
        assert entry.author == "Healthwatch of the Coast"
        assert [tag.term for tag in entry.tags] == ["urgent_care"]
        assert entry.published == entry.updated == "2026-11-21T12:00:00+00:00"

    async def test_a_quotation_stays_in_the_library(self, library: Library) -> None:
        await library.published()
        assert "Nobody said how long" not in (await get(library, ATOM)).text

    async def test_markup_in_a_title_is_text(self, library: Library) -> None:
        await library.published(title="<script>alert(1)</script> & more")
        parsed = feedparser.parse((await get(library, ATOM)).content, sanitize_html=False)
        assert parsed.entries[0].title_detail.type == "text/plain"
        assert parsed.entries[0].title == "<script>alert(1)</script> & more"

    async def test_an_empty_feed_is_a_feed(self, library: Library) -> None:
        parsed = feedparser.parse((await get(library, ATOM)).content)
        assert not parsed.bozo
        assert parsed.entries == []
        assert parsed.feed.title == "Findings: System QE1"

    @pytest.mark.parametrize("how", ["withdraw", "supersede", "hide"])
    async def test_what_is_gone_leaves_a_tombstone(self, library: Library, how: str) -> None:
        gone, stays = await library.published(), await library.published()
        path, revision = f"/findings/{gone['id']}", gone["revision"]
        if how == "withdraw":
            await library.editor.act(f"{path}/withdraw", revision, {"reason": "An error."})
        elif how == "supersede":
            await library.editor.act(f"{path}/supersede", revision, {"superseded_by": stays["id"]})
        else:
            changed = await library.editor.patch(path, {"visibility": "partners"}, revision)
            await library.publish(changed.json())
        feed = etree.fromstring((await get(library, ATOM)).content)
        tombstones = feed.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
        assert [t.get("ref") for t in tombstones] == [f"urn:uuid:{gone['id']}"]
        parsed = feedparser.parse((await get(library, ATOM)).content)
        assert [entry.id for entry in parsed.entries] == [f"urn:uuid:{stays['id']}"]

    async def test_what_never_was_public_leaves_no_trace(self, library: Library) -> None:
        hidden = await library.published(visibility="partners")
        await library.editor.act(
            f"/findings/{hidden['id']}/withdraw", hidden["revision"], {"reason": "x"}
        )
        assert hidden["id"] not in (await get(library, ATOM)).text


class TestWalk:
    async def test_all_pages_hold_each_entry_once_while_more_are_published(
        self, library: Library
    ) -> None:
        before = [await library.published(title=f"Finding {n}") for n in range(10)]

        async def meanwhile() -> None:
            await library.published(title="Meanwhile")

        ids = await walk(library, meanwhile)
        assert ids == [f"urn:uuid:{finding['id']}" for finding in reversed(before)]

    async def test_none_is_missed_when_one_is_republished_meanwhile(self, library: Library) -> None:
        before = [await library.published(title=f"Finding {n}") for n in range(8)]
        oldest = before[0]

        async def meanwhile() -> None:
            nonlocal oldest
            changed = await library.editor.patch(
                f"/findings/{oldest['id']}", {"title": "Again"}, oldest["revision"]
            )
            oldest = await library.publish(changed.json())

        ids = await walk(library, meanwhile)
        assert sorted(ids) == sorted(f"urn:uuid:{finding['id']}" for finding in before)

    async def test_what_is_withdrawn_during_a_walk_is_not_shown_any_more(
        self, library: Library
    ) -> None:
        oldest = await library.published(title="Secret")
        for _ in range(3):
            await library.published()
        first = feedparser.parse((await get(library, f"{ATOM}?limit=3")).content)
        [following] = [own(link.href) for link in first.feed.links if link.rel == "next"]
        await library.editor.act(
            f"/findings/{oldest['id']}/withdraw", oldest["revision"], {"reason": "An error."}
        )
        page = (await get(library, following)).text
        assert "Secret" not in page
        assert "deleted-entry" in page

    @pytest.mark.parametrize("cursor", ["x", "WzFd", "WzksOV0", "Wy0xLC0xXQ"])
    async def test_a_cursor_that_was_tampered_with_is_refused(
        self, library: Library, cursor: str
    ) -> None:
        await library.published()
        assert (await get(library, f"{ATOM}?cursor={cursor}")).status_code == 422


class TestConditional:
    @pytest.mark.parametrize("path", [ATOM, JSON])
    async def test_who_holds_it_gets_304_until_something_is_published(
        self, library: Library, path: str
    ) -> None:
        await library.published()
        library.clock.advance(timedelta(minutes=1))
        first = await get(library, path)
        tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
        assert modified == "Sat, 21 Nov 2026 12:00:00 GMT"
        held = await get(library, path, **{"If-None-Match": tag})
        assert (held.status_code, held.content) == (304, b"")
        assert held.headers["ETag"] == tag
        since = await get(library, path, **{"If-Modified-Since": modified})
        assert since.status_code == 304
        await library.published()
        library.clock.advance(timedelta(minutes=1))
        for name, value in (("If-None-Match", tag), ("If-Modified-Since", modified)):
            fresh = await get(library, path, **{name: value})
            assert fresh.status_code == 200
        assert fresh.headers["ETag"] != tag

    async def test_within_the_second_of_a_publication_no_date_is_told(
        self, library: Library
    ) -> None:
        await library.published()
        assert "Last-Modified" not in (await get(library, ATOM)).headers

    async def test_an_entity_tag_before_a_date(self, library: Library) -> None:
        await library.published()
        library.clock.advance(timedelta(minutes=1))
        answer = await get(
            library,
            ATOM,
            **{"If-None-Match": '"other"', "If-Modified-Since": "Sun, 22 Nov 2026 12:00:00 GMT"},
        )
        assert answer.status_code == 200


class TestJsonFeed:
    async def test_it_is_a_json_feed_with_pages_and_removals(self, library: Library) -> None:
        findings = [await library.published(title=f"Finding {n}") for n in range(3)]
        await library.editor.act(
            f"/findings/{findings[0]['id']}/withdraw", findings[0]["revision"], {"reason": "x"}
        )
        answer = await get(library, f"{JSON}?limit=2")
        assert answer.headers["Content-Type"] == "application/feed+json"
        feed = answer.json()
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert [item["title"] for item in feed["items"]] == ["Finding 2"]
        [removed] = feed["_golden_thread"]["removed"]
        assert removed["reference"] == findings[0]["reference"]
        last = (await get(library, own(feed["next_url"]))).json()
        assert [item["title"] for item in last["items"]] == ["Finding 1"]
        assert "next_url" not in last

    async def test_another_systems_feed_is_its_own(self, library: Library) -> None:
        await library.published()
        library_of_other = library.caller([], None, "QKK")
        assert (await library_of_other.get(JSON)).json()["items"] == []

    async def test_a_system_that_is_not_there_has_no_feed(self, library: Library) -> None:
        assert (await library.caller([], None, "QZZ").get(ATOM)).status_code == 404
