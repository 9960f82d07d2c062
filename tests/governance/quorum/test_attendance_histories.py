"""Histories of attendance, made up by hypothesis: the engine and an oracle agree on each.

The oracle is naive and shares nothing with the engine: it reads clauses 7.5 to 8.4 aloud, walks
through lists of tuples, and looks up the members' table by title. A history is drawn as bytes, so
that many can be tried; whatever bytes they are, they make one.

`TERMS_HISTORIES` says how many of each kind; 10,000 where it is not set. 100,000 take some minutes:

    TERMS_HISTORIES=100000 .venv/bin/pytest tests/governance/quorum/test_attendance_histories.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from governance.quorum.conditions import Member, work_out
from governance.quorum.evaluation import evaluate, standings
from governance.sittings.attendance import AttendanceRule, Came, Held, Holding, rates
from governance.sittings.course import Entry, there
from governance_terms import GROUPS, ICP, MEMBERS, RULE

pytestmark = [
    pytest.mark.rule("governance.2"),
    pytest.mark.slow,
    pytest.mark.timeout(1_800),
]
HISTORIES = int(os.environ.get("TERMS_HISTORIES", "10000"))
TOGETHER = 20
"""Histories in one example of hypothesis."""
MANY = settings(
    max_examples=-(-HISTORIES // TOGETHER),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
START = datetime(2024, 9, 30, 9, 0, tzinfo=UTC)
CO_OPTED = UUID(int=27)
BODY = [*MEMBERS, Member(CO_OPTED, "Housing", co_opted=True)]
POSTS = [one.post_id for one in BODY]
TITLES = {UUID(post["id"]): post["title"] for post in ICP["posts"]} | {CO_OPTED: "Co-opted"}
SECTORS = {UUID(post["id"]): post["sector"] for post in ICP["posts"]} | {CO_OPTED: "Housing"}
VCFSE = [one for one, sector in SECTORS.items() if sector and sector.startswith("Voluntary")]
THE_CHAIR = next(one for one, title in TITLES.items() if "Blackburn with Darwen Borough" in title)
WANTED = work_out(RULE, GROUPS, BODY)
SIZE = 3 + 2 * len(POSTS)
"""Bytes of a meeting's history."""
YEAR = 34
"""Bytes of a year's."""

Move = tuple[int, str, str]
"""Minute, arrived or left, and how: in person, remote, approved deputy, other deputy."""


