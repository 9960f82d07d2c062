"""The feed of a search: what it finds, and what its readers must let go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import orjson
import pytest
from lxml import etree  # type: ignore[import-untyped]

from common.db.engine import Database
from insights.load import load_system
from insights_support import CHARITY, HEALTHWATCH, Library, system_file

ATOM, JSON = "/feeds/findings.atom", "/feeds/findings.json"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"

pytestmark = pytest.mark.rule("insights.4")


async def read(library: Library, query: str) -> tuple[list[str], list[str]]:
    """Give the ids of entries and of tombstones of one page."""
    answer = await library.nobody.get(f"{ATOM}?{query}")
    assert answer.status_code == 200, answer.text
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    gone = [one.get("ref") for one in etree.fromstring(answer.content).findall(GONE)]
    return [entry.id for entry in parsed.entries], gone


def urn(finding: dict[str, Any]) -> str:
    return f"urn:uuid:{finding['id']}"


class TestWhatItHas:
    @pytest.mark.parametrize(
        "query",
        [
            "q=ambulance", "theme=patient_transport", "community=homelessness", "place=fylde",
            "strength=emerging", f"organisation={HEALTHWATCH}",
            "heard_after=2026-05-01&heard_before=2026-05-02",
        ],
    )  # fmt: skip
    async def test_what_the_search_finds_and_nothing_else(
        self, library: Library, query: str
    ) -> None:
        wanted = await library.published(
            library.partner, title="The ambulance home", themes=["patient_transport"],
            communities=["homelessness"], places=["fylde"], strength="emerging",
            heard_from="2026-05-01", heard_to="2026-05-01",
        )  # fmt: skip
        await library.published(
            title="Night care", summary="Late.", themes=["urgent_care"], strength="strong",
            communities=["young_carers"], places=["blackpool"], recommendations=[],
            quotations=[], heard_from="2026-04-01", heard_to="2026-04-01",
        )  # fmt: skip
        assert await read(library, query) == ([urn(wanted)], [])
        items = (await library.nobody.get(f"{JSON}?{query}")).json()["items"]
        assert [item["id"] for item in items] == [urn(wanted)]

    async def test_it_is_a_feed_of_its_own(self, library: Library) -> None:
        await library.published()
        whole = feedparser.parse((await library.nobody.get(ATOM)).content).feed
        answer = await library.nobody.get(f"{ATOM}?theme=urgent_care&q=late%20%26%20long")
        narrowed = feedparser.parse(answer.content).feed
        assert narrowed.id != whole.id
        assert narrowed.id.endswith("findings.atom?theme=urgent_care&q=late+%26+long")
        assert narrowed.title == "Findings: System QE1 (theme: urgent_care, q: late & long)"

    async def test_what_is_not_public_is_in_none(self, library: Library) -> None:
        await library.published(title="The ambulance", visibility="partners")
        await library.draft(title="The ambulance")
        assert await read(library, "q=ambulance") == ([], [])

    async def test_what_is_no_filter_is_refused_by_field(self, library: Library) -> None:
        answer = await library.nobody.get(f"{ATOM}?heard_after=soon")
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == ["query.heard_after"]


class TestWhatLeaves:
    async def test_what_is_revised_and_not_found_any_more_is_gone(self, library: Library) -> None:
        left = await library.published(title="The ambulance home", summary="Late.", quotations=[])
        never = await library.published(title="Night care", summary="Late.", quotations=[])
        assert await read(library, "q=ambulance") == ([urn(left)], [])
        changed = await library.editor.patch(
            f"/findings/{left['id']}", {"title": "The car home"}, left["revision"]
        )
        await library.publish(changed.json())
        assert await read(library, "q=ambulance") == ([], [urn(left)])
        assert urn(never) in (await read(library, "q=late"))[0]

    async def test_what_was_never_public_before_its_present_version_is_not_told_as_gone(
        self, library: Library
    ) -> None:
        draft = await library.draft(title="The ambulance home", quotations=[])
        changed = await library.editor.patch(
            f"/findings/{draft['id']}", {"title": "The car home"}, draft["revision"]
        )
        published = await library.publish(changed.json())
        assert published["version"] == 2
        assert await read(library, "q=ambulance") == ([], [])

    async def test_a_reply_to_what_it_never_found_is_no_revision(self, library: Library) -> None:
        about = [{"kind": "organisation", "id": str(CHARITY)}]
        draft = await library.draft(library.partner, speaks_about=about, quotations=[])
        changed = await library.partner.patch(
            f"/findings/{draft['id']}", {"title": "The car home"}, draft["revision"]
        )
        published = await library.publish(changed.json())
        answer = await library.other_partner.post(
            f"/findings/{published['id']}/replies", {"text": "We have more drivers now."}
        )
        assert answer.status_code == 201
        assert await read(library, "q=ambulance") == ([], [])

    async def test_what_is_withdrawn_is_told_alike_whatever_it_said(self, library: Library) -> None:
        gone = await library.published(title="The ambulance home", quotations=[])
        await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "An error."}
        )
        for query in ("q=ambulance", "q=elsewhere", "theme=patient_transport"):
            assert await read(library, query) == ([], [urn(gone)])


class TestWalk:
    async def test_all_pages_meet_each_once_while_others_are_published_and_revised(
        self, library: Library
    ) -> None:
        wanted = [await library.published(title=f"Ambulance {n}", quotations=[]) for n in range(7)]
        for number in range(3):
            await library.published(title=f"Other {number}", summary="x", quotations=[])
        oldest = wanted[0]
        path: str | None = f"{ATOM}?q=ambulance&limit=2"
        ids: list[str] = []
        while path is not None:
            parsed = feedparser.parse((await library.nobody.get(path)).content)
            ids += [entry.id for entry in parsed.entries]
            following = [urlsplit(a.href) for a in parsed.feed.links if a.rel == "next"]
            path = f"{ATOM}?{following[0].query}" if following else None
            changed = await library.editor.patch(
                f"/findings/{oldest['id']}", {"title": "Ambulance again"}, oldest["revision"]
            )
            oldest = await library.publish(changed.json())
            await library.published(title="Ambulance meanwhile", quotations=[])
        assert ids == [urn(one) for one in reversed(wanted)]

    async def test_what_is_gone_between_them_costs_no_page_its_place(
        self, library: Library
    ) -> None:
        wanted, gone = [], []
        for number in range(4):
            wanted.append(await library.published(title=f"Ambulance {number}", quotations=[]))
            left = await library.published(title="Ambulance", quotations=[])
            await library.editor.act(
                f"/findings/{left['id']}/withdraw", left["revision"], {"reason": "An error."}
            )
            gone.append(left)
        query, ids, tombstones = "q=ambulance&limit=3", [], []
        while query:
            page = await library.nobody.get(f"{JSON}?{query}")
            feed = page.json()
            ids += [item["id"] for item in feed["items"]]
            tombstones += [one["id"] for one in feed["_golden_thread"]["removed"]]
            query = urlsplit(feed.get("next_url", "")).query
        assert ids == [urn(one) for one in reversed(wanted)]
        assert tombstones == [urn(one) for one in reversed(gone)]


class TestConditional:
    async def test_it_changes_on_the_day_that_a_mapping_of_themes_does(
        self, library: Library, database: Database
    ) -> None:
        file = system_file()
        for mapping in file["theme_mappings"]:
            mapping["valid_from"] = "2027-01-01"
        await load_system(database, orjson.dumps(file))
        mapped = await library.published(themes=["timeliness_of_care"])
        path = f"{ATOM}?theme=urgent_care"
        tag = (await library.nobody.get(path)).headers["ETag"]
        assert await read(library, "theme=urgent_care") == ([], [])
        library.clock.advance(timedelta(days=60))
        later = await library.nobody.get(path, headers={"If-None-Match": tag})
        assert later.status_code == 200
        assert mapped["id"] in later.text

    async def test_each_search_has_its_own_tag_and_no_date(self, library: Library) -> None:
        await library.published()
        library.clock.advance(timedelta(minutes=1))
        answers = [
            await library.nobody.get(f"{ATOM}{query}")
            for query in ("", "?q=late", "?q=long", "?theme=late")
        ]
        assert len({one.headers["ETag"] for one in answers}) == len(answers)
        assert ["Last-Modified" in one.headers for one in answers] == [True, False, False, False]
        tag = answers[1].headers["ETag"]
        held = await library.nobody.get(f"{ATOM}?q=late", headers={"If-None-Match": tag})
        assert held.status_code == 304
        await library.published()
        fresh = await library.nobody.get(f"{ATOM}?q=late", headers={"If-None-Match": tag})
        assert fresh.status_code == 200
