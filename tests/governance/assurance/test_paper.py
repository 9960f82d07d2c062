"""The paper for the committee that gives assurance: every figure with its decisions (rule 13)."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import httpx
import pytest

from board_support import IMPACT, PROPOSAL, SERVICES, Board, board_of, day
from governance_support import Governance
from owed_support import answers, looked_after, relying

pytestmark = pytest.mark.rule("governance.13")
COMMITTEE = ["governance:read", "governance:assurance"]


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance)


async def asked(board: Board, form: str = "html", **options: Any) -> httpx.Response:
    path = f"/bodies/{board.id}/assurance/paper.{form}?since={day(-300)}&until={day(0)}"
    return await board.governance.get(path, **({"scopes": COMMITTEE} | options))


async def words(board: Board) -> str:
    response = await asked(board)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/html")
    return " ".join(unescape(response.text).split())


def words_of(days: int) -> str:
    """Write the day so many days from today as the paper does."""
    one = date.fromisoformat(day(days))
    return f"{one.day} {one:%B %Y}"


class TestThePaper:
    async def test_each_figure_names_its_decisions_and_leads_to_them(self, board: Board) -> None:
        activity = str(await board.governance.activity())
        said = await board.decides(
            title="Clinic", involvement_statement="We asked.", activity_ids=[activity],
            decided_on=day(-120),
        )  # fmt: skip
        silent = await board.decides(title="Lease")
        await looked_after(board)
        text = await words(board)
        assert "<td>1</td><td>2</td><td>50%</td>" in text.replace("> <", "><")
        for one in (said, silent):
            assert f'/thread/decisions/{one["id"]}">{one["reference"]}: {one["title"]}' in text
        assert "Decisions that say how (1)" in text
        assert "Decisions that do not say how (1)" in text
        assert "Decisions that rest on no finding, and no activity that took place (1)" in text
        assert f"</a>, opened {words_of(-120)}, due {words_of(-30)}" in text
        assert "Overdue (1)" in text
        owed = f'/thread/decisions/{silent["id"]}">{silent["reference"]}: Lease</a>: No assessment'
        assert "What is due under the duty to involve (2)" in text
        assert owed in text
        assert "Sands Board</th>" in text

    async def test_of_nothing_it_says_that_there_is_nothing(self, board: Board) -> None:
        text = await words(board)
        assert "What is due under the duty to involve: none." in text
        assert '<th scope="row">Overdue</th><td>0</td>' in text.replace("> <", "><")
        assert "Overdue (" not in text

    async def test_answers_that_are_counted_are_named_each(self, board: Board) -> None:
        done, waits = await relying(board, 20, title="Done"), await relying(board, 10, title="Open")
        await looked_after(board)
        await answers(board, done)
        text = await words(board)
        told = f", opened {words_of(-20)}, due {words_of(70)}, answered {words_of(0)} (20 days)"
        assert f'/thread/decisions/{done["id"]}">{done["reference"]}: Done</a>{told}' in text
        assert f'/thread/decisions/{waits["id"]}">{waits["reference"]}: Open</a>, opened' in text
        assert "Answered (1)" in text
        assert "Not due yet (1)" in text

    async def test_each_body_leads_to_the_decisions_that_are_counted(self, board: Board) -> None:
        text = await words(board)
        address = f"/assurance/{board.id}?since={day(-300)}&until={day(0)}"
        assert f'{address}">Sands Board</a>' in text

    async def test_as_docx_it_says_the_same(self, board: Board) -> None:
        one = await board.decides(title="Lease")
        response = await asked(board, "docx")
        assert response.status_code == 200
        assert f"assurance-{board.id}" in response.headers["content-disposition"]
        inside = zipfile.ZipFile(BytesIO(response.content)).read("word/document.xml")
        text = unescape(re.sub(r"<[^>]*>", "", inside.decode()))
        assert f"{one['reference']}: Lease" in text
        assert "What the committee is asked" in text


class TestWhoReadsIt:
    @pytest.mark.parametrize("form", ["html", "docx"])
    async def test_the_committee_and_staff_and_nobody_else(self, board: Board, form: str) -> None:
        for scopes, status in ((COMMITTEE, 200), (["governance:read", "governance:manage"], 200),
                               (["governance:read"], 403)):  # fmt: skip
            assert (await asked(board, form, scopes=scopes)).status_code == status
        assert (await asked(board, form, ics="QKK")).status_code == 404


class TestWithheld:
    """A committee that gives assurance keeps no record: it is told of no withheld matter."""

    async def test_neither_paper_nor_report_names_what_is_withheld(self, board: Board) -> None:
        hidden = {"confidential": True, "withheld_reason": "Contract."}
        await board.decides(title="Secret lease", **hidden)
        assessed = await board.made(
            "/duty-assessments",
            {"body_id": board.id, "title": "Secret ward", "proposal": "Close it."},
        )
        for said in (SERVICES, PROPOSAL, IMPACT):
            await board.made(f"/duty-assessments/{assessed['id']}/answers", said)
        decision = await board.decides(title="Secret closure", **hidden)
        for to, sent in (
            (f"/decisions/{decision['id']}/duty-assessment", {"assessment_id": assessed["id"]}),
            (f"/duty-assessments/{assessed['id']}/proposals", {"proposal": "Close it soon."}),
        ):
            response = await board.governance.post(to, json=sent)
            assert response.is_success, response.text
        path = f"/bodies/{board.id}/assurance?since={day(-30)}&until={day(0)}"
        report = (await board.governance.get(path, scopes=COMMITTEE)).json()
        assert (report["withheld"], report["duty_due"]) == (2, [])
        text = await words(board)
        assert "Secret" not in text
        assert "2 decisions of this period may not be read by everybody" in text
