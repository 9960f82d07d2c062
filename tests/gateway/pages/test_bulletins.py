"""Bulletins on the web, what counted copies fetch, and stopping them in one click."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiohttp import web
from fastapi import FastAPI

from common.testing import http
from gateway_support import SLUG, FakeService

BULLETIN = uuid4()
TOKEN = "t" * 43
SHOWN = {
    "id": str(BULLETIN),
    "title": "What <changed>",
    "language": "pl",
    "languages": [{"code": "en", "name": "English"}, {"code": "pl", "name": "polski"}],
    "sent_on": "2026-11-26",
    "sections": [
        {
            "heading": "Autobusy",
            "paragraphs": ["Jeden.", "Dwa & trzy."],
            "link": {"label": "Plan", "address": "https://example.org/plan"},
            "withdrawn": False,
        },
        {
            "heading": "Co zrobiono",
            "paragraphs": ["Przystanek."],
            "link": None,
            "withdrawn": False,
            "corrected_at": "2026-11-27T09:00:00Z",
        },
        {"heading": None, "paragraphs": [], "link": None, "withdrawn": True},
    ],
}
PAGE = f"/{SLUG}/bulletins/{BULLETIN}"


class FakePanel:
    """What the panel answers, by the end of the path; and what it was asked."""

    def __init__(self, service: FakeService) -> None:
        self.answers: dict[str, tuple[int, Any]] = {
            f"/sent-bulletins/{BULLETIN}": (200, SHOWN),
            "/sent-bulletins": (
                200,
                {"items": [{k: SHOWN[k] for k in ("id", "title", "sent_on")}]},
            ),
            "/openings": (204, None),
            "/clicks": (200, {"address": "https://example.org/plan"}),
            "/unsubscribe": (204, None),
        }
        self._service = service
        service._by_path = self._answer  # type: ignore[method-assign]

    async def _answer(self, request: web.Request, path: str, body: bytes) -> web.StreamResponse:
        for end, (status, content) in self.answers.items():
            if path.endswith(end):
                return (
                    web.json_response(content, status=status)
                    if content
                    else web.Response(status=status)
                )
        return web.json_response({}, status=404)

    def asked(self) -> list[tuple[str, Any]]:
        return [
            (one.raw_path.rpartition("/panel")[2], json.loads(one.body or b"null"))
            for one in self._service.seen
        ]


@pytest.fixture
def panel(service: FakeService) -> FakePanel:
    """The panel behind the gateway."""
    return FakePanel(service)


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], panel: FakePanel
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser, or their mail program."""
    assert panel
    async with http.client(gateway_app()) as client:
        yield client


