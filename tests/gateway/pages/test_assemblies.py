"""The public pages of assemblies and juries."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from assembly_thread import JuryChain
from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG, FakeService
from open_governance import ASSEMBLY, ASSURANCE, OpenGovernance, opened
from panel.selection import verify
from thread_support import tell

pytestmark = [pytest.mark.rule("panel.11"), pytest.mark.rule("governance.11")]
AppFactory = Callable[..., FastAPI]
PROGRAM = Path(verify.__file__).read_bytes()
"""The one that the panel itself draws by; what outsiders are given is the same, to the byte."""


@pytest.fixture
async def governance() -> AsyncIterator[OpenGovernance]:
    async with opened(OpenGovernance()) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: AppFactory, governance: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(governance_url=governance.url)) as client:
        yield client


async def seen(visitor: httpx.AsyncClient, governance: OpenGovernance, **change: Any) -> str:
    assembly = ASSEMBLY | change
    governance.answers[f"/published-assemblies/{assembly['id']}"] = assembly
    response = await visitor.get(f"/{SLUG}/assemblies/{assembly['id']}")
    assert response.status_code == 200, response.text
    assert "no-store" not in response.headers["Cache-Control"]
    return " ".join(response.text.split())


class TestAssembly:
    async def test_how_the_record_was_corrected_is_read(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, governance)
        for words in (
            "How the record of recommendation 1 was corrected",
            "Corrected on 14 October 2026: The jury spoke of each place.",
            "First recorded on 12 October 2026: Keep one clinic open.",
        ):
            assert words in page, words
        assert "How the record of recommendation 2" not in page
        made = {**ASSEMBLY["recommendations"][1], "withdrawn": True, "overdue": False}
        page = await seen(visitor, governance, recommendations=[made])
        assert "The assembly made no such recommendation." in page
        assert "An answer is promised" not in page.rpartition("What they recommend")[2]

    async def test_question_draw_recommendations_and_answers_are_read(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, governance)
        first = ASSEMBLY["recommendations"][0]
        for words in (
            "Citizens jury", "Where should care be given in the evening?",
            "Integrated Care Partnership commissioned it on 4 May 2026.",
            "Integrated Care Board has promised to answer every recommendation by 20 November 2026",
            "<li>how deprived their area is</li>", "<li>age</li>", ASSEMBLY["lottery"]["root"],
            "042 (https://lottery.example/2026-08-08)",
            "23 of 24, 2 of them given to somebody else after the draw",
            "<strong>Partly accepted</strong> by Integrated Care Board, 3 November 2026.",
            "We can staff three of the four.",
            "The answer before, of 20 October 2026: not accepted. There was no money.",
            "Answer overdue</strong> It was promised by 20 November 2026.",
            f'href="/{SLUG}/thread/decisions/{first["answers"][0]["decision_id"]}"',
            f'href="/{SLUG}/assemblies/{ASSEMBLY["id"]}/lottery.json"',
            f'href="/{SLUG}/thread/assemblies/{ASSEMBLY["id"]}"',
        ):  # fmt: skip
            assert words in page, words
        assert "It is not held" not in page

    async def test_before_the_draw_it_says_so(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, governance, lottery=None, recommendations=[])
        assert "The draw has not been prepared yet." in page
        assert "Nothing has been recommended yet." in page
        assert "lottery.json" not in page

    async def test_a_cancelled_one_says_why(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, governance, state="cancelled", cancelled_reason="No money.")
        assert "It is not held.</strong> The reason given: No money." in page

    async def test_what_people_wrote_cannot_become_markup(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        evil = "<script>alert(1)</script>"
        made = [{**ASSEMBLY["recommendations"][0], "text": evil}]
        page = await seen(visitor, governance, question=evil, title=evil, recommendations=made)
        assert "<script>" not in page

    async def test_what_is_not_there_is_not_found(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        for rest in (f"{uuid4()}", "x", f"{uuid4()}/lottery.json"):
            response = await visitor.get(f"/{SLUG}/assemblies/{rest}")
            assert response.status_code == 404
            assert "text/html" in response.headers["Content-Type"]
        assert (await visitor.get(f"/nowhere/assemblies/{ASSEMBLY['id']}")).status_code == 404

    async def test_while_governance_is_away_it_says_so(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.failing = True
        response = await visitor.get(f"/{SLUG}/assemblies/{ASSEMBLY['id']}")
        assert response.status_code == 503


class TestList:
    async def test_it_names_each_and_the_front_page_leads_to_it(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        assert "None has been commissioned yet." in (await visitor.get(f"/{SLUG}/assemblies")).text
        listed = {"items": [ASSEMBLY], "next_cursor": None}
        governance.answers["/published-assemblies?limit=100"] = listed
        page = (await visitor.get(f"/{SLUG}/assemblies")).text
        assert f'href="/{SLUG}/assemblies/{ASSEMBLY["id"]}"' in page
        assert f'href="/{SLUG}/assemblies"' in (await visitor.get(f"/{SLUG}")).text


class TestLottery:
    async def test_what_was_published_is_given_as_it_is(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance, service: FakeService
    ) -> None:
        governance.answers[f"/published-assemblies/{ASSEMBLY['id']}"] = ASSEMBLY
        response = await visitor.get(f"/{SLUG}/assemblies/{ASSEMBLY['id']}/lottery.json")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/json"
        asked = service.seen[-1]
        selection = ASSEMBLY["lottery"]["selection_id"]
        assert asked.raw_path == f"/api/v1/QE1/panel/selections/{selection}/document"
        assert set(response.json()) == {"size", "sha256"}

    async def test_an_outsider_checks_it_with_what_the_page_gives_alone(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance, tmp_path: Path
    ) -> None:
        """The program is fetched from the page and run by itself, in the way that the page says."""
        people = [f"{number:032x}" for number in range(12)]
        published: dict[str, Any] = {
            "terms": {"seats": 4, "quotas": [], "committed_on": "2026-08-01",
                      "draw_on": "2026-08-08", "source": "Lotto, the first three balls"},
            "pool": [{"pseudonym": one, "values": "0" * 64} for one in people],
            "panels": [[people[(at + step) % 12] for step in range(4)] for at in range(1000)],
        }  # fmt: skip
        root = verify.root_of(published)
        page = await seen(visitor, governance, lottery=ASSEMBLY["lottery"] | {"root": root})
        [address] = re.findall(r'href="(/assets/golden_thread_lottery\.py\?v=[0-9a-f]+)"', page)
        program = await visitor.get(address)
        assert program.headers["Content-Type"] == "text/x-python; charset=utf-8"
        assert program.content == PROGRAM
        (tmp_path / "golden_thread_lottery.py").write_bytes(program.content)
        (tmp_path / "lottery.json").write_text(json.dumps(published), encoding="utf-8")
        [command] = re.findall(r">python3 ([^<]+)<", page)
        assert command == f"golden_thread_lottery.py lottery.json 042 {root}"

        def run() -> subprocess.CompletedProcess[str]:
            alone = [sys.executable, "-I", *command.split()]
            return subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, check=False)

        told = await asyncio.to_thread(run)
        assert told.returncode == 0, told.stderr
        lines = told.stdout.splitlines()
        assert lines[lines.index("panel 042") + 1 :] == published["panels"][42]
        assert "source Lotto, the first three balls" in lines
        published["panels"][42] = published["panels"][43]
        (tmp_path / "lottery.json").write_text(json.dumps(published), encoding="utf-8")
        assert (await asyncio.to_thread(run)).returncode == 1

    async def test_the_page_shows_every_entry_of_digits_and_how_to_check_them(
        self,
        visitor: httpx.AsyncClient,
        governance: OpenGovernance,
        service: FakeService,
    ) -> None:
        first = {
            "number": 1,
            "digits": "240",
            "evidence": "https://lottery.example/1",
            "recorded_at": "2026-08-08T12:00:00Z",
            "reason": None,
            "told": None,
        }
        second = {"number": 2, "digits": "042", "evidence": "https://lottery.example/2",
                  "recorded_at": "2026-08-09T12:00:00Z", "reason": "From <b>right</b> to left.",
                  "told": "We are sorry.", "confirmed_at": "2026-08-10T12:00:00Z", "lost": 1,
                  "gained": 2}  # fmt: skip

        path = f"/selections/{ASSEMBLY['lottery']['selection_id']}/draws"
        service.answers[path] = [first]
        assert "Entered wrongly" not in await seen(visitor, governance)
        service.answers[path] = [first, second]
        page = await seen(visitor, governance)
        for words in (
            "On 8 August 2026 we entered 240 (https://lottery.example/1). This was corrected to "
            "042 on 10 August 2026, by two people.",
            "From &lt;b&gt;right&lt;/b&gt; to left.",
            "1 person lost a seat by it and 2 were given one. People had been invited already.",
            "They are told: We are sorry.",
            "python3 golden_thread_lottery.py lottery.json draws.json "
            + ASSEMBLY["lottery"]["root"],
        ):
            assert words in page, words
        file = await visitor.get(f"/{SLUG}/assemblies/{ASSEMBLY['id']}/draws.json")
        assert file.json() == [first, second]

    @pytest.mark.parametrize("away", ["failing", "hanging", "odd"])
    async def test_while_the_panel_is_away_the_page_says_what_it_does_not_know(
        self,
        visitor: httpx.AsyncClient,
        governance: OpenGovernance,
        service: FakeService,
        monkeypatch: pytest.MonkeyPatch,
        away: str,
    ) -> None:
        """That what it answers is no list is odd."""
        service.failing = away == "failing"
        if away == "hanging":
            monkeypatch.setattr(service, "_by_path", lambda *_: service.release.wait())
        page = await seen(visitor, governance)
        assert "We cannot show just now whether these numbers were corrected" in page
        file = await visitor.get(f"/{SLUG}/assemblies/{ASSEMBLY['id']}/draws.json")
        assert file.status_code in {502, 503, 504}

    async def test_before_the_commitment_there_is_none(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance, service: FakeService
    ) -> None:
        governance.answers[f"/published-assemblies/{ASSEMBLY['id']}"] = ASSEMBLY | {"lottery": None}
        response = await visitor.get(f"/{SLUG}/assemblies/{ASSEMBLY['id']}/lottery.json")
        assert response.status_code == 404
        assert service.seen == []


class TestElsewhere:
    async def test_assurance_names_what_is_overdue(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.otherwise = ASSURANCE
        page = (await visitor.get(f"/{SLUG}/assurance/{ASSURANCE['body_id']}")).text
        [owed] = ASSURANCE["recommendations_overdue"]
        assert f'href="/{SLUG}/assemblies/{owed["assembly_id"]}"' in page
        assert "recommendation 2 (promised by 20 November 2026)" in page

    async def test_the_thread_tells_it_in_words(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        page = (await visitor.get(f"/{SLUG}/thread/assemblies/{chain.assembly}")).text
        for words in (
            f'href="/{SLUG}/assemblies/{chain.assembly}"',
            "Commissioned by Partnership Board. 4 people sit",
            "3 of 4 seats are filled by people who were drawn by lot.",
            "<strong>Partly accepted</strong> by Care Board",
            "An answer is promised by 20 May 2027.",
        ):
            assert words in page, words
        for kind, one in (("selections", chain.selection), ("recommendations", chain.unanswered)):
            assert (await visitor.get(f"/{SLUG}/thread/{kind}/{one}")).status_code == 200
