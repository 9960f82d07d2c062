"""After a restore of an older backup, the ledger takes out again what was taken out since."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from common.db.ledgers import write_lines
from common.db.tenancy import SystemCode
from common.testing.postgres import TestDatabases
from insights.files import service as files
from insights.stories import ledger
from insights.stories.keeping import Keeper
from insights.stories.ledger import Entry, Reapplied
from insights.stories.schemas import State
from insights.worker import periodic
from insights_support import QE1, QKK, Library
from local_runner.postgres import EmbeddedPostgres
from stories_support import WAYS, by_organisation, by_person, consent, published

from .test_withdrawal import Everything, everything

__all__ = ["everything"]

pytestmark = pytest.mark.rule("insights.9")


class Backup:
    """A dump of the library by pg_dump, and its restoration into the same database."""

    def __init__(self, server: EmbeddedPostgres, file: Path) -> None:
        self._server = server
        self._file = file

    def take(self) -> None:
        self._run("pg_dump", "--format=custom", "--schema=insights", "--data-only",
                  f"--file={self._file}", self._server.url())  # fmt: skip

    async def restore(self) -> None:
        """Put every table back as it was; what came later is lost."""
        connection = await asyncpg.connect(self._server.url())
        tables = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'insights'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        names = ", ".join(f'insights."{table["relname"]}"' for table in tables)
        await connection.execute(f"TRUNCATE {names}")
        await connection.close()
        self._run("pg_restore", "--disable-triggers", "--data-only",
                  f"--dbname={self._server.url()}", str(self._file))  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._server.program(program), *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@dataclass
class Kept:
    """The library with a backup, and a file of its ledger."""

    library: Library
    backup: Backup
    file: Path

    async def destroy(self, ics: SystemCode, ids: list[UUID]) -> None:
        await files.destroy(self.library.files, ics, ids)

    def keeper(self) -> Keeper:
        """A worker that begins."""
        return Keeper(self.file, self.destroy, clock=self.library.clock)

    async def reapply(self, lines: list[str]) -> list[Reapplied]:
        now = self.library.now
        return await ledger.reapply(self.library.database, lines, self.destroy, now)


@pytest.fixture
async def kept(library: Library, databases: TestDatabases, tmp_path: Path) -> AsyncIterator[Kept]:
    server = databases.server
    assert isinstance(server, EmbeddedPostgres)
    yield Kept(library, Backup(server, tmp_path / "dump"), tmp_path / "stories.jsonl")


def lines_of(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


async def told(library: Library, story: dict[str, Any]) -> list[str]:
    """Give the names of the events about a story, in order."""
    return [n for n, said in await library.events() if said.get("story_id") == story["id"]]


class TestARestore:
    @pytest.mark.parametrize("way", WAYS)
    async def test_brings_a_story_back_until_the_worker_has_been_there(
        self, everything: Everything, kept: Kept, way: str
    ) -> None:
        library, story = everything.library, everything.story
        kept.backup.take()
        before = await everything.revealing()
        await kept.keeper().keep(library.database)
        await WAYS[way](library, story)
        await kept.keeper().keep(library.database)
        gone_at = (await library.partner.get(f"/stories/{story['id']}")).json()["gone_at"]

        await kept.backup.restore()
        if "end" in way:
            library.clock.advance(-timedelta(days=400))
        assert before - {a for a in before if "/files/" in a} <= await everything.revealing()
        library.clock.advance(timedelta(days=401))

        await kept.keeper().keep(library.database)
        assert await everything.revealing() == set()
        assert await everything.tables() == set()
        assert await told(library, story) == [
            "insights.story.published.v1", "insights.story.withdrawn.v1"
        ]  # fmt: skip
        left = (await library.partner.get(f"/stories/{story['id']}")).json()
        assert left["state"] == ("expired" if "end" in way else "withdrawn")
        assert left["gone_at"] == gone_at
        public = await library.nobody.get(f"/published-stories/{story['id']}")
        assert public.status_code == 410
        feed = (await library.nobody.get("/feeds/stories.atom")).text
        assert "deleted-entry" in feed
        again = await library.nobody.post(
            "/story-withdrawals", {"code": everything.story["withdrawal_code"]}
        )
        assert again.status_code == 404

    async def test_does_not_widen_what_a_person_agreed_to(self, kept: Kept) -> None:
        library = kept.library
        story = await published(library)
        kept.backup.take()
        library.clock.advance(timedelta(minutes=1))
        path = f"/stories/{story['id']}"
        narrow = consent(uses=["board_papers"])
        for revision in (story["revision"], story["revision"] + 1):
            agreed = await library.partner.act(f"{path}/consents", revision, narrow)
            assert agreed.status_code == 200
            library.clock.advance(timedelta(minutes=1))
        await kept.keeper().keep(library.database)
        await kept.backup.restore()
        assert (await library.nobody.get(f"/published-{path[1:]}")).status_code == 200

        await kept.keeper().keep(library.database)
        assert (await library.nobody.get(f"/published-{path[1:]}")).status_code == 410
        assert (await library.editor.get(f"{path}?use=board_papers")).status_code == 404
        assert (await told(library, story))[-1] == "insights.story.withdrawn.v1"
        assert "deleted-entry" in (await library.nobody.get("/feeds/stories.atom")).text

        library.clock.advance(timedelta(minutes=1))
        now = (await library.partner.get(path)).json()
        anew = await library.partner.act(f"{path}/consents", now["revision"], narrow)
        assert anew.status_code == 200
        await kept.keeper().keep(library.database)
        assert (await library.editor.get(f"{path}?use=board_papers")).status_code == 200, (
            "what is agreed to after the restore stands"
        )

    async def test_lets_no_draft_be_published_by_a_consent_that_ended(self, kept: Kept) -> None:
        library = kept.library
        made = (await library.partner.post("/stories", _story())).json()
        kept.backup.take()
        library.clock.advance(timedelta(minutes=1))
        path = f"/stories/{made['id']}"
        await library.partner.act(f"{path}/consents", 1, consent(uses=["board_papers"]))
        lines = await ledger.export(library.database)
        await kept.backup.restore()
        done = await kept.reapply(lines)
        assert [(one.ics, one.stories, one.consents) for one in done if one.entries] == [
            (QE1, 0, 1)
        ]
        now = (await library.partner.get(path)).json()
        refused = await library.editor.act(f"{path}/publish", now["revision"])
        assert refused.json()["type"] == "/problems/story-consent"
        assert await told(library, made) == [], "it never was before anybody"

    async def test_touches_nothing_of_another_system_or_story(self, kept: Kept) -> None:
        library = kept.library
        one, two = await published(library), await published(library)
        lines = [
            ledger.line_of(Entry(QKK, UUID(one["id"]), library.now, State.WITHDRAWN, None)),
            ledger.line_of(Entry(SystemCode("QYG"), uuid4(), library.now, State.EXPIRED, None)),
            ledger.line_of(Entry(QE1, UUID(two["id"]), library.now, State.WITHDRAWN, None)),
        ]
        done = await kept.reapply(lines)
        assert sum(one.stories for one in done) == 1
        assert (await library.nobody.get(f"/published-stories/{one['id']}")).status_code == 200
        assert (await library.nobody.get(f"/published-stories/{two['id']}")).status_code == 410
        assert sum(one.stories for one in await kept.reapply(lines)) == 0, "again is as once"


class TestTheFile:
    async def test_only_grows_and_is_written_when_something_is_new(self, kept: Kept) -> None:
        library = kept.library
        other = ledger.line_of(Entry(SystemCode("QYG"), uuid4(), library.now, None, 1))
        write_lines(kept.file, [other])
        story = await published(library)
        keeper = kept.keeper()
        await keeper.keep(library.database)
        before = kept.file.stat().st_ino
        await keeper.keep(library.database)
        assert (lines_of(kept.file), kept.file.stat().st_ino) == ([other], before)
        await by_person(library, story)
        await keeper.keep(library.database)
        assert lines_of(kept.file) == [other, *await ledger.export(library.database)]
        assert len(lines_of(kept.file)) == 3, "the story, and the consent that ended with it"

    async def test_that_comes_back_while_the_worker_runs_is_obeyed(self, kept: Kept) -> None:
        library = kept.library
        story = await published(library)
        keeper = kept.keeper()
        await keeper.keep(library.database)
        entry = Entry(QE1, UUID(story["id"]), library.now, State.WITHDRAWN, None)
        write_lines(kept.file, [ledger.line_of(entry)])
        await keeper.keep(library.database)
        assert (await library.nobody.get(f"/published-stories/{story['id']}")).status_code == 410

    @pytest.mark.parametrize(
        "line",
        [
            "nonsense",
            "[]",
            '{"ics": "QE1", "story": "x", "went": "withdrawn", "at": "2026-11-27T10:00:00+00:00"}',
            f'{{"ics": "QE1", "story": "{UUID(int=1)}", "at": "2026-11-27T10:00:00+00:00"}}',
            f'{{"ics": "QE1", "story": "{UUID(int=1)}", "went": "published", '
            '"at": "2026-11-27T10:00:00+00:00"}',
            f'{{"ics": "QE1", "story": "{UUID(int=1)}", "went": "withdrawn", "at": "2026-11-27"}}',
        ],
    )
    async def test_that_cannot_be_read_is_left_as_it_is(self, kept: Kept, line: str) -> None:
        write_lines(kept.file, [line])
        with pytest.raises(ValueError, match="line 1 is no entry"):
            await kept.keeper().keep(kept.library.database)
        assert lines_of(kept.file) == [line]

    async def test_holds_no_word_and_no_name(self, kept: Kept) -> None:
        story = await published(kept.library)
        await by_organisation(kept.library, story)
        content = "\n".join(await ledger.export(kept.library.database))
        assert story["id"] in content
        assert "Heliotrope" not in content
        assert story["reference"] not in content

    def test_an_entry_is_read_back_as_it_was_written(self) -> None:
        at = datetime(2026, 11, 27, 10, tzinfo=UTC)
        entries = [Entry(QE1, uuid4(), at, State.EXPIRED, None), Entry(QKK, uuid4(), at, None, 3)]
        assert ledger.entries_of(["", *map(ledger.line_of, entries)]) == entries


class TestTheCommand:
    async def test_exports_and_applies_the_ledger(
        self, kept: Kept, databases: TestDatabases, tmp_path: Path
    ) -> None:
        library = kept.library
        story = await published(library)
        kept.backup.take()
        await by_organisation(library, story)
        environment = {
            "GT_ENVIRONMENT": "development",
            "GT_DATABASE_URL": databases.server.url("insights_app"),
            "GT_EVENT_LOG": "postgres",
            "GT_EVENT_LOG_URL": "postgresql://nobody@127.0.0.1/none",
            "GT_TOKEN_KEYS": "none",
            "GT_FILES_DIRECTORY": str(tmp_path / "files"),
        }

        def run(*arguments: str) -> str:
            command = [sys.executable, "-m", "insights.stories", *arguments]
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        assert run("export", "--to", str(kept.file)) == "2 entries\n"
        await kept.backup.restore()
        shown = run("reapply", "--from", str(kept.file))
        assert "QE1: 2 entries, 1 stories taken out again, 0 consents ended again" in shown
        assert (await library.nobody.get(f"/published-stories/{story['id']}")).status_code == 410


class TestTheWorker:
    @pytest.mark.parametrize("set_", [True, False])
    def test_keeps_the_file_where_it_is_told_to(
        self, app: tuple[FastAPI, AsyncClient], tmp_path: Path, set_: bool
    ) -> None:
        file = str(tmp_path / "stories.jsonl") if set_ else None
        settings = app[0].state.settings.model_copy(update={"story_ledger": file})
        assert ("keep the ledger of stories" in {job.name for job in periodic(settings)}) is set_


def _story() -> dict[str, Any]:
    return {"title": "A story", "words": "It was dark.", "communities": [], "places": [],
            "themes": [], "consent": consent()}  # fmt: skip
