"""Evidence suggested for an item from what the library published (rule 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from common.clock import new_id
from common.events.insights import FindingPublished
from common.testing.clock import today
from governance.evidence import handlers
from governance_support import NOON, QE1, QKK, Governance
from papers_support import Agenda, agenda_of

pytestmark = pytest.mark.rule("governance.7")


async def heard(governance: Governance, title: str, summary: str = "-", **more: Any) -> UUID:
    """Let the library publish a finding with these words; give its id."""
    ics = more.pop("ics", None)
    data = FindingPublished(
        finding_id=new_id(), version=1, reference="QE1-F-2026-0002", title=title, summary=summary,
        visibility="public", published_at=NOON, **more,
    )  # fmt: skip
    await governance.hears(data, handlers.keep_published_finding, *([ics] if ics else []))
    return data.finding_id


async def suggested(agenda: Agenda, **options: Any) -> list[dict[str, Any]]:
    response = await agenda.governance.get(f"{agenda.path}/suggested-evidence", **options)
    assert response.status_code == 200, response.text
    return list(response.json()["items"])


class TestSuggest:
    async def test_shared_words_are_named(self, agenda: Agenda, governance: Governance) -> None:
        near = await heard(governance, "Evenings suit those who work", "Clinics close too soon.")
        await heard(governance, "Parking at the hospital", "It costs a lot.")
        [one] = await suggested(agenda)
        assert one["finding_id"] == str(near)
        assert set(one["shared_words"]) == {"evening", "clinic"}
        assert "“clinic”" in one["because"]

    async def test_a_theme_that_the_item_names_is_shared(self, governance: Governance) -> None:
        agenda = await agenda_of(governance, today() + timedelta(9), "How care plans are made")
        near = await heard(governance, "Told too late", themes=["care_plan", "waiting"])
        [one] = await suggested(agenda)
        assert (one["finding_id"], one["shared_themes"]) == (str(near), ["care_plan"])

    async def test_rare_words_weigh_more(self, governance: Governance) -> None:
        agenda = await agenda_of(governance, today() + timedelta(9), "Dental care for all")
        for number in range(8):
            await heard(governance, f"Care at home {number}")
        near = await heard(governance, "Dental visits")
        found = await suggested(agenda)
        assert found[0]["finding_id"] == str(near)
        assert found[0]["score"] > found[1]["score"]

    async def test_what_most_findings_say_is_no_reason(self, governance: Governance) -> None:
        agenda = await agenda_of(governance, today() + timedelta(9), "Care")
        for number in range(12):
            await heard(governance, f"Care at home {number}")
        assert await suggested(agenda) == []

    async def test_the_papers_words_count(self, agenda: Agenda, governance: Governance) -> None:
        near = await heard(governance, "Buses do not run at night")
        assert await suggested(agenda) == []
        await agenda.drafted(sections={"background": {"text": "Buses stop at six."}})
        assert [one["finding_id"] for one in await suggested(agenda)] == [str(near)]

    async def test_what_ended_and_what_others_heard_is_not_suggested(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        one = await heard(governance, "Evening clinic")
        two = await heard(governance, "Evening clinic")
        await heard(governance, "Evening clinic", ics=QKK)
        await governance.withdraws(one)
        await governance.supersedes(two)
        assert await suggested(agenda) == []

    async def test_an_item_without_words_gets_none(self, governance: Governance) -> None:
        agenda = await agenda_of(governance, today() + timedelta(9), "4. -")
        await heard(governance, "Evening clinic")
        assert await suggested(agenda) == []

    async def test_the_words_of_a_withdrawn_finding_are_forgotten(
        self, governance: Governance
    ) -> None:
        one = await heard(governance, "Evening clinic")
        await governance.withdraws(one)
        async with governance.database.transaction(QE1) as session:
            left = await session.scalar(text("SELECT count(*) FROM findings WHERE words <> ''"))
        assert left == 0
