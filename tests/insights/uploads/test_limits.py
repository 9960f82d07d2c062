"""How large a file of feedback may be: by one setting, in one request or bit by bit."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from feedback_support import rows, source, stored
from insights_support import Library
from uploads_support import begin

pytestmark = pytest.mark.rule("insights.11")


@pytest.fixture
def small(app: object, monkeypatch: pytest.MonkeyPatch) -> int:
    """A setting that lets 2,000 bytes in."""
    running = app[0]  # type: ignore[index]
    changed = running.state.settings.model_copy(update={"max_import_body": 2_000})
    monkeypatch.setitem(running.state._state, "settings", changed)
    return 2_000


class TestALargerFile:
    @pytest.mark.parametrize("declared", [True, False])
    async def test_is_refused_and_nothing_of_it_kept(
        self, library: Library, small: int, declared: bool
    ) -> None:
        path = await source(library.editor)
        body = rows(100)
        assert len(body) > small

        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(body), 500):
                yield body[start : start + 500]

        content = body if declared else chunks()
        answer = await library.editor.upload(path, content)  # type: ignore[arg-type]
        assert answer.status_code == 413
        assert f"{small} bytes at most" in answer.json()["detail"]
        assert await stored(library) == []

    async def test_is_refused_before_its_upload_begins(self, library: Library, small: int) -> None:
        path = await source(library.editor)
        answer = await begin(library.editor, path, rows(100))
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/upload-too-large")
        assert (await begin(library.editor, path, rows(10))).status_code == 201
