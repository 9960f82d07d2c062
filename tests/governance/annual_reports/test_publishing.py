"""From a draft to a report that never changes (rule 16)."""

from __future__ import annotations

import io

import asyncpg
import docx
import pytest
from docx.oxml.ns import qn
from lxml import html as parser  # type: ignore[import-untyped]

from annual_reports_support import Reports, counts, whole_year
from assemblies_support import decided
from common.db.engine import raw_connection
from governance_support import QE1, Governance

pytestmark = pytest.mark.rule("governance.16")
READER = ["governance:read"]


class TestDrafting:
    async def test_a_draft_is_composed_whenever_it_is_read(
        self, governance: Governance, reports: Reports
    ) -> None:
        one = await reports.drafted()
        place = "decisions.involvement.not_described"
        assert counts(await reports.read(one), place) == [0]
        await decided(governance)
        assert counts(await reports.read(one), place) == [1]

    async def test_notes_are_written_and_taken_out(
        self, governance: Governance, reports: Reports
    ) -> None:
        one = await reports.drafted(notes={"foreword": "We listened.", "told": "Late."})
        path = f"/annual-reports/{one['id']}"
        change = {"notes": {"told": None, "heard": "At markets."}}
        assert (await governance.patch(path, 1, json=change)).status_code == 200
        notes = (await reports.read(one))["notes"]
        assert notes == {"foreword": "We listened.", "heard": "At markets."}
        assert (await governance.patch(path, 1, json=change)).status_code == 412
        wrong = await governance.patch(path, 2, json={"notes": {"weather": "Fine."}})
        assert wrong.status_code == 422

    async def test_notes_bear_no_personal_data(
        self, governance: Governance, reports: Reports
    ) -> None:
        refused = await reports.drafted(422, notes={"foreword": "Write to ada@x.example."})
        assert refused["errors"][0]["field"] == "body.notes.foreword"
        assert "ada@" not in str(refused)
        one = await reports.drafted()
        change = {"notes": {"told": "Ring 07700 900123."}}
        assert (await governance.patch(f"/annual-reports/{one['id']}", 1, json=change)).is_error

    async def test_days_and_bodies_must_fit(self, reports: Reports) -> None:
        backwards = await reports.drafted(422, since="2026-02-01", until="2026-01-01")
        assert [one["field"] for one in backwards["errors"]] == ["body.until"]
        coming = await reports.drafted(422, until="2199-01-01")
        assert [one["field"] for one in coming["errors"]] == ["body.until"]
        await reports.drafted(404, body_id="00000000-0000-4000-8000-000000000000")
        await reports.drafted(422, since=None)

    async def test_only_those_who_manage_see_drafts(
        self, governance: Governance, reports: Reports
    ) -> None:
        one = await reports.drafted()
        path = f"/annual-reports/{one['id']}"
        assert (await governance.get(path, scopes=READER)).status_code == 404
        assert (await governance.get("/annual-reports", scopes=READER)).json()["items"] == []
        assert len((await governance.get("/annual-reports")).json()["items"]) == 1
        assert (await reports.public(one)).status_code == 404
        assert (await governance.get(path, ics="QKK", caller="QKK")).status_code == 404
        refused = await governance.post("/annual-reports", json={}, scopes=READER)
        assert refused.status_code == 403


