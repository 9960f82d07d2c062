"""Bytes that belong to no file are destroyed; all others stay."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from files_support import PDF, add_file
from insights.files.storage.port import FileStore, NotStored, key_of
from insights.files.upkeep import GRACE, destroy_orphans
from insights_support import QE1, QKK, Library, finding


async def there(store: FileStore, *keys: str) -> list[bool]:
    found = []
    for key in keys:
        try:
            found.append(bool([c async for c in store.read(key)]))  # type: ignore[arg-type]
        except NotStored:
            found.append(False)
    return found


class TestOrphans:
    async def test_they_go_and_what_is_somebodys_stays(self, library: Library) -> None:
        draft = await library.draft()
        file = (await add_file(library.editor, f"/findings/{draft['id']}")).json()
        mine, others = key_of(QE1, UUID(file["id"])), key_of(QKK, UUID(file["id"]))
        orphan = key_of(QE1, uuid4())
        for key in (others, orphan):
            await library.files.put(key, io.BytesIO(PDF))
        soon = datetime.now(UTC) + GRACE / 2
        assert await destroy_orphans(library.database, library.files, now=soon) == 0
        later = datetime.now(UTC) + GRACE + timedelta(minutes=1)
        await destroy_orphans(library.database, library.files, now=later)
        assert await there(library.files, mine, others, orphan) == [True, False, False]

    async def test_an_upload_whose_transaction_fails_is_one(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = []
        put = library.files.put

        async def noted(key: str, file: object) -> None:
            kept.append(key)
            await put(key, file)  # type: ignore[arg-type]
            raise OSError("the power failed")

        draft = (await library.editor.post("/findings", finding())).json()
        monkeypatch.setattr(library.files, "put", noted)
        answer = await add_file(library.editor, f"/findings/{draft['id']}")
        assert answer.status_code == 500
        assert await there(library.files, *kept) == [True]
        assert (await library.editor.get(f"/findings/{draft['id']}/files")).json() == []
        later = datetime.now(UTC) + GRACE + timedelta(minutes=1)
        await destroy_orphans(library.database, library.files, now=later)
        assert await there(library.files, *kept) == [False]
