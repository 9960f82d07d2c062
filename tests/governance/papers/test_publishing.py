"""A paper published: in time or late, open or withheld, and told of (rule 6)."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from uuid import uuid4

import pytest
import rfc8785

from common.testing.clock import today
from governance_support import ICP, Governance
from papers_support import Agenda, agenda_of, fields, sections

pytestmark = pytest.mark.rule("governance.6")


class TestPublish:
    async def test_it_is_hashed_and_told_of(self, agenda: Agenda, governance: Governance) -> None:
        finding = await governance.finding()
        paper = await agenda.published(evidence=[{"finding_id": str(finding), "version": 1}])
        shown = (await agenda.read(paper)).json()
        assert hashlib.sha256(rfc8785.dumps(shown["content"])).hexdigest() == shown["sha256"]
        [event] = await governance.told("governance.paper.published.v1")
        assert (event["title"], event["version"], event["sha256"], event["late"]) == (
            "Evening clinic", 1, shown["sha256"], False)  # fmt: skip
        assert event["evidence"] == [{"finding_id": str(finding), "version": 1}]
        assert "Ann Low" not in str(event)

    async def test_a_draft_is_not_published(self, agenda: Agenda) -> None:
        assert (await agenda.step(await agenda.drafted(), "publish")).status_code == 409

    async def test_a_new_text_leaves_the_published_one(self, agenda: Agenda) -> None:
        paper = await agenda.published()
        new = await agenda.revises(paper, title="Night clinic", reason="Clearer.")
        assert (await agenda.read(paper)).json()["content"]["title"] == "Evening clinic"
        final = await agenda.step(new.json(), "final")
        again = await agenda.step(final.json(), "publish")
        assert [one["version"] for one in again.json()["publications"]] == [1, 2]
        assert (await agenda.read(paper)).json()["content"]["title"] == "Night clinic"

    async def test_a_name_in_the_title_does_not_travel(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        await agenda.published(title="Report of Ann Low on evenings")
        [event] = await governance.told("governance.paper.published.v1")
        assert event["title"] == "Report of [name] on evenings"

    async def test_the_papers_of_a_meeting_are_listed(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        await agenda.drafted(title="Not yet")
        paper = await agenda.published()
        path = f"/published-papers?meeting_id={agenda.meeting}"
        assert [one["id"] for one in (await governance.get(path)).json()["items"]] == [paper["id"]]
        drafts = (await governance.get(f"/meetings/{agenda.meeting}/papers")).json()["items"]
        assert len(drafts) == 2
        assert (await governance.get(path, ics="QKK")).status_code == 404


class TestDeadline:
    """Terms without a notice period ask for none; those of this body have five working days."""

    @pytest.fixture
    async def terms(self, governance: Governance) -> None:
        since = {"valid_from": "2023-05-01", "content": {"notice_working_days": 5}}
        response = await governance.post(f"/bodies/{ICP}/terms", json=since)
        assert response.status_code == 201, response.text

    @pytest.mark.usefixtures("terms")
    async def test_a_late_paper_says_why(self, governance: Governance) -> None:
        agenda = await agenda_of(governance, today() + timedelta(2))
        paper = await agenda.final()
        assert date.fromisoformat(paper["papers_due_on"]) < today()
        assert fields(await agenda.step(paper, "publish")) == ["body.late_reason"]
        late = await agenda.step(paper, "publish", late_reason="The landlord answered today.")
        [publication] = late.json()["publications"]
        assert publication["late_reason"] == "The landlord answered today."
        shown = (await agenda.read(paper)).json()
        assert (shown["late_reason"], shown["due_on"]) == (
            "The landlord answered today.", paper["papers_due_on"])  # fmt: skip
        [event] = await governance.told("governance.paper.published.v1")
        assert event["late"] is True

    @pytest.mark.usefixtures("terms")
    async def test_one_in_time_has_nothing_to_explain(self, governance: Governance) -> None:
        agenda = await agenda_of(governance, today() + timedelta(30))
        paper = await agenda.final()
        refused = await agenda.step(paper, "publish", late_reason="Never mind.")
        assert fields(refused) == ["body.late_reason"]
        assert (await agenda.step(paper, "publish")).status_code == 200


class TestWithheld:
    async def test_a_section_is_withheld_with_its_reason(self, agenda: Agenda) -> None:
        secret = {"text": "The landlord asks for 40,000 pounds.", "withheld_reason": "Contract."}
        paper = await agenda.published(sections=sections(financial=secret))
        shown = (await agenda.read(paper)).json()
        [financial] = [one for one in shown["content"]["sections"] if one["code"] == "financial"]
        assert financial == {"code": "financial", "name": "Money", "withheld_reason": "Contract."}
        assert "40,000" not in str(shown)

    async def test_a_whole_paper_is(self, agenda: Agenda, governance: Governance) -> None:
        finding = str(await governance.finding())
        paper = await agenda.published(
            withheld_reason="Names a patient.", evidence=[{"finding_id": finding, "version": 1}]
        )
        shown = (await agenda.read(paper)).json()
        assert shown["content"] == {"title": None, "sections": [], "evidence": [],
                                    "withheld_reason": "Names a patient."}  # fmt: skip
        assert (shown["reading_age"], shown["evidence"]) == (None, [])
        [event] = await governance.told("governance.paper.published.v1")
        assert (event["title"], event["evidence"], event["confidential"]) == (
            "Paper withheld from the public", [], True)  # fmt: skip

    async def test_it_is_left_out_of_the_reading_age(self, agenda: Agenda) -> None:
        hard = "Notwithstanding contemporaneous organisational reconfiguration, procurement."
        plain = await agenda.drafted()
        secret = {"text": hard, "withheld_reason": "Contract."}
        hidden = await agenda.drafted(sections=sections(financial=secret))
        assert hidden["reading_age"] == plain["reading_age"]
        said = await agenda.drafted(sections=sections(financial={"text": hard}))
        assert said["reading_age"]["reading_age"] > plain["reading_age"]["reading_age"]
        assert said["reading_age"]["hardest"][0]["text"] == hard


class TestDecision:
    async def test_it_names_the_papers_that_were_before_it(self, governance: Governance) -> None:
        agenda = await agenda_of(governance, today())
        paper = await agenda.published()
        await agenda.published(withheld_reason="Names a patient.")
        await agenda.drafted()
        item = {"meeting_id": agenda.meeting, "item_id": agenda.item}
        await governance.decision(**item, decided_on=str(today()))
        [event] = await governance.told("governance.decision.recorded.v1")
        assert event["papers"] == [{"paper_id": paper["id"], "version": 1}]

    @pytest.mark.rule("governance.9")
    async def test_nobody_opened_a_paper_that_is_not_out(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        posts = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"]
        opens = {"post_id": posts[0]["id"], "what": "paper"}
        paper = await agenda.final()
        early = await governance.post(f"{agenda.path}/openings", json=opens)
        assert early.json()["type"].endswith("paper-not-out")
        await agenda.step(paper, "publish")
        assert (await governance.post(f"{agenda.path}/openings", json=opens)).status_code == 201
        unknown = await governance.get(f"/published-papers/{uuid4()}")
        assert unknown.status_code == 404