class TestPublishing:
    async def test_what_is_approved_stays_whatever_the_record_does(
        self, governance: Governance, reports: Reports
    ) -> None:
        await decided(governance)
        one = await reports.approved()
        before = await reports.read(one)
        await decided(governance)
        after = await reports.read(one)
        assert (after["content"], after["digest"]) == (before["content"], before["digest"])
        assert after["as_approved"]
        found = (await governance.get(f"/annual-reports/{one['id']}/recomputed")).json()
        changed = {f"{each['group']}.{each['code']}": (each["then"], each["now"])
                   for each in found["changed"]}  # fmt: skip
        assert changed["involvement.not_described"] == (1, 2)
        assert "answers.waiting" not in changed

    async def test_it_goes_from_state_to_state(
        self, governance: Governance, reports: Reports
    ) -> None:
        one = await reports.drafted()
        for what in ("publish", "reopen"):
            refused = await reports.does(one, what, 409)
            assert refused["type"].endswith("annual-report-state")
        named = await reports.does(one, "approve", 422, approved_as="ada@x.example")
        assert named["errors"][0]["field"] == "body.approved_as"
        await reports.does(one, "approve", approved_as="Director")
        change = {"notes": {"told": "Late."}}
        late = await governance.patch(f"/annual-reports/{one['id']}", 2, json=change)
        assert (late.status_code, (await reports.read(one))["notes"]) == (409, {})
        await reports.does(one, "approve", 409, approved_as="Director")
        await reports.does(one, "reopen")
        assert (await reports.read(one))["approved_as"] is None
        await reports.does(one, "approve", approved_as="Director")
        await reports.does(one, "publish")
        again = await reports.does(one, "publish")
        assert again["state"] == "published"
        await reports.does(one, "reopen", 409)

    async def test_nobody_approves_what_they_did_not_read(
        self, governance: Governance, reports: Reports
    ) -> None:
        one = await reports.drafted()
        path = f"/annual-reports/{one['id']}"
        await governance.patch(path, 1, json={"notes": {"told": "Late."}})
        for what in ("approve", "publish", "reopen"):
            stale = await governance.post(
                f"{path}/{what}", json={"approved_as": "Director"} if what == "approve" else None,
                headers={"If-Match": '"v1"'},
            )  # fmt: skip
            assert stale.status_code == 412, what

    async def test_the_database_refuses_to_change_what_is_published(
        self, governance: Governance, reports: Reports
    ) -> None:
        await reports.published()
        with pytest.raises(asyncpg.PostgresError, match="append-only"):
            async with governance.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute('UPDATE annual_reports SET notes = \'{"told": "x"}\'')
        with pytest.raises(asyncpg.PostgresError):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute("DELETE FROM principle_evidence")

    async def test_a_mistake_is_mended_by_a_new_report(self, reports: Reports) -> None:
        first = await reports.published()
        twice = await reports.approved()
        assert (await reports.does(twice, "publish", 409))["type"].endswith("annual-report-exists")
        correction = {"corrects_id": first["id"], "correction_reason": "A vote was left out."}
        await reports.drafted(422, corrects_id=first["id"])
        wrong = await reports.drafted(422, **correction, since="2020-01-01")
        assert wrong["errors"][0]["field"] == "body.corrects_id"
        second = await reports.published(**correction)
        assert (await reports.read(first))["corrected_by"] == second["id"]
        page = (await reports.public(first)).json()
        assert "This report was corrected. " in str(page["blocks"])
        third = await reports.approved(**correction)
        await reports.does(third, "publish", 409)

    async def test_words_that_are_withheld_later_are_out(
        self, governance: Governance, reports: Reports
    ) -> None:
        year = await whole_year(governance)
        one = await reports.published()
        change = {"confidential": True, "withheld_reason": "Contract.", "reason": "It should be."}
        await governance.patch(f"/decisions/{year['first']}", 1, json=change)
        await governance.withdraws(year["heard"]["finding_id"])
        report = (await reports.public(one, "/report.json")).json()
        assert sorted(report["blanked"]) == sorted(
            [f"decision:{year['first']}", f"feedback:{year['feedback']['id']}",
             f"finding:{year['heard']['finding_id']}"]
        )  # fmt: skip
        assert not report["as_approved"]
        for word in ("A bus to the clinic", "Sundays", "Long ways"):
            assert word not in str(report), word
        assert counts(report, "decisions.involvement.described") == [1]
        drafted = await reports.read(await reports.drafted())
        assert counts(drafted, "told.totals.answers", "not_done.not_done.not_done") == [0, 0]
        assert "A bus runs." not in str(drafted)


class TestReading:
    async def test_everybody_reads_what_is_published(
        self, governance: Governance, reports: Reports
    ) -> None:
        await whole_year(governance)
        one = await reports.published(notes={"foreword": "We listened.\nWe will again."})
        listed = (await governance.get("/published-annual-reports")).json()["items"]
        assert [each["id"] for each in listed] == [one["id"]]
        document = (await reports.public(one)).json()
        assert document["title"].startswith("How people were involved: Fylde Sands Partnership")
        kinds = {block["kind"] for block in document["blocks"]}
        assert kinds == {"heading", "paragraph", "listing", "table", "chart"}
        assert "test-" not in str(document)

    async def test_html_has_its_structure_and_links_each_record(
        self, governance: Governance, reports: Reports
    ) -> None:
        year = await whole_year(governance)
        one = await reports.published(notes={"foreword": "We listened."})
        page = parser.fromstring((await reports.public(one, "/document.html")).content)
        assert page.get("lang") == "en-GB"
        headings = [heading.text for heading in page.iter("h2")]
        assert headings[:2] == ["Foreword", "What is missing"]
        assert all(table.find("caption") is not None for table in page.iter("table"))
        assert all(drawing.get("aria-label") for drawing in page.iter("svg"))
        text = " ".join(page.text_content().split())
        assert "Answered (accepted): We can staff it." in text
        assert "Answers to those who spoke: Told by the day laid down: A bus to the clinic" in text
        assert text.count("Asked for and not done: A bus on Sundays: too dear.") == 1
        links = {link.get("href") for link in page.iter("a")}
        assert any(link.endswith(f"/system-qe1/thread/decisions/{year['first']}") for link in links)
        # A reader has no key: of a record without a page, such as an assessment, no link is given.
        assert not [link for link in links if "/api/" in str(link)]
        assert "assessment " in text

    async def test_docx_is_the_same_bytes_and_has_its_structure(
        self, governance: Governance, reports: Reports
    ) -> None:
        await whole_year(governance)
        one = await reports.published()
        first, second = [await reports.public(one, "/document.docx") for _ in range(2)]
        assert first.content == second.content
        assert "attachment" in first.headers["Content-Disposition"]
        made = docx.Document(io.BytesIO(first.content))
        assert made.core_properties.language == "en-GB"
        headers = [table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader"))
                   for table in made.tables]  # fmt: skip
        assert headers
        assert None not in headers
        drawn = list(made.element.iter(qn("wp:docPr")))
        assert drawn
        assert all(one.get("descr", "").startswith("Bar chart.") for one in drawn)

    async def test_staff_read_a_draft_as_a_document(self, reports: Reports) -> None:
        one = await reports.drafted()
        for kind in ("html", "docx"):
            answer = await reports.governance.get(f"/annual-reports/{one['id']}/document.{kind}")
            assert answer.status_code == 200
