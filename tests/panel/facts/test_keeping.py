"""The panel's copies of findings and decisions: what is public and stands, in its last version."""

from __future__ import annotations

from common.clock import new_id
from panel.subscriptions import SUBSCRIPTIONS
from panel_support.bulletins import decided, ended, found
from panel_support.world import QKK, World


async def told(world: World, kind: str, ics: str = "QE1") -> list[str]:
    listed = await world.call("GET", f"/bulletins/material?kind={kind}", ics=ics)
    return [one["title"] for one in listed.json()["items"]]


class TestFindings:
    async def test_the_last_version_stands_in_whatever_order_they_come(self, world: World) -> None:
        finding = await found(world, version=2, title="Second")
        await found(world, finding_id=finding, version=1, title="First")
        assert await told(world, "finding") == ["Second"]
        await found(world, finding_id=finding, version=3, title="Third")
        assert await told(world, "finding") == ["Third"]

    async def test_what_not_everybody_may_see_is_not_kept(self, world: World) -> None:
        for visibility in ("partners", "organisation"):
            await found(world, visibility=visibility)
        finding = await found(world)
        await found(world, finding_id=finding, version=2, visibility="partners")
        assert await world.count("known_findings") == 0

    async def test_withdrawn_and_superseded_ones_are_told_no_more(self, world: World) -> None:
        one, other = await found(world), await found(world)
        await ended(world, one)
        await ended(world, other, by=new_id())
        assert await told(world, "finding") == []

    async def test_the_next_version_of_one_that_was_superseded_by_it_is_told(
        self, world: World
    ) -> None:
        finding = await found(world)
        await ended(world, finding, by=finding)
        await found(world, finding_id=finding, version=2, title="Second")
        await ended(world, finding, by=finding, version=1)  # again, late
        assert await told(world, "finding") == ["Second"]

    async def test_stay_in_their_system(self, world: World) -> None:
        await found(world, QKK)
        assert await told(world, "finding") == []
        assert len(await told(world, "finding", "QKK")) == 1


class TestDecisions:
    async def test_a_confidential_version_takes_the_copy_away(self, world: World) -> None:
        decision = await decided(world)
        assert await told(world, "decision") == ["Move the stop"]
        await decided(world, decision_id=decision, version=2, confidential=True)
        assert await world.count("known_decisions") == 0

    async def test_a_late_older_version_changes_nothing(self, world: World) -> None:
        decision = await decided(world, version=2, title="Corrected")
        await decided(world, decision_id=decision, version=1)
        await decided(world, decision_id=decision, version=1, confidential=True)
        assert await told(world, "decision") == ["Corrected"]


def test_the_panel_listens_to_findings() -> None:
    assert "insights.findings" in SUBSCRIPTIONS.topics
