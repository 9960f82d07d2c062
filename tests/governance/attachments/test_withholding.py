"""Names of files that say who somebody is are refused; a single file is withheld with its reason
(rules 6 and 7)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import rfc8785

from attachments_support import UNTAGGED, attach, attached
from inspection_support import pdf
from papers_support import Agenda

pytestmark = [pytest.mark.rule("governance.6"), pytest.mark.rule("governance.7")]


async def withhold(
    agenda: Agenda, paper: dict[str, Any], file: dict[str, Any], reason: str | None, **how: Any
) -> Any:
    path = f"/papers/{paper['id']}/attachments/{file['id']}/withholding"
    return await agenda.governance.call("PUT", path, json={"withheld_reason": reason}, **how)


class TestNames:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("Letter to 943 476 5919.pdf", "NHS number"),
            ("letter_943_476_5919.pdf", "NHS number"),
            ("letter-of-jo@example.org.pdf", "e-mail"),
            ("ring.01253.555.123.pdf", "telephone"),
            ("house_FY1_2AB.pdf", "postcode"),
        ],
    )
    async def test_one_that_says_who_somebody_is_is_refused_and_not_repeated(
        self, agenda: Agenda, name: str, kind: str
    ) -> None:
        refused = await attach(agenda, await agenda.drafted(), pdf(), name)
        assert (refused.status_code, refused.json()["type"]) == (
            422, "/problems/attachment-refused"
        )  # fmt: skip
        [error] = refused.json()["errors"]
        assert kind in error["message"]
        assert name.removesuffix(".pdf")[-8:] not in refused.text

    @pytest.mark.parametrize(
        "name",
        ["Appendix B2 2026-27.pdf", "plan_2026-11-27_v3.pdf", "QE1-ICP-2024-0031.pdf"],
    )
    async def test_dates_versions_and_references_are_no_such_thing(
        self, agenda: Agenda, name: str
    ) -> None:
        assert (await attach(agenda, await agenda.drafted(), pdf(), name)).status_code == 201


class TestWithholding:
    REASON = "It names a patient's family."

    async def read(self, agenda: Agenda, paper: dict[str, Any], file: dict[str, Any]) -> int:
        path = f"/published-papers/{paper['id']}/attachments/{file['id']}"
        return int((await agenda.governance.get(path)).status_code)

    async def test_one_file_is_withheld_with_its_reason_and_the_others_are_open(
        self, agenda: Agenda
    ) -> None:
        paper = await agenda.drafted()
        secret = await attached(agenda, paper, pdf(), "family.pdf")
        open_ = await attached(agenda, paper, pdf(), "plan.pdf")
        answer = await withhold(agenda, paper, secret, self.REASON)
        assert answer.json()["withheld_reason"] == self.REASON
        final = await agenda.step(paper, "final")
        published = await agenda.step(final.json(), "publish")
        told = (await agenda.read(paper)).json()
        assert published.json()["publications"][0]["sha256"] == told["sha256"]
        assert [one["id"] for one in told["attachments"]] == [open_["id"]]
        withheld = {"id": secret["id"], "withheld_reason": self.REASON}
        assert told["withheld_attachments"] == [withheld]
        assert told["content"]["attachments"][0] == withheld
        assert "family.pdf" not in str(told)
        assert told["sha256"] == hashlib.sha256(rfc8785.dumps(told["content"])).hexdigest()
        assert await self.read(agenda, paper, secret) == 404
        assert await self.read(agenda, paper, open_) == 200

    async def test_a_file_that_was_published_is_closed_at_once(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "family.pdf")
        final = await agenda.step(paper, "final")
        published = (await agenda.step(final.json(), "publish")).json()
        revised = await agenda.revises(published, reason="A family wrote.", title="Evening clinics")
        assert (await withhold(agenda, revised.json(), file, self.REASON)).status_code == 200
        told = (await agenda.read(paper)).json()
        assert (told["attachments"], "family.pdf" in str(told)) == ([], False)
        assert told["sha256"] == hashlib.sha256(rfc8785.dumps(told["content"])).hexdigest()
        assert await self.read(agenda, paper, file) == 404
        kept = f"/papers/{paper['id']}/attachments/{file['id']}"
        assert (await agenda.governance.get(kept)).status_code == 200

    async def test_it_is_opened_again(self, agenda: Agenda) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "plan.pdf")
        await withhold(agenda, paper, file, self.REASON)
        await withhold(agenda, paper, file, None)
        final = await agenda.step(paper, "final")
        await agenda.step(final.json(), "publish")
        assert await self.read(agenda, paper, file) == 200

    async def test_nothing_need_be_said_of_barriers_in_a_file_that_nobody_reads(
        self, agenda: Agenda
    ) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, UNTAGGED, "scan.pdf")
        final = (await agenda.step(paper, "final")).json()
        assert (await agenda.step(final, "publish")).status_code == 409
        revised = (await agenda.revises(final, reason="It has to go.", title="Clinic")).json()
        await withhold(agenda, revised, file, self.REASON)
        again = (await agenda.step(revised, "final")).json()
        assert (await agenda.step(again, "publish")).status_code == 200

    async def test_a_finished_paper_another_system_and_an_empty_reason_are_refused(
        self, agenda: Agenda
    ) -> None:
        paper = await agenda.drafted()
        file = await attached(agenda, paper, pdf(), "plan.pdf")
        assert (await withhold(agenda, paper, file, "")).status_code == 422
        assert (await withhold(agenda, paper, file, self.REASON, ics="QKK")).status_code == 404
        reader = await withhold(agenda, paper, file, self.REASON, scopes=["governance:read"])
        assert reader.status_code == 403
        await agenda.step(paper, "final")
        refused = await withhold(agenda, paper, file, self.REASON)
        assert refused.json()["type"] == "/problems/attachment-of-a-finished-paper"