class Sitting:
    """A meeting as the bytes have it: who came and went and how, rulings, interests, vacancies."""

    def __init__(self, drawn: bytes) -> None:
        self.remote_agreed = drawn[0] % 2 == 0
        density = 5 + drawn[1] % 11
        self.asked_at = drawn[2] % 60
        self.moves: dict[UUID, list[Move]] = {}
        self.rulings: dict[UUID, list[tuple[int, bool]]] = {}
        self.interests: dict[UUID, int] = {}
        self.vacant: set[UUID] = set()
        pairs = zip(drawn[3::2], drawn[4::2], strict=True)
        for post, (one, two) in zip(POSTS, pairs, strict=True):
            self._post(post, one, two, density)

    def _post(self, post: UUID, one: int, two: int, density: int) -> None:
        if one == 255:
            self.vacant.add(post)
        if two >= 244:
            self.interests[post] = one % 60
        if one % 16 >= density:
            return
        how = ("remote", "approved deputy", "other deputy", "other deputy", "approved deputy",
               "in person", "in person", "in person")[one // 32]  # fmt: skip
        came = two % 40
        self.moves[post] = [(came, "arrived", how)]
        if two % 7 == 0:
            self.moves[post].append((came + 10, "left", how))
        if two % 14 == 0:
            self.moves[post].append((came + 15, "arrived", "in person"))
        if one // 32 in {3, 4}:
            self.rulings[post] = [(two % 60, one // 32 == 3)]

    def course(self) -> Iterator[Entry]:
        """Give what is recorded of it, in order of time."""
        everything = [(*move, post) for post, moves in self.moves.items() for move in moves]
        for minute, kind, how, post in sorted(everything, key=lambda move: move[0]):
            yield Entry(
                post,
                kind,
                START + timedelta(minutes=minute),
                remote=how == "remote",
                deputy="deputy" in how,
                deputy_approved=how == "approved deputy",
            )


def engine(sitting: Sitting, *, explained: bool) -> bool:
    """Say whether it is quorate; where it is to be explained, see that this says the same."""
    at = START + timedelta(minutes=sitting.asked_at)
    ruled = {post: rulings[-1][1] for post, rulings in sitting.rulings.items()
             if rulings[-1][0] <= sitting.asked_at}  # fmt: skip
    out = [post for post, minute in sitting.interests.items() if minute <= sitting.asked_at]
    members = [
        Member(one.post_id, one.sector, one.organisation, one.post_id in sitting.vacant,
               one.co_opted)
        for one in BODY
    ]  # fmt: skip
    present = there(sitting.course(), at, ruled)
    how: dict[str, Any] = {"conflicted": out, "remote_agreed": sitting.remote_agreed}
    counted = {one.post_id for one in standings(RULE, members, present, **how) if one.counts}
    holds = WANTED.shortfall(counted) == 0
    if explained:
        found = evaluate(RULE, GROUPS, members, present, **how)
        assert (found.quorate, found.counted) == (holds, len(counted))
    return holds


def oracle(sitting: Sitting) -> bool:
    """Clauses 7.7 and 8.1 to 8.4, read aloud."""
    counted = []
    for post in POSTS:
        where = "away"
        for minute, kind, how in sitting.moves.get(post, []):
            if minute <= sitting.asked_at:
                where = how if kind == "arrived" else "away"
        for minute, approved in sitting.rulings.get(post, []):
            if minute <= sitting.asked_at and where.endswith("deputy"):
                where = "approved deputy" if approved else "other deputy"
        there_ = where in {"in person", "approved deputy"}
        if where == "remote" and sitting.remote_agreed:
            there_ = True
        if post in sitting.vacant or sitting.interests.get(post, 99) <= sitting.asked_at:
            there_ = False
        if there_:
            counted.append(post)
    return read_aloud(counted)


def read_aloud(counted: Sequence[UUID]) -> bool:
    """At least 30% of 26, and the four bullets of clause 8.1."""
    if 10 * len(counted) < 3 * 26:
        return False
    if THE_CHAIR not in counted and VCFSE[0] not in counted:
        return False
    councils = [post for post in counted if TITLES[post].startswith("Elected Member")
                and "district" not in TITLES[post]]  # fmt: skip
    board = [post for post in counted if SECTORS[post] == "NHS ICB"]
    if not councils or not board or len(councils) + len(board) < 3:
        return False
    others = [post for post in counted if post not in councils and post not in board]
    return len(others) >= 3 and any(
        SECTORS[director] == "Place-based Partnerships" and partner in VCFSE
        for director, partner in permutations(others, 2)
    )


def test_any_course_of_a_meeting() -> None:
    seen: Counter[bool] = Counter()

    @MANY
    @given(st.binary(min_size=SIZE * TOGETHER, max_size=SIZE * TOGETHER))
    def agree(drawn: bytes) -> None:
        for begins in range(0, len(drawn), SIZE):
            sitting = Sitting(drawn[begins : begins + SIZE])
            found = engine(sitting, explained=begins == 0)
            assert found is oracle(sitting), vars(sitting)
            seen[found] += 1

    agree()
    assert sum(seen.values()) >= HISTORIES
    assert min(seen.values()) > HISTORIES // 20, seen


def test_any_year_of_meetings() -> None:
    seen: Counter[bool] = Counter()

    @MANY
    @given(st.binary(min_size=YEAR * TOGETHER, max_size=YEAR * TOGETHER))
    def agree(drawn: bytes) -> None:
        for begins in range(0, len(drawn), YEAR):
            seen[rolling_months_agree(drawn[begins : begins + YEAR])] += 1

    agree()
    assert sum(seen.values()) >= HISTORIES
    assert min(seen.values()) > HISTORIES // 20, seen


def rolling_months_agree(drawn: bytes) -> bool:
    """Hold the engine's rate for one member against clause 7.5 read aloud; give whether flagged."""
    first = date(2023, 1, 1)
    until = first + timedelta(days=3 * drawn[0] + 365)
    since = first + timedelta(days=3 * drawn[1])
    percent, deputies = 30 + drawn[2] % 41, drawn[3] % 2 == 0
    history = [
        (first + timedelta(days=4 * when), ("absent", "came", "deputy", "unrecorded")[how % 4])
        for when, how in zip(drawn[4::2], drawn[5::2], strict=True)
    ]
    ids = [UUID(int=number) for number in range(len(history))]
    rule = AttendanceRule(flag_below_percent=percent, deputies_count=deputies)
    numbered = list(zip(ids, history, strict=True))
    held = [Held(one, day, recorded=how != "unrecorded") for one, (day, how) in numbered]
    came = [Came(one, CO_OPTED, deputy=how == "deputy")
            for one, (_, how) in numbered if how in {"came", "deputy"}]  # fmt: skip
    found = rates(rule, until, held, came, [Holding(CO_OPTED, since)])[CO_OPTED]
    due = attended = 0
    for day, how in history:
        if how == "unrecorded" or day < since or day > until:
            continue
        if (day.year, day.month, day.day) <= (until.year - 1, until.month, until.day):
            continue
        due += 1
        attended += how == "came" or (how == "deputy" and deputies)
    assert (found.meetings, found.attended) == (due, attended)
    assert found.flagged is (due > 0 and attended / due < percent / 100 - 1e-9)
    return found.flagged
