"""Figures of assurance and of the annual report against a count by hand (rules 13 and 16).

Decisions are made through the API with everything that bears on a figure, by chance; what was made
is written down here and counted without a query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from annual_reports_support import Reports, figures
from board_support import Board, board_of, day
from common.clock import new_id
from common.events.insights import ActivityChanged, FindingPublished
from governance.evidence import handlers
from governance_support import ICP, NOON, Governance
from owed_support import STANDARD

pytestmark = [pytest.mark.rule("governance.13"), pytest.mark.rule("governance.16")]
LEVELS = ["inform", "discuss", "empower"]
COMMUNITIES = ["farmers", "young_carers", "night_workers"]
SINCE, UNTIL = -200, -5
DAYS = [SINCE - 1, SINCE, -100, -31, -30, UNTIL, UNTIL + 1]


@dataclass
class Source:
    """An activity, or a finding with the activity behind it."""

    id: str
    open: bool
    called_off: bool = False
    planned: bool = False
    level: str | None = None
    communities: list[str] = field(default_factory=list)
    behind: Source | None = None
    withdrawn: bool = False

    @property
    def status(self) -> str:
        if self.called_off:
            return "called_off"
        return "planned" if self.planned else "finished"

    @property
    def took_place(self) -> bool:
        return not self.called_off and not self.planned


@dataclass
class Made:
    """A decision as it was made."""

    id: str
    body: str
    ago: int
    withheld: bool
    described: bool
    sources: list[Source]
    told: bool
    principles: list[str]

    @property
    def heard(self) -> bool:
        """Say whether it rests on a finding, or an activity that took place."""
        return any(one.took_place for one in self.sources)

    def seen(self) -> list[Source]:
        """Give what everybody may read of what it relies on."""
        found = [one for one in self.sources if one.open and not one.withdrawn]
        behind = [one.behind for one in found if one.behind is not None]
        named = [one for one in found if one.took_place]
        return [one for one in (*named, *behind) if one.open and not one.called_off]


@dataclass
class Record:
    """Makes a record by chance, and writes down what it made."""

    governance: Governance
    chance: Random
    bodies: list[str]
    made: list[Made] = field(default_factory=list)

    async def activity(self) -> Source:
        one = Source(
            str(new_id()), open=self.chance.random() < 0.7,
            called_off=self.chance.random() < 0.25, planned=self.chance.random() < 0.3,
            level=self.chance.choice([None, *LEVELS]),
            communities=self.chance.sample(COMMUNITIES, self.chance.randint(0, 2)),
        )  # fmt: skip
        data: Any = {
            "activity_id": one.id, "title": "Talk", "method": "event", "spectrum_level": one.level,
            "communities": one.communities, "visibility": "public" if one.open else "partners",
            "status": one.status,
        }  # fmt: skip
        await self.governance.hears(ActivityChanged(**data), handlers.keep_activity)
        return one

    async def finding(self) -> Source:
        one = Source(
            str(new_id()), open=self.chance.random() < 0.7, behind=await self.activity(),
            communities=self.chance.sample(COMMUNITIES, 1),
        )  # fmt: skip
        assert one.behind is not None
        data: Any = {
            "finding_id": one.id, "version": 1, "reference": "QE1-F-2026-0003", "title": "Ways",
            "summary": "-", "activity_ids": [one.behind.id], "communities": one.communities,
            "visibility": "public" if one.open else "partners", "published_at": NOON,
        }  # fmt: skip
        await self.governance.hears(FindingPublished(**data), handlers.keep_published_finding)
        return one

    async def decision(self) -> None:
        chance = self.chance
        kinds = chance.choice(["", "", "a", "f", "af", "aa"])
        sources = [await (self.finding() if one == "f" else self.activity()) for one in kinds]
        one = Made(
            "", chance.choice(self.bodies), chance.choice(DAYS), chance.random() < 0.2,
            chance.random() < 0.5, sources, chance.random() < 0.3,
            chance.sample(["p1", "p4"], chance.randint(0, 2)),
        )  # fmt: skip
        content: dict[str, Any] = {
            "body_id": one.body, "decided_on": day(one.ago),
            "evidence": [{"finding_id": s.id, "version": 1} for s in sources if s.behind],
            "activity_ids": [s.id for s in sources if not s.behind],
            "involvement_statement": "We asked." if one.described else None,
        }  # fmt: skip
        one.id = (await self.governance.decision(**content))["id"]
        for code in one.principles:
            said = {"principle": code, "reason": "We went back to them."}
            await self.sent(f"/decisions/{one.id}/principles", said)
        if one.told:
            words = {"you_said": "Too far.", "we_did": "A bus."}
            told = await self.sent(f"/decisions/{one.id}/feedback", words)
            await self.sent(f"/feedback/{told['id']}/publish", None)
        if one.withheld:
            hidden = {"confidential": True, "withheld_reason": "x", "reason": "It names somebody."}
            answer = await self.governance.patch(f"/decisions/{one.id}", 1, json=hidden)
            assert answer.status_code == 200, answer.text
        for source in sources:
            if source.behind and chance.random() < 0.5:
                source.withdrawn = True
                await self.governance.withdraws(source.id)  # type: ignore[arg-type]
        self.made.append(one)

    async def sent(self, path: str, data: Any) -> dict[str, Any]:
        answer = await self.governance.post(path, json=data)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def open(self, body: str) -> list[Made]:
        return [one for one in self.within(body) if not one.withheld]

    def within(self, body: str) -> list[Made]:
        return [one for one in self.made if one.body == body and SINCE <= one.ago <= UNTIL]

    def by_hand(self, body: str) -> dict[str, Any]:
        """Count a body's figures, each with the ids of its decisions."""
        found = self.open(body)
        codes: dict[str, Callable[[Made], set[str]]] = {
            "by_level": lambda one: {each.level for each in one.seen() if each.level},
            "by_community": lambda one: {code for each in one.seen() for code in each.communities},
            "by_principle": lambda one: set(one.principles),
        }
        counted: dict[str, Any] = {
            name: {
                code: {one.id for one in found if code in codes_of(one)}
                for code in {code for one in found for code in codes_of(one)}
            }
            for name, codes_of in codes.items()
        }
        return counted | {
            "described": {one.id for one in found if one.described},
            "not_described": {one.id for one in found if not one.described},
            "without_insight": {one.id for one in found if not one.heard},
            "feedback_overdue": {
                one.id for one in found
                if one.heard and not one.told and one.ago + STANDARD["due_days"] < 0
            },
            "withheld": sum(one.withheld for one in self.within(body)),
        }  # fmt: skip


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, feedback=STANDARD)


