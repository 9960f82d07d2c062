"""Jobs that go through every system: one that fails holds up no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.db.systems import SomeFailed
from common.db.tenancy import SystemCode
from insights.findings import repository
from insights.spelling import service as spelling
from insights_support import EDITOR, QE1, QKK, Library, finding


@pytest.mark.rule("insights.4")
async def test_the_words_of_the_other_systems_are_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine, read = spelling.read_library, []

    async def picky(database: Any, ics: SystemCode, clock: Any) -> bool:
        if ics == QE1:
            raise ValueError
        read.append(ics)
        return await genuine(database, ics, clock)

    monkeypatch.setattr(spelling, "read_library", picky)
    with pytest.raises(SomeFailed, match="QE1"):
        await spelling.read_libraries(library.database, library.clock)
    assert QKK in read


@pytest.mark.rule("insights.1")
async def test_embargoes_of_the_other_systems_end(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:

    mine = await library.embargoed()
    there = library.caller(EDITOR, ics="QKK")
    until = (library.now + timedelta(days=2)).isoformat()
    theirs = (await there.post("/findings", finding(embargo_until=until))).json()
    for number, step in enumerate(("submit", "publish"), start=1):
        moved = await there.act(f"/findings/{theirs['id']}/{step}", number)
        assert moved.status_code == 200, moved.text
    genuine = repository.embargoes_ended

    async def picky(session: Any, *args: Any, **said: Any) -> Any:
        found = await genuine(session, *args, **said)
        if str(mine["id"]) in {str(one) for one in found}:
            raise ValueError
        return found

    monkeypatch.setattr(repository, "embargoes_ended", picky)
    library.clock.now += timedelta(days=3)
    with pytest.raises(SomeFailed, match="QE1"):
        await library.lift()
    other = await there.get(f"/findings/{theirs['id']}")
    assert other.json()["state"] == "published"
