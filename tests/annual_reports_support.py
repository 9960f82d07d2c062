"""A body's year on record, and its report made the short way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assemblies_support import days, decided, reported
from common.clock import new_id
from common.events.insights import ActivityRegistered, FindingPublished
from common.testing.clock import today
from governance.evidence import handlers
from governance_support import ICP, NOON, Governance

SINCE, UNTIL = days(-300), days(0)


@dataclass
class Reports:
    """Whoever writes the reports of one governance."""

    governance: Governance

    async def drafted(self, status: int = 201, **content: Any) -> dict[str, Any]:
        """Draft a report; give it as the list has it."""
        values = {"body_id": str(ICP), "since": SINCE, "until": UNTIL}
        response = await self.governance.post("/annual-reports", json=values | content)
        assert response.status_code == status, response.text
        return dict(response.json())

    async def read(self, one: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Read a report."""
        response = await self.governance.get(f"/annual-reports/{one['id']}", **options)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def does(
        self, one: dict[str, Any], what: str, status: int = 200, **data: Any
    ) -> dict[str, Any]:
        """Move a report on from the version that it has."""
        version = (await self.read(one))["version"]
        response = await self.governance.post(
            f"/annual-reports/{one['id']}/{what}", json=data or None,
            headers={"If-Match": f'"v{version}"'},
        )  # fmt: skip
        assert response.status_code == status, response.text
        return dict(response.json())

    async def approved(self, **content: Any) -> dict[str, Any]:
        one = await self.drafted(**content)
        return await self.does(one, "approve", approved_as="Director of involvement")

    async def published(self, **content: Any) -> dict[str, Any]:
        return await self.does(await self.approved(**content), "publish")

    async def public(self, one: dict[str, Any], path: str = "") -> Any:
        """Read as everybody does."""
        return await self.governance.get(f"/published-annual-reports/{one['id']}{path}")


async def heard(
    governance: Governance, visibility: Any = "public", **change: Any
) -> dict[str, Any]:
    """Let the library tell of a finding and the activity behind it; give its citation."""
    activity, finding = new_id(), new_id()
    await governance.hears(
        ActivityRegistered(activity_id=activity, title="Talks at the market", method="event",
                           spectrum_level="discuss", communities=["farmers"], starts_on=today(),
                           visibility=visibility), handlers.keep_activity)  # fmt: skip
    await governance.hears(
        FindingPublished(finding_id=finding, version=1, reference="QE1-F-2026-0003",
                         title="Long ways", summary="-", activity_ids=[activity],
                         communities=["young_carers"], visibility=visibility, themes=["travel"],
                         published_at=NOON, **change), handlers.keep_published_finding)  # fmt: skip
    return {"finding_id": str(finding), "version": 1, "activity_id": str(activity)}


def cited(one: dict[str, Any]) -> dict[str, Any]:
    return {"finding_id": one["finding_id"], "version": 1}


async def tells(governance: Governance, decision: str, **said: Any) -> dict[str, Any]:
    """Publish an answer to those who spoke."""
    words = {"you_said": "Too far.", "we_did": "A bus runs.", "did_not": None}
    made = await governance.post(f"/decisions/{decision}/feedback", json=words | said)
    assert made.status_code == 201, made.text
    await governance.post(f"/feedback/{made.json()['id']}/publish")
    return dict(made.json())


async def whole_year(governance: Governance) -> dict[str, Any]:
    """Have a year with something in every part of a report."""
    found = await heard(governance)
    first = await decided(
        governance, title="A bus to the clinic", involvement_statement="We asked farmers.",
        evidence=[cited(found)], kind_of_activity="planning",
        not_done="A bus on Sundays: too dear.",
    )  # fmt: skip
    second = await decided(governance, title="A new lease")
    feedback = await tells(governance, first, did_not="Not on Sundays: nobody to drive.")
    jury = await reported(governance, "Open until ten.", "Run two buses.")
    asked = (await jury.read())["recommendations"]
    await jury.answers((asked[0]["id"], "accepted", first))
    return {"heard": found, "first": first, "second": second, "feedback": feedback, "jury": jury}


def figures(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the figures of a report by section, group and code."""
    return {
        f"{section['code']}.{group['code']}.{one['code']}": one
        for section in report["content"]["sections"]
        for group in section["groups"]
        for one in group["figures"]
    }


def counts(report: dict[str, Any], *places: str) -> list[Any]:
    found = figures(report)
    return [found[place]["count"] for place in places]
