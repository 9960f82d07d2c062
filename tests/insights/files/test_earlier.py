"""Files from before files were looked through: a clean copy, or nothing but to their owners."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from files_support import GOOD, STATEMENT, UNTAGGED, add_file, stored
from insights.files.earlier import Looker
from insights.files.of_findings import tell_depositor
from insights.files.storage.port import key_of
from insights.files.upkeep import GRACE, destroy_orphans
from insights.settings import InsightsSettings
from insights.worker import periodic
from insights_support import QE1, Library
from inspection_support import core, office
from stories_support import consent, deposited

SIGNED = office(parts={"docProps/core.xml": core("T", "<dc:creator>Jane Roe</dc:creator>")})
CHANGED = office(main="<w:p><w:ins/></w:p>")

pytestmark = pytest.mark.rule("insights.1")


async def of_before(library: Library, file: dict[str, Any], content: bytes) -> None:
    """Let a file be as it was kept before migration 0017."""
    await library.files.put(key_of(QE1, UUID(file["id"])), io.BytesIO(content))
    async with library.database.transaction(QE1) as session:
        await session.execute(
            text(
                "UPDATE files SET original_size = NULL, original_sha256 = NULL, pages = NULL, "
                "failures = NULL, taken_out = '{}', size = :size, sha256 = :sha256 WHERE id = :id"
            ),
            {"size": len(content), "sha256": hashlib.sha256(content).digest(), "id": file["id"]},
        )


async def published(
    library: Library, content: bytes, name: str = "report.docx"
) -> tuple[str, dict[str, Any]]:
    """A public finding with a file from before: the file's address, and the file."""
    draft = await library.draft(library.partner)
    path = f"/findings/{draft['id']}"
    file = (await add_file(library.partner, path, name, GOOD[name])).json()
    await library.publish(draft)
    await of_before(library, file, content)
    return f"{path}/files/{file['id']}", file


def looker(library: Library) -> Looker:
    return Looker(library.files, tell_depositor, library.clock)


async def kept_as(library: Library, file: dict[str, Any]) -> str:
    async with library.database.reading(QE1) as session:
        query = text("SELECT stored_as FROM files WHERE id = :id")
        return str((await session.execute(query, {"id": file["id"]})).scalar_one())


class TestUntilItHadItsTurn:
    async def test_its_owners_alone_are_given_it(self, library: Library) -> None:
        path, file = await published(library, SIGNED)
        for caller in (library.partner, library.editor):
            assert (await caller.get(path)).content == SIGNED
        public = path.replace("/findings", "/published-findings")
        for caller, where in (
            (library.other_partner, path),
            (library.reader, path),
            (library.nobody, public),
        ):
            refused = await caller.get(where)
            assert refused.status_code == 409
            assert refused.json()["type"] == "/problems/file-withheld"
        [listed] = (await library.reader.get(path.rpartition("/")[0])).json()
        assert (listed["id"], listed["withheld"], listed["withheld_because"]) == (
            file["id"],
            True,
            None,
        )

    async def test_what_is_not_looked_through_at_all_is_given_as_ever(
        self, library: Library
    ) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        file = (await add_file(library.partner, path, "notes.txt", GOOD["notes.txt"])).json()
        await library.publish(draft)
        await of_before(library, file, GOOD["notes.txt"])
        await looker(library).look_through(library.database)
        answer = await library.reader.get(f"{path}/files/{file['id']}")
        assert answer.content == GOOD["notes.txt"]


