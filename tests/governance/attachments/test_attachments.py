"""Files of papers: looked through, cleaned, published with what is said to those who cannot read
them (rule 6)."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pikepdf
import pytest
import rfc8785

from attachments_support import UNTAGGED, attach, attached
from governance.attachments import kinds
from governance_support import Governance
from inspection_support import office, paragraph, pdf
from papers_support import Agenda

pytestmark = pytest.mark.rule("governance.6")
STATEMENT = {
    "reason": "The plan is a drawing by the county, which has no other copy.",
    "how_to_ask": "Ring the board's office on 01253 000000.",
    "accessible_by": "2027-01-31",
}


async def explained(agenda: Agenda, paper: dict[str, Any], file: dict[str, Any]) -> None:
    path = f"/papers/{paper['id']}/attachments/{file['id']}/accessibility"
    answer = await agenda.governance.call("PUT", path, json=STATEMENT)
    assert answer.status_code == 200, answer.text


class TestAttaching:
    async def test_a_clean_copy_is_kept_and_both_checksums_are_told(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        data = pdf(lambda d: d.docinfo.__setitem__("/Author", "Jane Roe"))
        file = await attached(agenda, paper, data, "plan.pdf")
        assert file["taken_out"] == {"properties": 1}
        assert (file["original_size"], file["original_sha256"]) == (
            len(data), hashlib.sha256(data).hexdigest())  # fmt: skip
        kept = await agenda.governance.get(f"/papers/{paper['id']}/attachments/{file['id']}")
        assert hashlib.sha256(kept.content).hexdigest() == file["sha256"] != file["original_sha256"]
        assert kept.headers["Content-Security-Policy"].startswith("sandbox")
        assert kept.headers["X-Content-Type-Options"] == "nosniff"
        with pikepdf.open(io.BytesIO(kept.content)) as copy:
            assert list(copy.docinfo.keys()) == ["/Title"]

    async def test_the_secretary_sees_who_cannot_read_it_and_what_to_do(
        self, agenda: Agenda
    ) -> None:
        paper = await agenda.drafted()
        table = "<w:tbl>" + 2 * ("<w:tr>" + 2 * "<w:tc><w:p/></w:tc>" + "</w:tr>") + "</w:tbl>"
        head = paragraph("One", '<w:outlineLvl w:val="0"/>')
        file = await attached(agenda, paper, office(main=head + table), "figures.docx")
        [failure] = file["accessibility"]["failures"]
        assert (failure["rule"], failure["severity"]) == ("table-without-header", "moderate")
        assert failure["places"] == ["table 1"]
        assert failure["sources"][0]["clause"] == "1.3.1 Info and Relationships (A)"
        assert not file["accessibility"]["needs_statement"]
        shown = (await agenda.governance.get(f"/papers/{paper['id']}")).json()
        assert shown["attachments"] == [file]

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("plan.docx", office(parts={"word/vbaProject.bin": b"macro"}), "macros"),
            (
                "plan.pdf",
                pdf(lambda d: d.Root.__setitem__(
                    "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))),
                "script",
            ),
            ("plan.docx", office(main='<w:p><w:del w:author="Jane Roe"/></w:p>'), "changes"),
            ("plan.pdf", office(), "damaged"),
            ("plan.xlsx", office(), "other-kind"),
        ],
    )  # fmt: skip
    async def test_what_runs_or_only_a_person_can_clear_is_refused(
        self, agenda: Agenda, name: str, data: bytes, code: str
    ) -> None:
        paper = await agenda.drafted()
        answer = await attach(agenda, paper, data, name)
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("attachment-refused")
        assert answer.json()["errors"][0]["message"] == f"is refused: {code}"
        assert "Jane" not in answer.text
        listed = await agenda.governance.get(f"/papers/{paper['id']}/attachments")
        assert listed.json()["items"] == []

    @pytest.mark.parametrize("name", ["plan.exe", "plan.docm", "plan", "../plan.pdf", ".pdf"])
    async def test_other_kinds_and_unfit_names_are_refused(self, agenda: Agenda, name: str) -> None:
        answer = await attach(agenda, await agenda.drafted(), name=name)
        assert answer.status_code == 422

    async def test_a_large_file_and_one_file_too_many(
        self, agenda: Agenda, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paper = await agenda.drafted()
        rule = kinds.on(kinds._all()[0].valid_from)
        small = rule.kinds[0].model_copy(update={"max_bytes": len(UNTAGGED)})
        tight = rule.model_copy(update={"max_files": 1, "kinds": (small,)})
        monkeypatch.setattr(kinds, "on", lambda _day: tight)
        assert (await attach(agenda, paper, UNTAGGED + b"\n")).status_code == 413
        assert (await attach(agenda, paper)).status_code == 201
        answer = await attach(agenda, paper)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("too-many-attachments")

    async def test_files_come_and_go_with_a_draft_only(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "plan.pdf")
        final = (await agenda.step(paper, "final")).json()
        assert (await attach(agenda, final)).status_code == 409
        path = f"/papers/{paper['id']}/attachments/{file['id']}"
        assert (await agenda.governance.call("DELETE", path)).status_code == 409

    async def test_another_system_sees_none_of_it(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "plan.pdf")
        path = f"/papers/{paper['id']}/attachments"
        assert (await attach(agenda, paper, ics="QKK")).status_code == 404
        for one in (path, f"{path}/{file['id']}"):
            assert (await agenda.governance.get(one, ics="QKK")).status_code == 404


class TestPublishing:
    async def test_a_serious_failure_needs_a_statement(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, UNTAGGED, "plan.pdf")
        final = (await agenda.step(paper, "final")).json()
        refused = await agenda.step(final, "publish")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("attachments-not-accessible")
        assert refused.json()["errors"][0]["field"] == f"attachments.{file['id']}"
        await explained(agenda, paper, file)
        assert (await agenda.step(final, "publish")).status_code == 200
        [shown] = (await agenda.read(paper)).json()["attachments"]
        assert shown["accessibility"]["statement"] == STATEMENT

    async def test_the_fingerprint_is_of_the_files_too(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "plan.pdf")
        await agenda.step((await agenda.step(paper, "final")).json(), "publish")
        shown = (await agenda.read(paper)).json()
        names = ("id", "name", "sha256", "original_sha256")
        assert shown["content"]["attachments"] == [{name: file[name] for name in names}]
        assert hashlib.sha256(rfc8785.dumps(shown["content"])).hexdigest() == shown["sha256"]

    async def test_everybody_has_what_is_published_and_nothing_else(
        self, agenda: Agenda, governance: Governance
    ) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "plan.pdf")
        path = f"/published-papers/{paper['id']}/attachments"
        assert (await governance.get(f"{path}/{file['id']}")).status_code == 404
        await agenda.step((await agenda.step(paper, "final")).json(), "publish")
        given = await governance.get(f"{path}/{file['id']}")
        assert hashlib.sha256(given.content).hexdigest() == file["sha256"]
        held = await governance.get(
            f"{path}/{file['id']}", headers={"If-None-Match": given.headers["ETag"]}
        )
        assert held.status_code == 304
        assert (await governance.get(f"{path}/{file['id']}", ics="QKK")).status_code == 404
        now = (await governance.get(f"/papers/{paper['id']}")).json()
        new = (await agenda.revises(now, title="Night clinic", reason="Clearer.")).json()
        later = await attached(agenda, new, pdf(), "later.pdf")
        gone = await governance.call("DELETE", f"/papers/{paper['id']}/attachments/{file['id']}")
        assert gone.status_code == 204
        assert (await governance.get(f"{path}/{file['id']}")).status_code == 200
        assert (await governance.get(f"{path}/{later['id']}")).status_code == 404
        current = (await governance.get(f"/papers/{paper['id']}")).json()
        await agenda.step((await agenda.step(current, "final")).json(), "publish")
        assert (await governance.get(f"{path}/{file['id']}")).status_code == 404
        assert (await governance.get(f"{path}/{later['id']}")).status_code == 200

    async def test_files_of_a_withheld_paper_are_for_nobody(self, agenda: Agenda) -> None:
        paper = await agenda.drafted(withheld_reason="It names a member of staff.")
        file = await attached(agenda, paper, UNTAGGED, "plan.pdf")
        answer = await agenda.step((await agenda.step(paper, "final")).json(), "publish")
        assert answer.status_code == 200, answer.text
        assert (await agenda.read(paper)).json()["attachments"] == []
        path = f"/published-papers/{paper['id']}/attachments/{file['id']}"
        assert (await agenda.governance.get(path)).status_code == 404
