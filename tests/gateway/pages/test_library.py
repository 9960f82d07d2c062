"""Searching what people have said, on the public page, in the real library behind the door."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import pytest

from gateway.pages.library import marked
from gateway_support import SLUG
from insights.spelling.service import read_libraries
from insights_support import HEALTHWATCH, Library

pytestmark = pytest.mark.rule("insights.4")

HERE = f"/{SLUG}/findings"
LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')


def links(page: httpx.Response) -> dict[str, str]:
    """Text of a link → where it leads."""
    return {unescape(text): unescape(href) for href, text in LINK.findall(page.text)}


@pytest.fixture
async def shelf(library: Library) -> Library:
    """A library with two public findings and one for partners."""
    await library.published(
        title="The ambulance home",
        summary="Waiting for the ambulance & the dark.",
        themes=["patient_transport"],
        communities=["homelessness"],
        places=["fylde"],
        strength="emerging",
        organisation_id=str(HEALTHWATCH),
        quotations=[],
    )
    await library.published(
        title="Night care",
        summary="No ambulance came at night.",
        themes=["urgent_care"],
        communities=["young_carers"],
        places=["blackpool"],
        strength="strong",
        quotations=[],
    )
    await library.published(
        title="For partners alone", summary="The ambulance again.", visibility="partners"
    )
    return library


class TestOffering:
    async def test_words_that_may_have_been_meant_are_a_link_that_keeps_the_filters(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        plain: dict[str, Any] = {"quotations": [], "recommendations": [], "places": ["fylde"]}
        for number in range(10):
            await library.published(title=f"Diabetes {number}", summary="Checks.", **plain)
        await library.published(title="Diabetis", summary="<b>Mistyped</b>.", **plain)
        await read_libraries(library.database, library.clock)
        page = await visitor.get(HERE, params={"q": "diabetis", "place": "fylde"})
        assert "Did you mean" in page.text
        assert links(page)["diabetes"] == f"{HERE}?q=diabetes&place=fylde"
        assert "Did you mean" not in (await visitor.get(HERE, params={"q": "diabetes"})).text


class TestSearching:
    async def test_words_find_what_is_public_with_what_was_found_marked(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        page = await visitor.get(HERE, params={"q": "ambulance"})
        assert page.status_code == 200, page.text
        assert "2 findings" in page.text
        assert "<mark>ambulance</mark> &amp; the dark" in page.text
        assert 'value="ambulance"' in page.text
        assert "For partners alone" not in page.text
        finding = links(page)["The ambulance home"]
        assert finding.startswith(f"/{SLUG}/thread/findings/")

    async def test_the_page_may_not_be_kept_nor_listed(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        page = await visitor.get(HERE, params={"q": "ambulance"})
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert 'name="robots" content="noindex"' in page.text

    async def test_a_filter_is_chosen_by_its_name_and_removed_again(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        page = await visitor.get(HERE, params={"q": "ambulance"})
        fewer = await visitor.get(links(page)["Blackpool"])
        assert "1 finding<" in fewer.text
        assert "Night care</a>" in fewer.text
        assert "The ambulance home</a>" not in fewer.text
        assert '<input type="hidden" name="place" value="blackpool">' in fewer.text
        again = re.search(r'Blackpool <a href="([^"]*)">Remove', fewer.text)
        assert again is not None
        assert "2 findings" in (await visitor.get(unescape(again[1]))).text

    async def test_what_is_shown_can_be_followed_in_a_feed_reader(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        page = await visitor.get(f"{HERE}?q=ambulance&theme=urgent_care&order=strength")
        leads = links(page)
        assert leads["Atom feed"] == "/feeds/QE1/findings.atom?q=ambulance&theme=urgent_care"
        for name in ("Atom feed", "JSON Feed"):
            feed = await visitor.get(leads[name])
            assert "Night care" in feed.text
            assert "The ambulance home" not in feed.text

    async def test_a_filter_that_a_feed_does_not_have_is_named(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        answer = await visitor.get("/feeds/QE1/findings.atom?heard_after=soon")
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == ["query.heard_after"]

    async def test_the_strongest_evidence_can_come_first(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        page = await visitor.get(HERE, params={"q": "ambulance"})
        text = (await visitor.get(links(page)["strongest evidence first"])).text
        assert text.index("Night care</a>") < text.index("The ambulance home</a>")
        assert "<strong>strongest evidence first</strong>" in text

    async def test_pages_go_on_to_the_last_and_meet_each_finding_once(
        self, library: Library, visitor: httpx.AsyncClient
    ) -> None:
        for number in range(22):
            await library.published(title=f"Finding {number:02}", quotations=[])
        first = await visitor.get(HERE)
        second = await visitor.get(links(first)["Further findings"])
        titles = re.findall(r">(Finding \d\d)</a>", first.text + second.text)
        assert sorted(titles) == [f"Finding {number:02}" for number in range(22)]
        assert "Further findings</a>" not in second.text

    async def test_nothing_found_says_what_to_do(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        page = await visitor.get(HERE, params={"q": "submarine"})
        assert page.status_code == 200
        assert "0 findings" in page.text
        assert "Try other words" in page.text

    async def test_a_typing_error_is_mended_and_can_be_searched_for_as_typed(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        await read_libraries(shelf.database)
        page = await visitor.get(HERE, params={"q": "ambulanse"})
        assert "Here is what was found for <strong>ambulance</strong>" in page.text
        assert "2 findings" in page.text
        exact = await visitor.get(links(page)["search for the words as typed"])
        assert "0 findings" in exact.text
        assert "Here is what was found for" not in exact.text

    async def test_the_front_page_leads_to_it(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        front = await visitor.get(f"/{SLUG}/")
        assert f'<form class="gt-search" method="get" action="{HERE}"' in front.text
        assert links(front)["What people have said"] == HERE


class TestDefences:
    @pytest.mark.parametrize(
        "query",
        [
            {"q": "<script>alert(1)</script>"},
            {"q": '"><b>x', "theme": '"><b>x'},
            {"order": "<b>", "cursor": ""},
            {"visibility": "partners", "organisation": "x"},
        ],
    )
    async def test_what_is_sent_is_shown_as_text_and_what_is_unknown_left_out(
        self, shelf: Library, visitor: httpx.AsyncClient, query: dict[str, str]
    ) -> None:
        page = await visitor.get(HERE, params=query)
        assert page.status_code == 200, page.text
        assert "<script>" not in page.text
        assert "<b>" not in page.text
        assert "For partners alone" not in page.text

    @pytest.mark.parametrize("query", [{"cursor": "x"}, {"q": "a\x00b"}])
    async def test_an_address_that_somebody_changed_leads_nowhere(
        self, shelf: Library, visitor: httpx.AsyncClient, query: dict[str, str]
    ) -> None:
        assert (await visitor.get(HERE, params=query)).status_code == 404

    async def test_so_many_words_and_values_are_taken_as_a_search_may_have(
        self, shelf: Library, visitor: httpx.AsyncClient
    ) -> None:
        query: dict[str, Any] = {"q": "ambulance " * 100, "place": [f"p{n}" for n in range(300)]}
        assert (await visitor.get(HERE, params=query)).status_code == 200

    async def test_a_library_that_is_away_is_said_to_be(
        self, shelf: Library, gateway_app: Any
    ) -> None:
        from common.testing import http

        async with http.client(gateway_app(insights_url="http://127.0.0.1:9")) as client:
            page = await client.get(HERE)
        assert page.status_code == 503
        assert "text/html" in page.headers["Content-Type"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("", ""),
        ("a <mark>b</mark> c", "a <mark>b</mark> c"),
        ("<mark>a</mark><mark>b</mark>", "<mark>a</mark><mark>b</mark>"),
        ("R&amp;D &lt;b&gt;", "R&amp;D &lt;b&gt;"),
        ("<img src=x onerror=y> <mark>b", "&lt;img src=x onerror=y&gt; <mark>b</mark>"),
        ("&lt;mark&gt;", "&lt;mark&gt;"),
    ],
)
def test_an_extract_has_no_markup_but_its_marks(sent: str, shown: str) -> None:
    assert str(marked(sent)) == shown
