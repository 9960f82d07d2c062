"""The file of the ledger: it only grows, and is obeyed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from common.db.ledgers import write_lines
from common.db.systems import SomeFailed
from common.db.tenancy import SystemCode
from insights.ledger import keeping
from insights.ledger import service as ledger
from insights.ledger.entries import (
    ConsentEnded,
    Entry,
    FileRemoved,
    FindingWithdrawn,
    StoryGone,
    entries_of,
    line_of,
)
from insights.stories import leaving
from insights.stories.schemas import State
from insights.worker import periodic
from insights_support import QE1, QKK
from library_ledger_support import Kept
from stories_support import by_organisation, by_person, published

pytestmark = pytest.mark.rule("insights.9")


def lines_of(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


class TestTheFile:
    async def test_only_grows_and_is_written_when_something_is_new(self, kept: Kept) -> None:
        library = kept.library
        other = line_of(ConsentEnded(SystemCode("QYG"), uuid4(), 1, library.now))
        write_lines(kept.file, [other])
        story = await published(library)
        keeper = kept.keeper()
        await keeper.keep(library.database)
        before = kept.file.stat().st_ino
        await keeper.keep(library.database)
        await kept.keeper().keep(library.database)
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
        entry = StoryGone(QE1, UUID(story["id"]), State.WITHDRAWN, library.now)
        write_lines(kept.file, [line_of(entry)])
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
        library = kept.library
        await by_person(library, await published(library))
        lines = [*await ledger.export(library.database), line]
        write_lines(kept.file, lines)
        with pytest.raises(ValueError, match="line 3 is no entry"):
            await kept.keeper().keep(library.database)
        assert lines_of(kept.file) == lines

    async def test_grows_where_what_it_has_cannot_be_done_again(
        self, kept: Kept, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = kept.library
        back, gone = await published(library), await published(library)
        entry = StoryGone(QE1, UUID(back["id"]), State.WITHDRAWN, library.now)
        write_lines(kept.file, [line_of(entry)])
        await by_person(library, gone)
        keeper = kept.keeper()
        with monkeypatch.context() as trouble:
            trouble.setattr(leaving, "withdraw_again", lambda *_, **__: 1 / 0)
            with pytest.raises(SomeFailed):
                await keeper.keep(library.database)
        assert set(await ledger.export(library.database)) < set(lines_of(kept.file))
        for _ in range(2):
            await keeper.keep(library.database)
        assert set(await ledger.export(library.database)) == set(lines_of(kept.file))

    async def test_is_obeyed_though_an_entry_before_fails(
        self, kept: Kept, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = kept.library
        one, other = await published(library), await published(library)
        days = (library.now - timedelta(days=1), library.now)
        gone = zip((one, other), days, strict=True)
        entries = [StoryGone(QE1, UUID(s["id"]), State.WITHDRAWN, at) for s, at in gone]
        write_lines(kept.file, [line_of(entry) for entry in entries])
        again = leaving.withdraw_again

        async def but_one(session: Any, ics: Any, story_id: UUID, *rest: Any, **more: Any) -> Any:
            if str(story_id) == one["id"]:
                raise ValueError(story_id)
            return await again(session, ics, story_id, *rest, **more)

        monkeypatch.setattr(leaving, "withdraw_again", but_one)
        with pytest.raises(SomeFailed):
            await kept.keeper().keep(library.database)
        answers = [await library.nobody.get(f"/published-stories/{s['id']}") for s in (one, other)]
        assert [answer.status_code for answer in answers] == [200, 410]

    async def test_is_obeyed_where_it_cannot_be_written(
        self, kept: Kept, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = kept.library
        back, gone = await published(library), await published(library)
        entry = StoryGone(QE1, UUID(back["id"]), State.WITHDRAWN, library.now)
        write_lines(kept.file, [line_of(entry)])
        await by_person(library, gone)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        keeper = kept.keeper()
        with monkeypatch.context() as trouble:
            trouble.setattr(keeping, "write_lines", full)
            with pytest.raises(OSError, match="No space left"):
                await keeper.keep(library.database)
        assert (await library.nobody.get(f"/published-stories/{back['id']}")).status_code == 410
        for _ in range(2):
            await keeper.keep(library.database)
        assert set(await ledger.export(library.database)) == set(lines_of(kept.file))

    async def test_holds_no_word_and_no_name(self, kept: Kept) -> None:
        story = await published(kept.library)
        await by_organisation(kept.library, story)
        content = "\n".join(await ledger.export(kept.library.database))
        assert story["id"] in content
        assert "Heliotrope" not in content
        assert story["reference"] not in content

    def test_an_entry_is_read_back_as_it_was_written(self) -> None:
        at = datetime(2026, 11, 27, 10, tzinfo=UTC)
        entries: list[Entry] = [
            StoryGone(QE1, uuid4(), State.EXPIRED, at),
            ConsentEnded(QKK, uuid4(), 3, at),
            FindingWithdrawn(QE1, uuid4(), 'Wrong:\u2028\r\n\x85 "é"', at),
            FileRemoved(QE1, uuid4(), at),
        ]
        written = "\n".join(["", *map(line_of, entries)])
        assert entries_of(written.splitlines()) == entries


class TestTheWorker:
    @pytest.mark.parametrize("set_", [True, False])
    def test_keeps_the_file_where_it_is_told_to(
        self, app: tuple[FastAPI, AsyncClient], tmp_path: Path, set_: bool
    ) -> None:
        file = str(tmp_path / "withdrawals.jsonl") if set_ else None
        settings = app[0].state.settings.model_copy(update={"withdrawal_ledger": file})
        jobs = {job.name for job in periodic(settings)}
        assert ("keep the ledger of what was taken back" in jobs) is set_
