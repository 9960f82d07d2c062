"""After a restore of an older backup, the ledger takes back again findings that were withdrawn and
files that were removed since."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from files_support import stored, with_file
from harvest_support import ask, texts
from insights.files.storage.port import key_of
from insights.ledger import service as ledger
from insights.ledger.entries import FileRemoved, FindingWithdrawn, line_of
from insights_support import QE1, QKK, Library
from library_ledger_support import Kept

pytestmark = [pytest.mark.rule("insights.2"), pytest.mark.rule("insights.9")]

MARK = "Heliotrope"
QUOTATION = {"text": f"{MARK} was all I could think of.", "consent": True}
SEEN = ("/search?q={mark}", "/published-findings/{id}/standing", "/findings/{id}/versions",
        "/feeds/findings.atom", "/feeds/findings.json", "/feeds/changes",
        "/exports/findings.csv")  # fmt: skip


async def telling(library: Library, finding: dict[str, Any]) -> set[str]:
    """Give the addresses at which others than its owners are told what a finding said."""
    told = set()
    for address in (*SEEN, "/findings/{id}"):
        path = address.format(mark=MARK, id=finding["id"])
        for caller in (library.other_partner, library.nobody):
            if MARK in (await caller.get(path)).text:
                told.add(address)
    record = await ask(library, verb="ListRecords", metadataPrefix="oai_dc")
    return told | ({"oai"} if any(MARK in one for one in texts(record, "//dc:title")) else set())


async def withdrawn(library: Library, finding: dict[str, Any], reason: str = "An error.") -> str:
    """Withdraw a finding; give when."""
    path = f"/findings/{finding['id']}/withdraw"
    answer = await library.editor.act(path, finding["revision"], {"reason": reason})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["withdrawn_at"])


async def deleted(library: Library, finding: dict[str, Any]) -> bool:
    """Tell whether feeds and harvesting both say that it was deleted, and when."""
    feed = (await library.nobody.get("/feeds/findings.atom")).text
    changes = (await library.nobody.get("/feeds/changes")).json()["items"]
    headers = await ask(library, verb="ListIdentifiers", metadataPrefix="oai_dc")
    gone = texts(headers, "//o:header[@status='deleted']/o:identifier")
    said = [
        finding["id"] in feed.partition("deleted-entry")[2],
        (changes[-1]["kind"], changes[-1]["finding_id"]) == ("removed", finding["id"]),
        any(finding["id"] in one for one in gone),
    ]
    assert len(set(said)) == 1, said
    return said[0]


class TestARestore:
    async def test_brings_a_finding_back_until_the_worker_has_been_there(self, kept: Kept) -> None:
        library = kept.library
        finding = await library.published(
            library.partner, title=f"{MARK} heard", quotations=[QUOTATION]
        )
        kept.backup.take()
        before = await telling(library, finding)
        assert {"/search?q={mark}", "/feeds/findings.atom", "oai"} <= before
        library.clock.advance(timedelta(minutes=1))
        at = await withdrawn(library, finding)
        await kept.keeper().keep(library.database)
        assert (await telling(library, finding), await deleted(library, finding)) == (set(), True)

        library.clock.advance(timedelta(minutes=1))
        await kept.backup.restore()
        assert await telling(library, finding) == before
        assert not await deleted(library, finding)

        lines = kept.file.read_text()
        for _ in range(2):
            await kept.keeper().keep(library.database)
        assert (await telling(library, finding), await deleted(library, finding)) == (set(), True)
        left = (await library.partner.get(f"/findings/{finding['id']}")).json()
        assert (left["state"], left["withdrawn_reason"], left["withdrawn_at"]) == (
            "withdrawn", "An error.", at
        )  # fmt: skip
        assert kept.file.read_text() == lines, "it was withdrawn as of when it was"
        told = [name for name, said in await library.events() if "finding_id" in said]
        assert told == ["insights.finding.published.v1", "insights.finding.withdrawn.v1"]
        notices = (await library.partner.get("/notices")).json()["items"]
        assert [one["kind"] for one in notices] == ["finding_withdrawn"]

    async def test_lets_no_embargo_end_of_what_was_withdrawn(self, kept: Kept) -> None:
        library = kept.library
        finding = await library.embargoed(title=f"{MARK} heard")
        kept.backup.take()
        await withdrawn(library, finding)
        lines = await ledger.export(library.database)
        await kept.backup.restore()
        assert sum(one.findings for one in await kept.reapply(lines)) == 1
        library.clock.advance(timedelta(days=4))
        await library.lift()
        assert await telling(library, finding) == set()
        assert await library.events() == [], "it never was before anybody"

    async def test_removes_a_file_again_with_its_bytes(self, kept: Kept) -> None:
        library = kept.library
        draft, file = await with_file(library)
        finding = await library.publish(draft)
        path = f"/findings/{finding['id']}/files/{file['id']}"
        kept.backup.take()
        content = await stored(library, file["id"])
        assert (await library.partner.delete(path)).status_code == 204
        removed = (await library.partner.get(f"/findings/{finding['id']}/files")).json()
        await kept.keeper().keep(library.database)
        await kept.backup.restore()
        await library.files.put(key_of(QE1, UUID(file["id"])), BytesIO(content or b""))
        assert (await library.other_partner.get(path)).status_code == 200

        await kept.keeper().keep(library.database)
        assert (await library.other_partner.get(path)).status_code == 404
        assert (await library.partner.get(f"/findings/{finding['id']}/files")).json() == removed
        assert await stored(library, file["id"]) is None

    async def test_touches_nothing_of_another_system_and_does_it_once(self, kept: Kept) -> None:
        library, at = kept.library, kept.library.now
        one, two = await library.published(), await library.published()
        draft, file = await with_file(library)
        lines = [
            line_of(FindingWithdrawn(QKK, UUID(one["id"]), "Wrong.", at)),
            line_of(FindingWithdrawn(QE1, uuid4(), "Wrong.", at)),
            line_of(FindingWithdrawn(QE1, UUID(two["id"]), "Wrong.", at)),
            line_of(FileRemoved(QKK, UUID(file["id"]), at)),
            line_of(FileRemoved(QE1, uuid4(), at)),
        ]
        done = await kept.reapply(lines)
        assert [(o.ics, o.findings, o.files) for o in done if o.again] == [(QE1, 1, 0)]
        assert sum(o.again for o in await kept.reapply(lines)) == 0
        states = [
            (await library.editor.get(f"/findings/{o['id']}")).json()["state"] for o in (one, two)
        ]
        assert states == ["published", "withdrawn"]
        listed = (await library.partner.get(f"/findings/{draft['id']}/files")).json()
        assert listed[0]["removed_at"] is None
