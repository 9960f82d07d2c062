"""What a decision shows of the findings that it relies on."""

from __future__ import annotations

from typing import Any

import pytest

from governance_support import Governance


class TestCitedFindings:
    @pytest.mark.parametrize("hidden", ["partners", "organisation", "withdrawn"])
    async def test_words_that_are_not_for_everybody_are_for_those_who_keep_the_record(
        self, governance: Governance, hidden: Any
    ) -> None:
        withdrawn = hidden == "withdrawn"
        finding = await governance.finding(visibility="public" if withdrawn else hidden)
        shown = await governance.finding()
        cited = [{"finding_id": str(one), "version": 1} for one in (finding, shown)]
        decision = await governance.decision(evidence=cited)
        if withdrawn:
            await governance.withdraws(finding)
        for scopes, title in (
            (["governance:read"], None),
            (["governance:read", "governance:manage"], "Evening opening hours"),
        ):
            read = await governance.get(f"/decisions/{decision['id']}", scopes=scopes)
            titles = {one["finding_id"]: one["title"] for one in read.json()["evidence"]}
            assert titles == {str(finding): title, str(shown): "Evening opening hours"}
