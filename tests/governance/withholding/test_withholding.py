"""An item of an agenda is withheld together with its papers and its decisions (rule 7)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from attachments_support import attached
from common.clock import new_id
from common.testing.clock import today
from governance.meetings import agenda as items
from governance.papers import published as open_papers
from governance.plans import repository as plan
from governance.plans.models import Placement
from governance_support import QE1, Governance
from inspection_support import pdf
from papers_support import Agenda, agenda_of

pytestmark = pytest.mark.rule("governance.7")
REASON = "It is before a court."
UNTIL_THE_AWARD = {"withheld_reason": "The bid is open."}
SECRET = UNTIL_THE_AWARD | {"confidential": True}


@pytest.fixture
async def agenda(governance: Governance) -> Agenda:
    return await agenda_of(governance, today())


async def withheld(agenda: Agenda, reason: str | None = REASON) -> Any:
    version = (await agenda.governance.get(agenda.path)).json()["version"]
    return await agenda.governance.patch(agenda.path, version, json={"withheld_reason": reason})


async def publishes(agenda: Agenda, paper: dict[str, Any]) -> Any:
    return await agenda.step(paper, "publish")


async def published(agenda: Agenda, **change: Any) -> dict[str, Any]:
    answer = await publishes(agenda, await agenda.final(**change))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def decided(agenda: Agenda, **change: Any) -> Any:
    data = {
        "body_id": (await agenda.governance.get(f"/meetings/{agenda.meeting}")).json()["body_id"],
        "decided_on": str(today()), "title": "Evening clinic", "outcome": "approved",
        "parts": [{"text": "the clinic be open until 10pm"}],
        "meeting_id": agenda.meeting, "item_id": agenda.item,
    }  # fmt: skip
    return await agenda.governance.post("/decisions", json=data | change)


async def withheld_in_the_database(agenda: Agenda) -> None:
    """Withhold an item as it could be before migration 0024, with open papers."""
    async with agenda.governance.database.transaction(QE1) as session:
        await session.execute(
            text("UPDATE agenda_items SET withheld_reason = :reason WHERE id = :id"),
            {"reason": REASON, "id": agenda.item},
        )


class TestWithholding:
    async def test_an_item_with_an_open_paper_or_decision_names_what_to_withhold_first(
        self, agenda: Agenda
    ) -> None:
        paper, decision = await published(agenda), (await decided(agenda)).json()
        refused = await withheld(agenda)
        assert (refused.status_code, refused.json()["type"]) == (
            409, "/problems/item-has-open-records"
        )  # fmt: skip
        assert [one["field"] for one in refused.json()["errors"]] == [
            f"papers.{paper['id']}", f"decisions.{decision['id']}"
        ]  # fmt: skip

    async def test_either_alone_keeps_it_open(self, governance: Governance) -> None:
        with_paper = await agenda_of(governance, today())
        await published(with_paper)
        assert (await withheld(with_paper)).status_code == 409
        with_decision = await agenda_of(governance, today(), starts_at="14:00")
        assert (await decided(with_decision)).status_code == 201
        assert (await withheld(with_decision)).status_code == 409

    async def test_once_both_are_withheld_so_is_the_item(self, agenda: Agenda) -> None:
        paper, decision = await published(agenda), (await decided(agenda)).json()
        revised = await agenda.revises(paper, reason="A bid was made.", **UNTIL_THE_AWARD)
        final = await agenda.step(revised.json(), "final")
        assert (await publishes(agenda, final.json())).status_code == 200
        corrected = await agenda.governance.patch(
            f"/decisions/{decision['id']}", 1, json=SECRET | {"reason": "A bid was made."}
        )
        assert corrected.status_code == 200, corrected.text
        assert (await withheld(agenda)).status_code == 200

    async def test_a_draft_hinders_nothing(self, agenda: Agenda) -> None:
        await agenda.final()
        assert (await withheld(agenda)).status_code == 200

    async def test_the_reason_of_an_item_that_is_withheld_can_be_worded_otherwise(
        self, agenda: Agenda
    ) -> None:
        await withheld(agenda)
        assert (await withheld(agenda, "It names a member of staff.")).status_code == 200


class TestWhatHangsOnIt:
    async def test_no_open_paper_is_published(self, agenda: Agenda) -> None:
        paper = await agenda.final()
        await withheld(agenda)
        refused = await publishes(agenda, paper)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/item-withheld")
        assert (await withheld(agenda, None)).status_code == 200
        assert (await publishes(agenda, paper)).status_code == 200

    async def test_a_paper_that_is_withheld_itself_is_published(self, agenda: Agenda) -> None:
        paper = await agenda.final(**UNTIL_THE_AWARD)
        await withheld(agenda)
        assert (await publishes(agenda, paper)).status_code == 200

    async def test_no_open_decision_is_recorded(self, agenda: Agenda) -> None:
        await withheld(agenda)
        refused = await decided(agenda)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/item-withheld")
        assert (await decided(agenda, **SECRET)).status_code == 201

    async def test_no_decision_is_recorded_on_an_item_of_another_meeting(
        self, agenda: Agenda
    ) -> None:
        other = await agenda_of(agenda.governance, today(), starts_at="14:00")
        for how in ({}, SECRET):
            refused = await decided(agenda, item_id=other.item, **how)
            assert (refused.status_code, refused.json()["type"]) == (
                404, "/problems/item-not-found"
            )  # fmt: skip

    async def test_no_decision_is_opened(self, agenda: Agenda) -> None:
        decision = (await decided(agenda, **SECRET)).json()
        await withheld(agenda)
        open_ = {"confidential": False, "reason": "The award was made."}
        path = f"/decisions/{decision['id']}"
        assert (await agenda.governance.patch(path, 1, json=open_)).status_code == 409
        await withheld(agenda, None)
        assert (await agenda.governance.patch(path, 1, json=open_)).status_code == 200


class TestFromBefore:
    """Items that were withheld before their papers had to be."""

    @pytest.fixture
    async def paper(self, agenda: Agenda) -> dict[str, Any]:
        paper = await published(agenda)
        await withheld_in_the_database(agenda)
        return paper

    async def test_everybody_is_told_the_reason_and_nothing_of_the_paper(
        self, agenda: Agenda, paper: dict[str, Any]
    ) -> None:
        listed = await agenda.governance.get(f"/published-papers?meeting_id={agenda.meeting}")
        for told in ((await agenda.read(paper)).json(), listed.json()["items"][0]):
            assert told["content"] == {
                "title": None, "sections": [], "withheld_reason": REASON, "evidence": []
            }  # fmt: skip
            assert (told["attachments"], told["evidence"], told["reading_age"]) == ([], [], None)
            assert told["sha256"] != paper["publications"][0]["sha256"]

    async def test_nobody_gets_its_files_without_the_record(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "plan.pdf")
        final = await agenda.step(paper, "final")
        assert (await publishes(agenda, final.json())).status_code == 200
        path = f"/published-papers/{paper['id']}/attachments/{file['id']}"
        assert (await agenda.governance.get(path)).status_code == 200
        await withheld_in_the_database(agenda)
        assert (await agenda.governance.get(path)).status_code == 404
        kept = f"/papers/{paper['id']}/attachments/{file['id']}"
        assert (await agenda.governance.get(kept)).status_code == 200

    async def test_those_who_keep_the_record_read_it(
        self, agenda: Agenda, paper: dict[str, Any]
    ) -> None:
        kept = (await agenda.governance.get(f"/papers/{paper['id']}")).json()
        assert kept["title"] == "Evening clinic"


class TestAtTheSameMoment:
    """Whoever comes second waits, and is refused."""

    async def test_a_paper_is_published_after_its_item_was_looked_at(
        self, agenda: Agenda, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paper, look = await agenda.final(), open_papers.open_of_item
        second: list[asyncio.Task[Any]] = []

        async def looked(*about: Any) -> Any:
            found = await look(*about)
            second.append(asyncio.create_task(publishes(agenda, paper)))
            await asyncio.wait(second, timeout=0.5)
            return found

        monkeypatch.setattr(open_papers, "open_of_item", looked)
        assert (await withheld(agenda)).status_code == 200
        assert (await second[0]).json()["type"] == "/problems/item-withheld"

    async def test_an_item_is_withheld_after_its_paper_was_let_through(
        self, agenda: Agenda, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paper, let = await agenda.final(), items.require_public
        second: list[asyncio.Task[Any]] = []

        async def through(*about: Any) -> None:
            await let(*about)
            second.append(asyncio.create_task(withheld(agenda)))
            await asyncio.wait(second, timeout=0.5)

        monkeypatch.setattr(items, "require_public", through)
        assert (await publishes(agenda, paper)).status_code == 200
        assert (await second[0]).json()["type"] == "/problems/item-has-open-records"

    async def test_the_title_of_a_plans_item_is_told_before_it_is_withheld(
        self, agenda: Agenda, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        planned, look = await put_on(agenda), plan.withheld
        second: list[asyncio.Task[Any]] = []

        async def looked(*about: Any) -> Any:
            found = await look(*about)
            if not second:
                second.append(asyncio.create_task(withheld(agenda)))
                await asyncio.wait(second, timeout=0.5)
            return found

        monkeypatch.setattr(plan, "withheld", looked)
        path, titled = f"/plan-items/{planned['id']}", {"title": "A claim"}
        assert (await agenda.governance.patch(path, 1, json=titled)).status_code == 200
        assert (await second[0]).status_code == 200
        told = await agenda.governance.told("governance.plan_item.planned.v1")
        assert [one["title"] for one in told][-2:] == ["A claim", None]


async def put_on(agenda: Agenda) -> dict[str, Any]:
    """Give an item of a forward plan of which the item of the agenda came."""
    body = (await agenda.governance.get(f"/meetings/{agenda.meeting}")).json()["body_id"]
    data = {"kind": "standing", "title": "Claims", "starts_on": str(today()), "every": 1}
    made = await agenda.governance.post(f"/bodies/{body}/plan-items", json=data)
    placement = Placement(
        ics=QE1, id=new_id(), plan_item_id=UUID(made.json()["id"]), place=None, by_hand=False,
        meeting_id=UUID(agenda.meeting), item_id=UUID(agenda.item),
    )  # fmt: skip
    async with agenda.governance.database.transaction(QE1) as session:
        session.add(placement)
    return dict(made.json())


async def test_an_item_of_another_day_is_not_looked_at(governance: Governance) -> None:
    """What is open elsewhere hinders no item."""
    await published(await agenda_of(governance, today() + timedelta(1)))
    assert (await withheld(await agenda_of(governance, today()))).status_code == 200
