"""Each way out of the library, and the feed that tells of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import feedparser
import pytest
from sqlalchemy import text

from common.db.tenancy import SystemCode
from files_support import add_file
from insights.stories.codes import new_code
from insights.stories.leaving import expire_ended
from insights_support import QE1, Library
from stories_support import by_organisation, by_person, consent, deposited, published

pytestmark = pytest.mark.rule("insights.9")

MARK = "Heliotrope"
"""Stands in the title, the words, the description and the names of files of the story alone."""
FEED = "/feeds/stories.atom"


class TestOrganisation:
    async def test_again_is_the_same_as_once_and_nothing_brings_it_back(
        self, library: Library
    ) -> None:
        made = await published(library)
        path = f"/stories/{made['id']}"
        first = (await library.partner.post(f"{path}/withdraw")).json()
        assert (await library.partner.post(f"{path}/withdraw")).json() == first
        revision = first["revision"]
        for caller, step, body in (
            (library.editor, "publish", None),
            (library.partner, "consents", consent()),
            (library.partner, "withdrawal-code", None),
        ):
            answer = await caller.act(f"{path}/{step}", revision, body)
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/story-state")
        assert (await library.partner.patch(path, {"words": "x"}, revision)).status_code == 409
        assert (await add_file(library.partner, path)).status_code == 409
        names = [name for name, _ in await library.events()]
        assert names.count("insights.story.withdrawn.v1") == 1

    async def test_a_draft_goes_without_a_trace_in_feed_or_events(self, library: Library) -> None:
        made = await deposited(library)
        await by_organisation(library, made)
        assert [name for name, _ in await library.events()] == []
        assert (await library.nobody.get(f"/published-stories/{made['id']}")).status_code == 404
        assert made["id"] not in (await library.nobody.get(FEED)).text


class TestPerson:
    async def test_a_code_that_is_not_theirs_takes_nothing_out(self, library: Library) -> None:
        made = await published(library)
        for code in (new_code(), "x", "    ", made["withdrawal_code"][:-1]):
            answer = await library.nobody.post("/story-withdrawals", {"code": code})
            assert answer.status_code in {404, 422}
        elsewhere = library.caller(["insights:read"], None, "QKK")
        code = {"code": made["withdrawal_code"]}
        assert (await elsewhere.post("/story-withdrawals", code)).status_code == 404
        assert (await library.nobody.get(f"/published-stories/{made['id']}")).status_code == 200

    async def test_a_new_code_voids_the_old(self, library: Library) -> None:
        made = await published(library)
        old = {"code": made["withdrawal_code"]}
        renewed = await library.partner.post(f"/stories/{made['id']}/withdrawal-code")
        assert (await library.nobody.post("/story-withdrawals", old)).status_code == 404
        by_new = await library.nobody.post(
            "/story-withdrawals", {"code": renewed.json()["withdrawal_code"]}
        )
        assert by_new.status_code == 204

    async def test_the_code_is_kept_nowhere_and_works_once(self, library: Library) -> None:
        made = await published(library)
        plain = made["withdrawal_code"].replace("-", "")
        async with library.database.reading(QE1) as session:
            rows = (await session.execute(text("SELECT stories::text FROM stories"))).scalars()
            assert not any(plain in row or plain.encode().hex() in row for row in rows)
        await by_person(library, made)
        again = await library.nobody.post("/story-withdrawals", {"code": made["withdrawal_code"]})
        assert again.json()["type"] == "/problems/withdrawal-code-not-valid"

    async def test_a_digit_that_looks_like_a_letter_is_taken_for_it(self, library: Library) -> None:
        while not set("OIB") & set((made := await deposited(library))["withdrawal_code"]):
            pass
        looks = made["withdrawal_code"].translate(str.maketrans("OIB", "018"))
        answer = await library.nobody.post("/story-withdrawals", {"code": looks})
        assert answer.status_code == 204


class TestExpiry:
    async def test_only_what_has_ended_goes_in_every_system(self, library: Library) -> None:
        ends, stays = [
            await published(library, valid_until=day) for day in ("2026-11-22", "2026-11-23")
        ]
        draft = await deposited(library, consent=consent(valid_until="2026-11-22"))

        async def destroy(ics: SystemCode, ids: list[UUID]) -> None:
            assert (ics in {"QE1", "QKK"}, ids) == (True, [])

        library.clock.advance(timedelta(days=1))
        assert await expire_ended(library.database, destroy, now=library.now) == 0
        library.clock.advance(timedelta(days=1))
        assert await expire_ended(library.database, destroy, now=library.now) == 2
        states = [
            (await library.partner.get(f"/stories/{one['id']}")).json()["state"]
            for one in (ends, stays, draft)
        ]
        assert states == ["expired", "published", "expired"]


class TestFeed:
    async def test_it_has_a_title_and_a_link_and_none_of_the_words(self, library: Library) -> None:
        made = await published(library)
        await published(library, uses=["training"])
        answer = await library.nobody.get(FEED)
        assert answer.headers["Cache-Control"] == "no-store"
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo
        [entry] = parsed.entries
        assert (entry.id, entry.title) == (f"urn:uuid:{made['id']}", "The Heliotrope umbrella")
        assert entry.link.endswith(f"/system-qe1/stories/{made['id']}")
        assert "umbrella until" not in answer.text
        assert "carer" not in answer.text

    @pytest.mark.parametrize("way", ["withdrawn", "no longer agreed to", "past its day"])
    async def test_what_is_gone_leaves_a_tombstone(self, library: Library, way: str) -> None:
        made = await published(library, valid_until="2026-11-22")
        if way == "withdrawn":
            await by_organisation(library, made)
        elif way == "past its day":
            library.clock.advance(timedelta(days=2))
        else:
            path = f"/stories/{made['id']}/consents"
            await library.partner.act(path, made["revision"], consent(uses=["media"]))
        answer = await library.nobody.get(FEED)
        assert feedparser.parse(answer.content).entries == []
        assert f'deleted-entry ref="urn:uuid:{made["id"]}"' in " ".join(answer.text.split())
        assert MARK not in answer.text

    async def test_it_comes_in_pages(self, library: Library) -> None:
        made = [(await published(library))["id"] for _ in range(3)]
        first = feedparser.parse((await library.nobody.get(f"{FEED}?limit=2")).content)
        [address] = [link.href for link in first.feed.links if link.rel == "next"]
        assert address.startswith("http://127.0.0.1:8080/feeds/QE1/stories.atom?")
        cursor = address.partition("?")[2]
        rest = feedparser.parse((await library.nobody.get(f"{FEED}?{cursor}")).content)
        ids = [entry.id.removeprefix("urn:uuid:") for entry in (*first.entries, *rest.entries)]
        assert ids == made[::-1]
        assert (await library.nobody.get(f"{FEED}?cursor=x")).status_code == 422
