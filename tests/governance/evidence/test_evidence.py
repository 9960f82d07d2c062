"""Governance's copies of what the library says."""

from __future__ import annotations

from common.clock import new_id
from common.events.insights import ActivityChanged, FindingPublished
from governance.evidence import handlers
from governance.subscriptions import SUBSCRIPTIONS
from governance_support import NOON, Governance


async def states(governance: Governance) -> dict[int, str]:
    items = (await governance.get("/evidence/findings")).json()["items"]
    return {finding["version"]: finding["state"] for finding in items}


class TestFindings:
    async def test_versions_are_kept_apart(self, governance: Governance) -> None:
        finding = await governance.finding()
        await governance.finding(finding_id=finding, version=2)
        await governance.supersedes(finding, 1)
        assert await states(governance) == {1: "superseded", 2: "published"}

    async def test_withdrawn_stays_withdrawn_whatever_is_heard_after(
        self, governance: Governance
    ) -> None:
        finding = await governance.finding()
        await governance.withdraws(finding)
        await governance.finding(finding_id=finding)
        await governance.supersedes(finding)
        assert await states(governance) == {1: "withdrawn"}

    async def test_an_end_heard_before_the_beginning_counts(self, governance: Governance) -> None:
        finding = new_id()
        await governance.withdraws(finding)
        await governance.finding(finding_id=finding)
        assert await states(governance) == {1: "withdrawn"}

    async def test_what_can_be_cited_is_listed(self, governance: Governance) -> None:
        finding = await governance.finding()
        await governance.withdraws(await governance.finding())
        items = (await governance.get("/evidence/findings?state=published")).json()["items"]
        assert [item["finding_id"] for item in items] == [str(finding)]


class TestActivities:
    async def test_a_change_of_an_activity_is_kept(self, governance: Governance) -> None:
        activity = await governance.activity()
        data = ActivityChanged(
            activity_id=activity, title="Survey of evenings", method="survey", status="finished"
        )
        await governance.hears(data, handlers.keep_activity)
        [kept] = (await governance.get("/evidence/activities")).json()["items"]
        assert (kept["title"], kept["status"]) == ("Survey of evenings", "finished")


class TestSubscriptions:
    async def test_each_kind_has_the_handler_that_keeps_it(self, governance: Governance) -> None:
        finding = new_id()
        data = FindingPublished(
            finding_id=finding, version=1, reference="QE1-F-2026-0001", title="T", summary="S",
            visibility="public", published_at=NOON,
        )  # fmt: skip
        await governance.hears(data, SUBSCRIPTIONS.handler(data.event_type))
        assert await states(governance) == {1: "published"}
        assert len(SUBSCRIPTIONS.kinds) == 11
