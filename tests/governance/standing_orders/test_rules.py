"""Standing orders in terms of reference: what has no meaning is refused when it is adopted."""

from __future__ import annotations

from typing import Any

import pytest

from governance.standing_orders import rules
from governance_support import ICP, Governance

pytestmark = pytest.mark.rule("governance.1")
CALL_IN = {"source": "s", "window_working_days": 5, "heard_by": "h", "members": {"number": 3}}
URGENT = {"source": "s", "by": ["chair"], "consult_at_least": 2}


class TestRead:
    def test_terms_without_entries_let_amendments_be_seconded_and_nothing_else(self) -> None:
        order = rules.amendments({})
        assert (order.seconded, order.one_at_a_time) == (True, True)
        assert rules.delegation({}) is None
        assert rules.urgent({}) is None
        assert rules.call_in({}) is None

    def test_what_has_its_form_is_read(self) -> None:
        found = rules.call_in({"call_in": CALL_IN})
        assert found is not None
        assert (found.window_working_days, found.members and found.members.number) == (5, 3)


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({"amendments": {"seconded": "perhaps"}}, "amendments"),
        ({"delegation": {"source": "s"}}, "delegation"),
        ({"delegation": {"source": "s", "longest_days": 0}}, "delegation"),
        ({"call_in": CALL_IN | {"window_working_days": 0}}, "call_in"),
        ({"call_in": CALL_IN | {"members": None}}, "call_in"),
        ({"call_in": CALL_IN | {"by": "anybody"}}, "call_in"),
        ({"urgent_decisions": URGENT | {"by": []}}, "urgent_decisions"),
        ({"urgent_decisions": URGENT}, "urgent_decisions"),
        ({"urgent_decisions": URGENT | {"consult": ["all"]}, "groups": {"chair": []}},
         "urgent_decisions"),
    ],
)  # fmt: skip
async def test_what_nobody_could_follow_is_not_adopted(
    governance: Governance, entry: dict[str, Any], place: str
) -> None:
    data = {"valid_from": "2026-01-01", "content": entry}
    refused = await governance.post(f"/bodies/{ICP}/terms", json=data)
    assert refused.status_code == 422, refused.text
    assert f"body.content.{place}" in [one["field"] for one in refused.json()["errors"]]


async def test_what_can_be_followed_is(governance: Governance) -> None:
    content = {"groups": {"chair": []}, "urgent_decisions": URGENT, "call_in": CALL_IN,
               "delegation": {"source": "s", "longest_days": 365},
               "amendments": {"source": "s", "seconded": False}}  # fmt: skip
    data = {"valid_from": "2026-01-01", "content": content}
    adopted = await governance.post(f"/bodies/{ICP}/terms", json=data)
    assert adopted.status_code == 201, adopted.text
