"""What a decision shows of the findings that it relies on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from governance_support import Governance

MAY, OCTOBER = datetime(2024, 5, 6, 12, tzinfo=UTC), datetime(2024, 10, 7, 12, tzinfo=UTC)


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


@pytest.mark.rule("governance.7")
class TestSupersededFindings:
    """A decision of 2 September 2024, recorded later, on a version of May that October replaced."""

    async def replaced(self, governance: Governance) -> dict[str, Any]:
        finding = await governance.finding(at=MAY)
        await governance.supersedes(finding, at=OCTOBER)
        await governance.finding(version=2, finding_id=finding, at=OCTOBER)
        return {"finding_id": str(finding), "version": 1}

    async def decide(self, governance: Governance, on: str, cited: dict[str, Any]) -> Any:
        decision = await governance.decision(decided_on=on)
        return await governance.post(f"/decisions/{decision['id']}/citations", json=cited)

    async def test_what_was_current_on_the_day_may_be_cited_and_is_shown_as_replaced(
        self, governance: Governance
    ) -> None:
        cited = await self.replaced(governance)
        decision = await governance.decision(evidence=[cited])
        [shown] = decision["evidence"]
        assert (shown["state"], shown["superseded_by_version"]) == ("superseded", 2)
        assert (shown["superseded_at"], shown["superseded_by"]) == (
            "2024-10-07T12:00:00Z", cited["finding_id"],
        )  # fmt: skip
        later = await self.decide(governance, "2024-09-02", cited)
        assert later.status_code in {200, 201}, later.text

    @pytest.mark.parametrize(
        ("on", "citable"),
        [("2024-05-05", False), ("2024-05-06", True), ("2024-10-07", True), ("2024-10-08", False)],
    )
    async def test_from_its_first_day_to_its_last(
        self, governance: Governance, on: str, citable: bool
    ) -> None:
        answer = await self.decide(governance, on, await self.replaced(governance))
        assert (answer.status_code in {200, 201}) is citable, answer.text
        if not citable:
            assert "superseded" in answer.json()["errors"][0]["message"]

    async def test_not_what_was_withdrawn_since(self, governance: Governance) -> None:
        cited = await self.replaced(governance)
        await governance.withdraws(UUID(cited["finding_id"]), 2)
        answer = await self.decide(governance, "2024-09-02", cited)
        assert answer.json()["errors"][0]["message"] == "was withdrawn"

    async def test_a_current_version_has_no_successor(self, governance: Governance) -> None:
        finding = await governance.finding()
        cited = {"finding_id": str(finding), "version": 1}
        [shown] = (await governance.decision(evidence=[cited]))["evidence"]
        assert (shown["superseded_at"], shown["superseded_by_version"]) == (None, None)