class TestPage:
    async def test_shows_what_was_sent_and_that_a_part_was_withdrawn(
        self, visitor: httpx.AsyncClient
    ) -> None:
        shown = await visitor.get(PAGE)
        for words in ("What &lt;changed&gt;", "Dwa &amp; trzy.", 'lang="pl"', "26 November 2026",
                      'href="https://example.org/plan"', "was withdrawn",
                      "corrected on 27 November 2026"):  # fmt: skip
            assert words in shown.text, words
        assert "default-src 'none'" in shown.headers["Content-Security-Policy"]

    async def test_leads_to_the_other_languages_that_it_was_sent_in(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        shown = await visitor.get(f"{PAGE}?lang=pl")
        assert f'<a href="{PAGE}?lang=en" hreflang="en" lang="en">English</a>' in shown.text
        assert '<span aria-current="true" lang="pl">polski</span>' in shown.text
        assert panel._service.seen[0].raw_path.endswith("?language=pl")

    async def test_looking_is_not_counted(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        await visitor.get(PAGE)
        assert [path for path, _ in panel.asked()] == [f"/sent-bulletins/{BULLETIN}"]

    async def test_all_are_listed(self, visitor: httpx.AsyncClient) -> None:
        assert f'href="{PAGE}"' in (await visitor.get(f"/{SLUG}/bulletins")).text

    async def test_one_that_is_not_there_says_so(self, visitor: httpx.AsyncClient) -> None:
        missing = await visitor.get(f"/{SLUG}/bulletins/{uuid4()}")
        assert missing.status_code == 404
        assert "There is no such bulletin" in missing.text


class TestWhatCameOfIt:
    async def test_an_answer_that_was_corrected_is_marked_on_a_member_s_own_page(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        heard = {"decision_title": "A bus", "you_said": "It is far.", "did_not": None}
        first = heard | {"we_did": "We moved it.", "corrected_at": "2026-11-26T12:00:00Z"}
        second = heard | {"we_did": "We will move it.", "corrected_at": None}
        item = {"kind": "survey", "title": "Buses", "on": "2026-11-01", "thread": None}
        taken = item | {"heard_back": [first, second], "answered": []}
        panel.answers["/me/involvement"] = (200, {"items": [taken]})
        shown = (await visitor.get(f"/{SLUG}/me/involvement?token={TOKEN}")).text
        assert shown.count("Replaced by a newer one") == 1
        earlier, _, later = shown.partition("We moved it.")
        assert "This was corrected on 26 November 2026." in earlier
        assert "We will move it." in later
        assert "Replaced" not in later


@pytest.mark.rule("panel.8")
class TestCounting:
    async def test_the_picture_is_told_as_a_number_alone(
        self, visitor: httpx.AsyncClient, panel: FakePanel, capsys: pytest.CaptureFixture[str]
    ) -> None:
        headers = {"User-Agent": "Zebedee-Mail/1", "X-Forwarded-For": "203.0.113.77"}
        got = await visitor.get(f"{PAGE}/opened.gif?c={TOKEN}", headers=headers)
        assert (got.status_code, got.headers["Content-Type"]) == (200, "image/gif")
        assert got.content.startswith(b"GIF89a")
        assert got.headers["Cache-Control"].startswith("private, max-age=")
        assert "Set-Cookie" not in got.headers
        assert panel.asked() == [(f"/sent-bulletins/{BULLETIN}/openings", {"token": TOKEN})]
        (seen,) = panel._service.seen
        told = repr(dict(seen.headers)) + seen.raw_path
        written = capsys.readouterr()
        for trace in ("Zebedee", "203.0.113.77", TOKEN):
            assert trace not in told
            assert trace not in written.out + written.err

    @pytest.mark.parametrize("answer", [(404, {}), (422, {}), (503, {})])
    async def test_the_picture_looks_the_same_whatever_the_panel_says(
        self, visitor: httpx.AsyncClient, panel: FakePanel, answer: tuple[int, Any]
    ) -> None:
        panel.answers["/openings"] = answer
        got = await visitor.get(f"{PAGE}/opened.gif?c=wrong")
        assert got.status_code == 200
        assert got.content.startswith(b"GIF89a")

    async def test_the_picture_is_there_while_the_panel_is_not(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.drops = 100
        got = await visitor.get(f"{PAGE}/opened.gif?c={TOKEN}")
        assert got.status_code == 200

    @pytest.mark.parametrize(("what", "status"), [("opened.gif", 200), ("links/1", 303)])
    async def test_asking_for_headers_is_not_counted(
        self, visitor: httpx.AsyncClient, panel: FakePanel, what: str, status: int
    ) -> None:
        asked = await visitor.head(f"{PAGE}/{what}?c={TOKEN}")
        assert (asked.status_code, asked.content) == (status, b"")
        assert panel.asked() == []

    async def test_a_link_leads_where_the_panel_says(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        followed = await visitor.get(f"{PAGE}/links/1?c={TOKEN}&url=https://evil.example/")
        assert followed.status_code == 303
        assert followed.headers["Location"] == "https://example.org/plan"
        assert followed.headers["Referrer-Policy"] == "no-referrer"
        assert panel.asked()[-1][1] == {"token": TOKEN, "link": 1}

    @pytest.mark.parametrize("link", ["0", "101", "https:%2F%2Fevil.example", "1/../2"])
    async def test_what_is_no_link_of_the_bulletin_leads_nowhere(
        self, visitor: httpx.AsyncClient, panel: FakePanel, link: str
    ) -> None:
        panel.answers["/clicks"] = (404, {})
        followed = await visitor.get(f"{PAGE}/links/{link}?c={TOKEN}")
        assert followed.status_code == 404
        assert "Location" not in followed.headers


@pytest.mark.rule("panel.4")
class TestOneClick:
    """RFC 8058: one POST, its body fixed, no cookie, no page in between."""

    ADDRESS = f"/{SLUG}/unsubscribe?token={TOKEN}&purpose=bulletins"

    @pytest.mark.parametrize("as_file", [False, True])
    async def test_the_mail_programs_post_stops_bulletins(
        self, visitor: httpx.AsyncClient, panel: FakePanel, as_file: bool
    ) -> None:
        body = {"List-Unsubscribe": "One-Click"}
        sent: dict[str, Any] = {"data": body}
        if as_file:  # multipart/form-data, which the standard allows too
            sent = {"files": {name: (None, value) for name, value in body.items()}}
        done = await visitor.post(self.ADDRESS, **sent)
        assert done.status_code == 200
        assert "We will not send you more bulletins" in done.text
        assert "other emails that you agreed to go on" in done.text
        assert panel.asked() == [("/unsubscribe", {"token": TOKEN, "purpose": "bulletins"})]

    async def test_opening_the_link_stops_nothing(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        shown = await visitor.get(self.ADDRESS)
        assert "Stop the bulletin" in shown.text
        assert panel.asked() == []

    async def test_the_button_does_the_same_as_the_one_click(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        await visitor.post(f"/{SLUG}/unsubscribe", data={"token": TOKEN, "purpose": "bulletins"})
        await visitor.post(f"/{SLUG}/unsubscribe", data={"token": TOKEN, "purpose": ""})
        assert [body for _, body in panel.asked()] == [
            {"token": TOKEN, "purpose": "bulletins"},
            {"token": TOKEN, "purpose": None},
        ]

    async def test_a_post_of_anything_else_takes_nothing_from_the_address(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        await visitor.post(self.ADDRESS, data={"List-Unsubscribe": "no"})
        assert [body["token"] for _, body in panel.asked()] == [""]

    async def test_a_link_that_is_dead_says_so(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        panel.answers["/unsubscribe"] = (404, {})
        refused = await visitor.post(self.ADDRESS, data={"List-Unsubscribe": "One-Click"})
        assert refused.status_code == 404
