"""Whoever reads the committee's paper reaches what its figures count (rule 13)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from board_support import IMPACT, PROPOSAL, SERVICES, Board, board_of, day
from governance_support import Governance

pytestmark = pytest.mark.rule("governance.13")
COMMITTEE = ["governance:read", "governance:assurance"]
RECORD = "/api/v1/QE1/governance"
PAGES = re.compile(
    r"/system-qe1/(thread/(decisions|findings)|assemblies|petitions|assurance)/[0-9a-f-]{36}"
    r"(\?since=[0-9-]{10}&until=[0-9-]{10})?"
)
"""Pages that everybody reads, of what everybody may read."""


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance)


async def assessed(board: Board, title: str, **change: Any) -> str:
    """Begin an assessment, and leave it unfinished."""
    said = {"body_id": board.id, "title": title, "proposal": "Close the ward at night."} | change
    return str((await board.made("/duty-assessments", said))["id"])


async def links(board: Board) -> list[str]:
    path = f"/bodies/{board.id}/assurance/paper.html?since={day(-300)}&until={day(0)}"
    page = await board.governance.get(path, scopes=COMMITTEE)
    assert page.status_code == 200, page.text
    found = re.findall(r'href="https?://[^/"]+(/[^"]*)"', page.text.replace("&amp;", "&"))
    return sorted(set(found))


class TestLinks:
    async def test_each_leads_a_reader_of_the_paper_to_what_is_counted(self, board: Board) -> None:
        cited = {"finding_id": str(await board.governance.finding()), "version": 1}
        await board.decides(title="Clinic", evidence=[cited])
        await board.decides(title="Lease")
        waits = await assessed(board, "Night ward")
        found = await links(board)
        assert sum(waits in address for address in found) == 1
        for address in found:
            if address.startswith(RECORD):
                path = address.removeprefix(RECORD)
                answer = await board.governance.get(path, scopes=COMMITTEE)
                assert answer.status_code == 200, (address, answer.text)
            else:
                assert PAGES.fullmatch(address), address


class TestWhatTheCommitteeReads:
    async def test_of_an_assessment_neither_who_answered_nor_what_exactly_is_proposed(
        self, board: Board
    ) -> None:
        one = await assessed(board, "Night ward")
        for said in (SERVICES, PROPOSAL, IMPACT):
            await board.made(f"/duty-assessments/{one}/answers", said)
        path = f"/duty-assessments/{one}"
        read = (await board.governance.get(path, scopes=COMMITTEE)).json()
        kept = (await board.governance.get(path)).json()
        assert [each["text"] for each in kept["proposals"]] == ["Close the ward at night."]
        assert [each["text"] for each in read["proposals"]] == [None]
        told = read["rounds"][0]["answers"]
        assert [each["answered_by"] for each in told] == [None] * 3
        assert [each["reason"] for each in told] == [
            each["reason"] for each in kept["rounds"][0]["answers"]
        ]
        alone = await board.governance.get(path, scopes=["governance:read"])
        assert alone.status_code == 403

    async def test_nothing_of_an_item_that_is_withheld(self, board: Board) -> None:
        meeting = (await board.meets(20))["id"]
        agenda = await board.made(
            f"/meetings/{meeting}/items", [{"number": "9", "title": "Secret lease"}]
        )
        [item] = [each for each in agenda["items"] if each["title"] == "Secret lease"]
        one = await assessed(board, "Secret lease", meeting_id=meeting, item_id=item["id"])
        path = f"/duty-assessments/{one}"
        assert (await board.governance.get(path, scopes=COMMITTEE)).status_code == 200
        assert any(one in address for address in await links(board))
        hidden = {"withheld_reason": "A contract."}
        answer = await board.governance.patch(f"/meetings/{meeting}/items/{item['id']}", 1,
                                              json=hidden)  # fmt: skip
        assert answer.status_code == 200, answer.text
        assert (await board.governance.get(path, scopes=COMMITTEE)).status_code == 404
        assert not any(one in address for address in await links(board))
        assert (await board.governance.get(path)).status_code == 200