class TestALook:
    async def test_by_the_workers_job_everybody_is_given_a_clean_copy(
        self, library: Library, service_settings: Any, library_files: Path
    ) -> None:
        path, file = await published(library, SIGNED)
        settings = service_settings(InsightsSettings, files_directory=str(library_files))
        [job] = [
            one.job
            for one in periodic(settings, library.clock)
            if one.name == "look through files from before"
        ]
        await job(library.database)
        answer = await library.reader.get(path)
        assert answer.status_code == 200
        assert b"Jane Roe" not in answer.content
        [listed] = (await library.reader.get(path.rpartition("/")[0])).json()
        assert listed["sha256"] == hashlib.sha256(answer.content).hexdigest()
        assert listed["original_sha256"] == hashlib.sha256(SIGNED).hexdigest()
        assert (listed["size"], listed["original_size"]) == (len(answer.content), len(SIGNED))
        assert listed["taken_out"] == {"properties": 1}
        assert listed["accessibility"] is not None
        assert not listed["withheld"]
        assert await stored(library, file["id"]) is None

    async def test_again_it_changes_nothing(self, library: Library) -> None:
        _, file = await published(library, SIGNED)
        await looker(library).look_through(library.database)
        once = await kept_as(library, file)
        await looker(library).look_through(library.database)
        assert await kept_as(library, file) == once

    async def test_its_copy_is_somebodys_and_goes_with_it(self, library: Library) -> None:
        path, file = await published(library, SIGNED)
        await looker(library).look_through(library.database)
        copy = await kept_as(library, file)
        later = datetime.now(UTC) + GRACE + timedelta(minutes=1)
        await destroy_orphans(library.database, library.files, now=later)
        assert await stored(library, copy) is not None
        assert (await library.partner.delete(path)).status_code == 204
        assert await stored(library, copy) is None

    async def test_a_crash_before_the_commit_loses_nothing(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, _ = await published(library, SIGNED)
        put, made = library.files.put, []

        async def then_the_power_failed(key: Any, file: Any) -> None:
            await put(key, file)
            made.append(str(key).rpartition("/")[2])
            raise OSError("the power failed")

        with monkeypatch.context() as patched, pytest.raises(Exception, match="failed in"):
            patched.setattr(library.files, "put", then_the_power_failed)
            await looker(library).look_through(library.database)
        assert (await library.partner.get(path)).content == SIGNED
        await looker(library).look_through(library.database)
        assert (await library.reader.get(path)).status_code == 200
        later = datetime.now(UTC) + GRACE + timedelta(minutes=1)
        await destroy_orphans(library.database, library.files, now=later)
        assert await stored(library, made[0]) is None

    @pytest.mark.parametrize("what", ["removed", "another worker's turn"])
    async def test_what_changed_meanwhile_is_left_alone_and_no_copy_of_it_stays(
        self, library: Library, monkeypatch: pytest.MonkeyPatch, what: str
    ) -> None:
        path, _ = await published(library, SIGNED)
        put, made = library.files.put, []

        async def meanwhile(key: Any, file: Any) -> None:
            await put(key, file)
            made.append(str(key).rpartition("/")[2])
            if len(made) > 1:
                return
            if what == "removed":
                await library.partner.delete(path)
            else:
                await looker(library).look_through(library.database)

        monkeypatch.setattr(library.files, "put", meanwhile)
        await looker(library).look_through(library.database)
        assert await stored(library, made[0]) is None
        again = await library.reader.get(path)
        assert again.status_code == (404 if what == "removed" else 200)


class TestWhatOnlyAPersonCanClear:
    async def test_it_is_withheld_and_its_depositor_told_once(self, library: Library) -> None:
        path, file = await published(library, CHANGED)
        for _ in range(2):
            await looker(library).look_through(library.database)
        refused = await library.reader.get(path)
        assert refused.status_code == 409
        assert "tracked changes" in refused.json()["detail"]
        assert (await library.partner.get(path)).content == CHANGED
        told = (await library.partner.get("/notices")).json()["items"]
        assert [one["kind"] for one in told] == ["file_withheld"]
        assert (await library.other_partner.get("/notices")).json()["items"] == []
        [listed] = (await library.partner.get(path.rpartition("/")[0])).json()
        assert (listed["id"], listed["withheld"]) == (file["id"], True)
        assert "tracked changes" in listed["withheld_because"]

    async def test_no_new_version_is_published_with_it(self, library: Library) -> None:
        path, _ = await published(library, CHANGED)
        await looker(library).look_through(library.database)
        finding = path.partition("/files")[0]
        now = (await library.partner.get(finding)).json()["revision"]
        changed = await library.partner.patch(finding, {"title": "Again"}, now)
        submitted = await library.partner.act(f"{finding}/submit", changed.json()["revision"])
        revision = submitted.json()["revision"]
        refused = await library.editor.act(f"{finding}/publish", revision)
        assert refused.json()["type"] == "/problems/file-withheld"
        await library.partner.delete(path)
        assert (await library.editor.act(f"{finding}/publish", revision)).status_code == 200

    async def test_what_is_damaged_is_withheld_and_holds_up_no_other(
        self, library: Library
    ) -> None:
        broken, file = await published(library, SIGNED)
        await library.files.put(key_of(QE1, UUID(file["id"])), io.BytesIO(b"PK something else"))
        path, _ = await published(library, SIGNED)
        await looker(library).look_through(library.database)
        assert (await library.reader.get(path)).status_code == 200
        assert "damaged" in (await library.reader.get(broken)).json()["detail"]


class TestWhatNotEverybodyCanRead:
    async def test_it_stays_published_and_its_depositor_is_told_once(
        self, library: Library
    ) -> None:
        path, _ = await published(library, UNTAGGED, "report.pdf")
        for _ in range(2):
            await looker(library).look_through(library.database)
        public = path.replace("/findings", "/published-findings")
        assert (await library.nobody.get(public)).status_code == 200
        [told] = (await library.partner.get("/notices")).json()["items"]
        assert told["kind"] == "file_unexplained"
        assert told["finding"]["id"] in path
        assert (await library.other_partner.get("/notices")).json()["items"] == []
        said = await library.partner.put(f"{path}/accessibility", STATEMENT, 1)
        assert said.status_code == 200

    async def test_of_what_is_explained_or_before_nobody_nothing_is_told(
        self, library: Library
    ) -> None:
        explained, _ = await published(library, UNTAGGED, "report.pdf")
        await library.partner.put(f"{explained}/accessibility", STATEMENT, 1)
        draft = await library.draft(library.partner)
        added = await add_file(library.partner, f"/findings/{draft['id']}", content=UNTAGGED)
        await of_before(library, added.json(), UNTAGGED)
        await looker(library).look_through(library.database)
        [listed] = (await library.partner.get(f"/findings/{draft['id']}/files")).json()
        assert listed["accessibility"]["needs_statement"]
        assert (await library.partner.get("/notices")).json()["items"] == []


class TestOfAStory:
    async def test_nobody_is_given_it_until_it_was_looked_through(self, library: Library) -> None:
        made = await deposited(library)
        path = f"/stories/{made['id']}"
        file = (await add_file(library.partner, path, "report.docx", GOOD["report.docx"])).json()
        revision = (await library.partner.get(path)).json()["revision"]
        agreed = await library.partner.act(f"{path}/consents", revision, consent())
        await library.editor.act(f"{path}/publish", agreed.json()["revision"])
        await of_before(library, file, SIGNED)
        public = f"/published-stories/{made['id']}/files/{file['id']}"
        assert (await library.nobody.get(public)).status_code == 409
        await looker(library).look_through(library.database)
        answer = await library.nobody.get(public)
        assert answer.status_code == 200
        assert b"Jane Roe" not in answer.content
        copy = await kept_as(library, file)
        assert (await library.partner.post(f"{path}/withdraw")).status_code == 200
        assert await stored(library, copy) is None