@pytest.fixture(params=[1, 2])
async def record(board: Board, request: pytest.FixtureRequest) -> Record:
    found = Record(board.governance, Random(request.param), [board.id, board.id, str(ICP)])
    for _ in range(30):
        await found.decision()
    return found


def ids(decisions: list[dict[str, Any]]) -> set[str]:
    assert len({one["id"] for one in decisions}) == len(decisions)
    return {one["id"] for one in decisions}


async def test_every_figure_is_what_a_count_by_hand_gives(record: Record, board: Board) -> None:
    governance, body = record.governance, board.id
    period = f"since={day(SINCE)}&until={day(UNTIL)}"
    found = (await governance.get(f"/bodies/{body}/assurance?{period}")).json()
    hand = record.by_hand(body)
    of = len(record.open(body))
    for name in ("by_level", "by_community", "by_principle"):
        assert {one["code"]: ids(one["decisions"]) for one in found[name]} == hand[name]
    for one in (found["described"], *found["by_level"], *found["by_community"]):
        share = round(100 * len(one["decisions"]) / of, 1)
        assert (one["count"], one["of"], one["percent"]) == (len(one["decisions"]), of, share)
    assert ids(found["described"]["decisions"]) == hand["described"]
    for name in ("not_described", "without_insight", "feedback_overdue"):
        assert ids(found[name]) == hand[name], name
    assert (found["decisions"], found["withheld"]) == (of, hand["withheld"])
    assert {one["decision_id"] for one in found["duty_due"]} == {
        one.id for one in record.open(body)
    }
    assert all(hand[name] for name in hand), "the record tries every figure"


async def test_the_comparison_is_that_of_each_body(record: Record) -> None:
    period = f"since={day(SINCE)}&until={day(UNTIL)}&feedback_days={STANDARD['due_days']}"
    compared = (await record.governance.get(f"/assurance?{period}")).json()["items"]
    assert {one["body_id"] for one in compared} == set(record.bodies)
    for one in compared:
        hand = record.by_hand(one["body_id"])
        for name in ("described", "without_insight", "feedback_overdue"):
            assert one[name] == len(hand[name]), name
        assert one["decisions"] == len(record.open(one["body_id"]))
        assert one["withheld"] == hand["withheld"]


async def test_the_annual_report_counts_the_same(record: Record, board: Board) -> None:
    reports = Reports(record.governance)
    one = await reports.drafted(body_id=board.id, since=day(SINCE), until=day(UNTIL))
    report = await reports.read(one)
    found, hand = figures(report), record.by_hand(board.id)

    def behind(place: str) -> set[str]:
        keys = found[place]["records"]
        assert found[place]["count"] == len(keys)
        return {report["records"][key]["id"] for key in keys}

    for place, name in (
        ("decisions.involvement.described", "described"),
        ("decisions.involvement.not_described", "not_described"),
        ("open.threads.without_insight", "without_insight"),
        ("open.threads.feedback_overdue", "feedback_overdue"),
    ):
        assert behind(place) == hand[name], place
    for group, name in (("level", "by_level"), ("community", "by_community")):
        counted = {place.rsplit(".", 1)[1]: behind(place) for place in found
                   if place.startswith(f"decisions.{group}.")}  # fmt: skip
        assert counted == hand[name]
    shown = {place.rsplit(".", 1)[1]: behind(place) for place in found
             if place.startswith("principles.principles.") and found[place]["count"]}  # fmt: skip
    assert shown == hand["by_principle"]
    assert found["decisions.involvement.withheld"]["count"] == hand["withheld"]
