"""The public page of a paper."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from common.testing import http
from gateway_support import SLUG
from open_governance import PAPER, OpenGovernance, opened

pytestmark = pytest.mark.rule("governance.6")


@pytest.fixture
async def governance() -> AsyncIterator[OpenGovernance]:
    async with opened(OpenGovernance()) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], governance: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(governance_url=governance.url)) as client:
        yield client


async def seen(visitor: httpx.AsyncClient, governance: OpenGovernance, **change: Any) -> str:
    paper = PAPER | change
    governance.answers[f"/published-papers/{paper['id']}"] = paper
    response = await visitor.get(f"/{SLUG}/papers/{paper['id']}")
    assert response.status_code == 200, response.text
    assert "no-store" not in response.headers["Cache-Control"]
    return " ".join(response.text.split())


class TestFiles:
    async def test_one_that_is_withheld_is_told_by_its_reason(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        file = {"id": str(uuid4()), "withheld_reason": "It names a family."}
        page = await seen(visitor, governance, withheld_attachments=[file])
        assert "You cannot read one file here.</strong> The reason given: It names a fam" in page
        assert file["id"] not in page


class TestPaper:
    async def test_its_sections_and_what_it_rests_on_are_read(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, governance)
        for words in (
            "Calling back instead of waiting", "People wait on the telephone.", "about 10 years",
            "You cannot read this part here.</strong> The reason given: Contract.",
            "There is nothing to say here.</strong> The reason given: It changes no place.",
            "It was due by 22 October 2026", "A finding that was taken back later (version 2)",
            PAPER["sha256"],
        ):  # fmt: skip
            assert words in page
        cited = PAPER["evidence"][0]["finding_id"]
        assert f'href="/{SLUG}/thread/findings/{cited}"' in page
        assert "It came late" not in page

    async def test_one_that_was_late_says_why(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, governance, late_reason="The landlord answered late.")
        assert "It came late.</strong> The reason given: The landlord answered late." in page

    async def test_one_that_is_withheld_says_why(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        content: dict[str, Any] = {
            "title": None,
            "sections": [],
            "evidence": [],
            "withheld_reason": "A patient.",
        }
        page = await seen(visitor, governance, content=content, evidence=[], reading_age=None)
        assert "<h1" in page
        assert "You cannot read this paper here.</strong> The reason given: A patient." in page
        assert "What people said</h2>" not in page

    async def test_what_people_wrote_cannot_become_markup(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        evil = {"code": "risks", "name": "Risks", "text": "<script>alert(1)</script>"}
        page = await seen(visitor, governance, content=PAPER["content"] | {"sections": [evil]})
        assert "<script>" not in page

    async def test_what_is_not_published_is_not_found(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        response = await visitor.get(f"/{SLUG}/papers/{uuid4()}")
        assert response.status_code == 404
        assert "text/html" in response.headers["Content-Type"]
        assert (await visitor.get(f"/nowhere/papers/{PAPER['id']}")).status_code == 404
        assert (await visitor.get(f"/{SLUG}/papers/x")).status_code == 404

    async def test_while_governance_is_away_it_says_so(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.failing = True
        response = await visitor.get(f"/{SLUG}/papers/{PAPER['id']}")
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"


FILE = {
    "id": str(uuid4()), "name": "plan <b>.pdf", "size": 2048,
    "accessibility": {
        "pages": 3, "needs_statement": False,
        "failures": [{"name": "The PDF has no tags", "why": "A screen reader is lost.",
                      "severity": "serious", "places": [], "number": 1}],
        "statement": {"reason": "It is a drawing.", "how_to_ask": "Ring 01253 000000.",
                      "accessible_by": "2027-01-31"},
    },
}  # fmt: skip


class TestAttachments:
    async def test_who_cannot_read_it_learns_why_and_how_to_ask(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, governance, attachments=[FILE])
        for words in (
            f'href="/{SLUG}/papers/{PAPER["id"]}/attachments/{FILE["id"]}">plan &lt;b&gt;.pdf</a>',
            "3 pages", "Some people cannot read this file", "It is a drawing.",
            "Ring 01253 000000.", "follow by 31 January 2027", "The PDF has no tags",
        ):  # fmt: skip
            assert words in page

    async def test_a_file_that_everybody_can_read_has_no_warning(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        fine = FILE | {"accessibility": {"pages": 1, "failures": [], "statement": None}}
        page = await seen(visitor, governance, attachments=[fine])
        assert "1 page)" in page
        assert "cannot read this file" not in page

    async def test_the_file_is_passed_on(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        path = f"papers/{PAPER['id']}/attachments/{FILE['id']}"
        governance.answers[f"/published-{path}"] = {"the": "file"}
        answer = await visitor.get(f"/{SLUG}/{path}")
        assert (answer.status_code, answer.json()) == (200, {"the": "file"})
        other = path.replace(str(FILE["id"]), str(uuid4()))
        assert (await visitor.get(f"/{SLUG}/{other}")).status_code == 404

    async def test_head_is_passed_on_as_head(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        path = f"papers/{PAPER['id']}/attachments/{FILE['id']}"
        governance.answers[f"/published-{path}"] = {"the": "file"}
        answer = await visitor.head(f"/{SLUG}/{path}")
        assert (answer.status_code, answer.content) == (200, b"")
        assert governance.methods[-1] == "HEAD"
