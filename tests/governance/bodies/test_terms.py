"""Terms of reference that no meeting could follow are refused when they are adopted."""

from __future__ import annotations

from typing import Any

import pytest

from governance_support import ICP, Governance

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]


def terms(**content: Any) -> dict[str, Any]:
    return {"valid_from": "2025-01-01", "content": content}


async def test_a_rule_above_what_the_posts_can_give(governance: Governance) -> None:
    condition = {"name": "councils", "at_least": 2, "among": {"sectors": ["Local Government"]}}
    data = terms(quorum={"condition": condition})
    refused = await governance.post(f"/bodies/{ICP}/terms", json=data)
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("terms-contradict")
    assert refused.json()["errors"][0]["field"] == "body.content.quorum.condition"
    listed = await governance.get(f"/bodies/{ICP}/terms")
    assert len(listed.json()["items"]) == 1


async def test_a_rule_that_can_be_followed_is_kept_as_sent(governance: Governance) -> None:
    condition = {"name": "councils", "at_least": 1, "among": {"sectors": ["Local Government"]}}
    data = terms(quorum={"condition": condition}, voting={"majority": {"of": "votes"}})
    adopted = await governance.post(f"/bodies/{ICP}/terms", json=data)
    assert adopted.status_code == 201
    assert adopted.json()["content"] == data["content"]


@pytest.mark.parametrize("content", [{"quorum": []}, {"quorum": {}}, {"voting": "loud"},
                                     {"groups": 5}, {"voting": {"majority": [1]}}])  # fmt: skip
async def test_what_is_no_rule(governance: Governance, content: dict[str, Any]) -> None:
    refused = await governance.post(f"/bodies/{ICP}/terms", json=terms(**content))
    assert refused.status_code == 422
