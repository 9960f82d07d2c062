"""A paper from its first draft to what everybody can read (rule 6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.db.engine import raw_connection
from governance.papers import content, template
from governance_support import QE1, Governance
from papers_support import Agenda, agenda_of, fields, sections

pytestmark = pytest.mark.rule("governance.6")
READER = ["governance:read"]


class TestTemplate:
    def test_it_has_the_sections_of_the_domain(self) -> None:
        found = template.on(date(2026, 1, 1))
        assert found is not None
        assert [one.code for one in found.sections] == [
            "summary", "recommendations", "reasons", "other_options", "background", "financial",
            "legal", "resources", "risks", "engagement", "equality", "climate", "community_wealth",
            "author", "appendices", "history",
        ]  # fmt: skip

    async def test_before_there_was_one_no_paper_is_taken(self, governance: Governance) -> None:
        assert template.on(date(2022, 6, 30)) is None
        old = {"code": "OLD", "name": "Old board", "kind": "board", "valid_from": "2020-01-01"}
        body = (await governance.post("/bodies", json=old)).json()["id"]
        early = await agenda_of(governance, date(2022, 6, 30), body=body)
        assert (await early.drafts()).json()["type"].endswith("no-paper-template")


class TestDraft:
    async def test_a_draft_may_lack_what_a_final_paper_has(self, agenda: Agenda) -> None:
        paper = await agenda.drafted(sections={})
        assert (paper["state"], paper["text_version"]) == ("draft", 1)
        assert any(one.startswith("sections.engagement") for one in paper["still_missing"])

    async def test_a_section_of_no_template_is_refused(self, agenda: Agenda) -> None:
        refused = await agenda.drafts(sections={"gossip": {"text": "x"}})
        assert fields(refused) == ["body.sections"]

    async def test_text_and_a_reason_for_none_exclude_each_other(self, agenda: Agenda) -> None:
        both = {"text": "Asked.", "none_reason": "Nobody was asked."}
        assert (await agenda.drafts(sections={"engagement": both})).status_code == 422
        assert (await agenda.drafts(sections={"engagement": {}})).status_code == 422

    async def test_it_is_seen_by_those_who_write_alone(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        paper = await agenda.drafted()
        path = f"/papers/{paper['id']}"
        assert (await governance.get(path, scopes=READER)).status_code == 403
        assert (await governance.get(path, ics="QKK")).status_code == 404
        assert (await agenda.read(paper)).status_code == 404
        assert (await governance.get(path)).json()["id"] == paper["id"]

    async def test_nothing_is_written_for_a_meeting_that_was_cancelled(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        path = f"/meetings/{agenda.meeting}"
        await governance.patch(path, 1, json={"status": "cancelled"})
        assert (await agenda.drafts()).json()["type"].endswith("meeting-state")


class TestFinal:
    @pytest.mark.parametrize("code", ["engagement", "equality"])
    async def test_neither_engagement_nor_equality_is_left_empty(
        self, agenda: Agenda, code: str
    ) -> None:
        paper = await agenda.drafted(sections=sections(**{code: None}))
        assert fields(await agenda.step(paper, "final")) == [f"sections.{code}"]

    @pytest.mark.parametrize("code", ["engagement", "equality"])
    @pytest.mark.parametrize(
        "said",
        [{"text": "None."}, {"text": " N/A "}, {"none_reason": "none"}, {"none_reason": "-"},
         {"text": "Not  applicable"}],
    )  # fmt: skip
    async def test_none_is_no_reason(self, agenda: Agenda, code: str, said: Any) -> None:
        paper = await agenda.drafted(sections=sections(**{code: said}))
        [field] = fields(await agenda.step(paper, "final"))
        assert field.startswith(f"sections.{code}.")

    @pytest.mark.parametrize("code", ["engagement", "equality"])
    async def test_a_reason_will_do(self, agenda: Agenda, code: str) -> None:
        said = {"none_reason": "It only changes who signs the lease."}
        paper = await agenda.final(sections=sections(**{code: said}))
        assert (paper["state"], paper["still_missing"]) == ("final", [])

    async def test_a_summary_is_written_and_not_explained_away(self, agenda: Agenda) -> None:
        said = {"none_reason": "It is a short paper."}
        paper = await agenda.drafted(sections=sections(summary=said))
        assert fields(await agenda.step(paper, "final")) == ["sections.summary"]

    async def test_the_version_that_was_read_is_named(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        await agenda.revises(paper, title="Night clinic")
        assert (await agenda.step(paper, "final")).status_code == 412

    async def test_what_is_final_is_not_made_final_again(self, agenda: Agenda) -> None:
        paper = await agenda.final()
        assert (await agenda.step(paper, "final")).status_code == 409


class TestRevise:
    async def test_every_text_is_kept(self, agenda: Agenda, governance: Governance) -> None:
        paper = await agenda.final()
        assert fields(await agenda.revises(paper, title="Night clinic")) == ["body.reason"]
        said = {"legal": {"text": "Section 3A."}, "other_options": None}
        new = await agenda.revises(paper, title="Night clinic", sections=said, reason="Clearer.")
        assert (new.json()["state"], new.json()["text_version"]) == ("draft", 2)
        assert "other_options" not in new.json()["sections"]
        kept = (await governance.get(f"/papers/{paper['id']}/versions")).json()["items"]
        assert [(one["title"], one["reason"]) for one in kept] == [
            ("Night clinic", "Clearer."), ("Evening clinic", None),
        ]  # fmt: skip
        assert kept[0]["sha256"] != kept[1]["sha256"]

    @pytest.mark.parametrize("statement", [
        "UPDATE paper_versions SET title = 'x'", "DELETE FROM paper_versions",
        "UPDATE paper_publications SET late_reason = NULL", "DELETE FROM paper_evidence",
        "UPDATE papers SET item_id = meeting_id", "DELETE FROM papers",
    ])  # fmt: skip
    async def test_none_is_rewritten(
        self, agenda: Agenda, governance: Governance, statement: str
    ) -> None:
        await agenda.published(evidence=[{"finding_id": str(await governance.finding()),
                                          "version": 1}])  # fmt: skip
        with pytest.raises(asyncpg.PostgresError):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)

    async def test_nothing_new_is_no_text(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        assert fields(await agenda.revises(paper, reason="Why not.")) == ["body"]


class TestEvidence:
    async def test_it_is_cited_by_version(self, agenda: Agenda, governance: Governance) -> None:
        finding = str(await governance.finding())
        unknown = await agenda.drafts(evidence=[{"finding_id": finding, "version": 2}])
        assert fields(unknown) == ["body.evidence[0]"]
        paper = await agenda.drafted(evidence=[{"finding_id": finding, "version": 1}])
        assert paper["evidence"] == [{"finding_id": finding, "version": 1, "state": "published",
                                      "title": "Evening opening hours"}]  # fmt: skip

    @pytest.mark.rule("governance.7")
    @pytest.mark.parametrize("ending", ["withdraws", "supersedes"])
    async def test_a_paper_is_not_final_on_evidence_that_ended(
        self, agenda: Agenda, governance: Governance, ending: str
    ) -> None:
        finding = await governance.finding()
        cited = [{"finding_id": str(finding), "version": 1}]
        paper, ready = await agenda.drafted(evidence=cited), await agenda.final(evidence=cited)
        await getattr(governance, ending)(finding)
        assert fields(await agenda.step(paper, "final")) == ["evidence[0]"]
        assert fields(await agenda.step(ready, "publish")) == ["evidence[0]"]
        without = await agenda.revises(ready, evidence=[], reason="It was withdrawn.")
        again = await agenda.step(without.json(), "final")
        assert (await agenda.step(again.json(), "publish")).status_code == 200

    async def test_what_ends_later_is_shown_so(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        finding = await governance.finding()
        paper = await agenda.published(evidence=[{"finding_id": str(finding), "version": 1}])
        before = (await agenda.read(paper)).json()
        assert before["evidence"][0]["title"] == "Evening opening hours"
        await governance.withdraws(finding)
        after = (await agenda.read(paper)).json()
        assert (after["evidence"][0]["state"], after["evidence"][0]["title"]) == (
            "withdrawn", None)  # fmt: skip
        assert after["content"] == before["content"]

    async def test_titles_of_what_partners_keep_are_not_published(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        finding = await governance.finding(visibility="partners")
        paper = await agenda.published(evidence=[{"finding_id": str(finding), "version": 1}])
        assert (await agenda.read(paper)).json()["evidence"][0]["title"] is None


class TestContent:
    @pytest.mark.parametrize("words", ["?", "***", "…", "n/a.", "1.", "0 %", "\u3164"])
    @pytest.mark.parametrize("given", ["text", "none_reason"])
    def test_signs_without_a_word_are_no_reason(self, words: str, given: str) -> None:
        form = template.on(date(2026, 1, 1))
        assert form is not None
        lacking = {one.field.split(".")[1] for one in content.missing(form, {
            "engagement": {given: words}, "equality": {given: "Nobody was asked: it is a date."},
        })}  # fmt: skip
        assert "engagement" in lacking
        assert "equality" not in lacking

    @given(
        st.dictionaries(
            st.sampled_from(["engagement", "equality", "summary"]),
            st.one_of(
                st.builds(lambda text: {"text": text}, st.text(min_size=1)),
                st.builds(lambda text: {"none_reason": text}, st.text(min_size=1)),
            ),
        )
    )
    def test_whatever_is_said_a_final_paper_says_something_of_engagement_and_equality(
        self, said: dict[str, dict[str, str]]
    ) -> None:
        form = template.on(date(2026, 1, 1))
        assert form is not None
        lacking = {one.field.split(".")[1] for one in content.missing(form, said)}
        for code in {"engagement", "equality"} - lacking:
            words = next(iter(said[code].values()))
            assert not form.says_nothing(words)
