"""The engine and a naive reading of clause 8.1, written without it, agree on any attendance."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from itertools import combinations, permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.quorum.conditions import work_out
from governance.quorum.seats import unfilled
from governance_terms import (
    ALL,
    BLACKPOOL,
    CHAIR,
    DIRECTORS,
    GROUPS,
    ICB,
    LANCASHIRE,
    MEMBERS,
    RULE,
    VCFSE,
    WESTMORLAND,
    quorum,
    there,
)

pytestmark = pytest.mark.rule("governance.2")
COUNCILS = {BLACKPOOL, CHAIR, WESTMORLAND, LANCASHIRE}
FOUNDERS = COUNCILS | set(ICB)


def naive(present: AbstractSet[UUID]) -> bool:
    """Clause 8.1 as one reads it aloud, by trying who might be counted as what."""
    if len(present) * 100 < 26 * 30:
        return False
    if CHAIR not in present and VCFSE[0] not in present:
        return False
    founders = [p for p in present if p in FOUNDERS]
    if len(founders) < 3:
        return False
    if not any(p in COUNCILS for p in founders) or not any(p in ICB for p in founders):
        return False
    for director in DIRECTORS:
        if director in present:
            others = [p for p in present if p not in FOUNDERS and p != director]
            for pair in combinations(others, 2):
                if pair[0] in VCFSE or pair[1] in VCFSE:
                    return True
    return False


@given(st.sets(st.sampled_from(ALL)), st.sets(st.sampled_from(ALL), max_size=4))
@settings(max_examples=300, deadline=None)
def test_any_attendance_and_any_conflicts(present: set[UUID], conflicted: set[UUID]) -> None:
    found = quorum(there(present), conflicted=conflicted)
    assert found.quorate == naive(present - conflicted)
    if found.would_suffice is not None:
        assert naive((present - conflicted) | set(found.would_suffice))
    else:
        assert not naive(set(ALL) - conflicted)


@pytest.mark.slow
def test_a_hundred_thousand_attendances() -> None:
    draw = random.Random(1083)
    wanted = work_out(RULE, GROUPS, MEMBERS)
    quorate = 0
    for _ in range(100_000):
        present = set(draw.sample(ALL, draw.randint(4, 16)))
        holds = wanted.shortfall(present) == 0
        assert holds == naive(present), sorted(present)
        quorate += holds
    assert 10_000 < quorate < 90_000


IDS = [UUID(int=n) for n in range(6)]


@given(st.lists(st.frozensets(st.sampled_from(IDS)), max_size=4), st.sets(st.sampled_from(IDS)))
@settings(max_examples=200, deadline=None)
def test_seats_are_filled_as_well_as_any_order_could(
    seats: list[frozenset[UUID]], posts: set[UUID]
) -> None:
    """Brute force: every way to hand the posts out to the seats."""
    placed = [*posts, *[None] * len(seats)]
    best = max(
        (sum(post in seat for post, seat in zip(order, seats, strict=False) if post is not None)
         for order in permutations(placed, len(seats))), default=0
    )  # fmt: skip
    assert unfilled(seats, posts) == len(seats) - best
