"""What an annual report counts, and the records behind each figure (rule 16)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from annual_reports_support import Reports, cited, counts, figures, heard, tells, whole_year
from assemblies_support import days, decided
from common.clock import new_id
from governance.annual_reports.composing import year_before
from governance.annual_reports.service import last_year
from governance.settings import GovernanceSettings
from governance_support import ICP, Governance
from public_voice_support import Petitioners, takes_part

pytestmark = pytest.mark.rule("governance.16")


class TestFigures:
    async def test_every_part_of_the_year_is_counted(
        self, governance: Governance, reports: Reports
    ) -> None:
        await whole_year(governance)
        report = await reports.read(await reports.drafted())
        assert counts(
            report, "decisions.involvement.described", "decisions.involvement.not_described",
            "decisions.level.discuss", "decisions.community.farmers", "decisions.kind.planning",
            "decisions.outcome.approved", "duty.unassessed.without_assessment",
            "heard.totals.activities", "heard.totals.findings_relied_on",
            "heard.communities.young_carers", "heard.methods.event", "heard.themes.travel",
            "assemblies.totals.drawn", "assemblies.totals.recommendations",
            "assemblies.answers.accepted", "assemblies.answers.waiting", "told.totals.answers",
            "told.time.median_days", "not_done.not_done.not_done", "open.threads.without_insight",
        ) == [1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 0, 2, 1]  # fmt: skip

    async def test_every_figure_names_its_records_and_where_they_are(
        self, governance: Governance, reports: Reports
    ) -> None:
        year = await whole_year(governance)
        report = await reports.read(await reports.drafted(body_id=None))
        counted = [
            one for one in figures(report).values() if one["unit"] in {"records", "decisions"}
        ]
        assert all(one["count"] == len(one["records"]) for one in counted)
        named = {key for one in figures(report).values() for key in one["records"]}
        assert named == set(report["records"])
        decision = report["records"][f"decision:{year['first']}"]
        assert decision["api"] == f"/api/v1/QE1/governance/decisions/{year['first']}"
        assert decision["page"] == f"/system-qe1/thread/decisions/{year['first']}"
        for one in report["records"].values():
            if one["api"].startswith("/api/v1/QE1/governance"):
                path = one["api"].removeprefix("/api/v1/QE1/governance")
                assert (await governance.get(path)).status_code == 200, path

    async def test_what_is_withheld_is_a_number_and_nothing_else(
        self, governance: Governance, reports: Reports
    ) -> None:
        secret = await decided(governance, title="Secret lease", confidential=True,
                               withheld_reason="Contract.", not_done="Secret wish.")  # fmt: skip
        report = await reports.read(await reports.drafted())
        assert counts(report, "decisions.involvement.withheld") == [1]
        assert "Secret" not in str(report)
        assert secret not in str(report)

    async def test_what_partners_keep_is_not_told_of(
        self, governance: Governance, reports: Reports
    ) -> None:
        found = await heard(governance, "partners")
        await decided(governance, evidence=[cited(found)], activity_ids=[found["activity_id"]])
        whole = await reports.read(await reports.drafted(body_id=None))
        assert counts(whole, "heard.totals.activities", "heard.totals.findings") == [0, 0]
        report = await reports.read(await reports.drafted())
        assert counts(report, "heard.totals.activities", "heard.totals.findings_relied_on") == [
            0,
            0,
        ]
        assert "Long ways" not in str(report)

    async def test_the_item_of_an_insight_report_is_no_finding_of_its_own(
        self, governance: Governance, reports: Reports
    ) -> None:
        await heard(governance)
        await heard(governance, report_id=new_id())
        report = await reports.read(await reports.drafted(body_id=None))
        assert counts(report, "heard.totals.findings", "open.threads.unused") == [1, 1]

    async def test_only_the_days_and_the_body_count(
        self, governance: Governance, reports: Reports
    ) -> None:
        await whole_year(governance)
        other = await governance.post(
            "/bodies", json={"code": "BB", "name": "Aboard", "kind": "board",
                             "valid_from": "2022-07-01"},
        )  # fmt: skip
        asked = ("decisions.involvement.not_described", "heard.totals.activities",
                 "assemblies.totals.recommendations", "told.totals.answers")  # fmt: skip
        yesterday = days(-1)
        for options in (
            {"body_id": other.json()["id"]},
            {"until": yesterday},
            {"until": yesterday, "body_id": None},
        ):
            report = await reports.read(await reports.drafted(**options))
            assert counts(report, *asked) == [0, 0, 0, 0], options

    async def test_a_corrected_answer_is_told_once_in_its_last_words(
        self, governance: Governance, reports: Reports
    ) -> None:
        decision = await decided(governance)
        first = await tells(governance, decision, we_did="A bus runs.")
        await tells(governance, decision, we_did="Two buses run.", corrects_id=first["id"])
        report = await reports.read(await reports.drafted())
        assert counts(report, "told.totals.answers") == [1]
        [record] = [one for one in report["records"].values() if one["kind"] == "feedback"]
        assert [one["text"] for one in record["said"]] == ["Too far.", "Two buses run."]

    async def test_names_of_people_are_left_out(
        self, governance: Governance, reports: Reports
    ) -> None:
        decision = await decided(governance, title="Cllr Ada Applewick to lead")
        await tells(governance, decision, you_said="Thank you, Ada Applewick.")
        report = await reports.read(await reports.drafted())
        assert "Applewick" not in str(report)

    async def test_the_year_before_stands_beside_it(
        self, governance: Governance, reports: Reports
    ) -> None:
        await decided(governance, involvement_statement="We asked.")
        before = date.fromisoformat(days(-370))
        for _ in range(2):
            await decided(governance, before, involvement_statement="We asked.")
        report = await reports.read(await reports.drafted())
        [compared] = [one for one in report["content"]["compared"]
                      if one["code"] == "decisions.involvement.described"]  # fmt: skip
        assert (compared["now"], compared["before"]) == (1, 2)

    async def test_what_is_missing_is_said(self, governance: Governance, reports: Reports) -> None:
        await decided(governance)
        missing = (await reports.read(await reports.drafted()))["content"]["missing"]
        assert "One decision does not say how people were involved." in missing
        assert "Nobody was told what came of what they said." in missing
        assert "No record shows the principle “p7”." in missing


class TestPublicVoice:
    async def test_few_people_are_not_counted_in_public(
        self, governance: Governance, reports: Reports, service_settings: Any
    ) -> None:
        people = await takes_part(governance, service_settings(GovernanceSettings))
        question = await people.published()
        await people.asked(email="bea@x.example")
        petitioners = Petitioners(people)
        petition = await petitioners.opened()
        await petitioners.signed(petition["id"], 3)
        await petitioners.renew()
        report = await reports.read(await reports.drafted())
        found = figures(report)
        assert found["public_voice.questions.published"]["records"] == [
            f"question:{question['id']}"
        ]
        assert found["public_voice.questions.others"]["count"] is None
        assert found[f"public_voice.petitions.{petition['id']}"]["count"] is None
        assert "Lovell" not in str(report)

    async def test_many_are_rounded(
        self, governance: Governance, reports: Reports, service_settings: Any
    ) -> None:
        people = await takes_part(governance, service_settings(GovernanceSettings))
        for number in range(9):
            await people.asked(email=f"p{number}@x.example")
        report = await reports.read(await reports.drafted())
        assert counts(report, "public_voice.questions.others") == [10]


class TestPrinciples:
    async def test_decisions_activities_findings_and_answers_show_them(
        self, governance: Governance, reports: Reports
    ) -> None:
        year = await whole_year(governance)
        said = {"principle": "p2", "reason": "We went back to them."}
        await governance.post(f"/decisions/{year['first']}/principles", json=said)
        found = year["heard"]
        subjects = {"activity": found["activity_id"], "finding": found["finding_id"],
                    "assembly": year["jury"].id, "feedback": year["feedback"]["id"]}  # fmt: skip
        for kind, subject in subjects.items():
            tag = {"kind": kind, "subject_id": subject, "principle": "p4", "reason": "In Urdu."}
            made = await governance.post("/principle-evidence", json=tag)
            assert made.status_code == 201, made.text
            assert (await governance.post("/principle-evidence", json=tag)).status_code == 409
        report = await reports.read(await reports.drafted())
        counted = figures(report)
        assert counted["principles.principles.p2"]["records"] == [f"decision:{year['first']}"]
        assert counted["principles.principles.p4"]["records"] == [
            f"{kind}:{subject}" for kind, subject in subjects.items()
        ]
        assert len([place for place in counted if place.startswith("principles.")]) == 10
        assert "No record shows the principle “p4”." not in report["content"]["missing"]
        listed = await governance.get("/principle-evidence?principle=p4")
        assert len(listed.json()["items"]) == 4

    async def test_what_is_of_another_body_shows_none_here(
        self, governance: Governance, reports: Reports
    ) -> None:
        found = await heard(governance)
        tag = {"kind": "finding", "subject_id": found["finding_id"], "principle": "p4",
               "reason": "In Urdu."}  # fmt: skip
        await governance.post("/principle-evidence", json=tag)
        assert counts(await reports.read(await reports.drafted()), "principles.principles.p4") == [
            0
        ]
        whole = await reports.read(await reports.drafted(body_id=None))
        assert counts(whole, "principles.principles.p4") == [1]

    async def test_only_principles_of_the_day_and_what_everybody_may_read(
        self, governance: Governance
    ) -> None:
        found = await heard(governance, "partners")
        tag = {"kind": "finding", "subject_id": found["finding_id"], "principle": "p99",
               "reason": "In Urdu."}  # fmt: skip
        refused = await governance.post("/principle-evidence", json=tag)
        assert refused.json()["errors"][0]["field"] == "body.principle"
        decision = await decided(governance)
        said = {"you_said": "Too far.", "we_did": "A bus runs."}
        draft = await governance.post(f"/decisions/{decision}/feedback", json=said)
        for kind, subject in (
            ("finding", found["finding_id"]),
            ("activity", found["activity_id"]),
            ("feedback", draft.json()["id"]),
        ):
            wrong = tag | {"principle": "p1", "kind": kind, "subject_id": subject}
            refused = await governance.post("/principle-evidence", json=wrong)
            assert refused.json()["errors"][0]["field"] == "body.subject_id", kind
        for kind in ("activity", "assembly", "feedback"):
            wrong = tag | {"principle": "p1", "kind": kind, "subject_id": str(ICP)}
            assert (await governance.post("/principle-evidence", json=wrong)).status_code == 422


@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        ("2026-11-26", "2025-04-01", "2026-03-31"),
        ("2026-04-01", "2025-04-01", "2026-03-31"),
        ("2026-03-31", "2024-04-01", "2025-03-31"),
    ],
)
def test_without_days_it_is_the_last_financial_year(today: str, since: str, until: str) -> None:
    first, last = last_year(date.fromisoformat(today))
    assert (first.isoformat(), last.isoformat()) == (since, until)


def test_a_year_before_a_leap_day_is_the_day_before_march() -> None:
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2024, 3, 1)) == date(2023, 3, 1)
