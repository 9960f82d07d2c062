"""A request never waits for a second connection while it holds one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from insights.dependencies import current_time
from insights.main import build_app
from insights.settings import InsightsSettings
from insights_support import Library, TokenFactory


@pytest.fixture
async def with_one(
    library: Library, service_settings: Any, client: Any, token: TokenFactory,
    tmp_path: Path,
) -> Any:  # fmt: skip
    """The library with a single connection to its database."""
    settings = service_settings(
        InsightsSettings, files_directory=str(tmp_path / "files"), database_pool=1
    )
    app = build_app(settings)
    app.dependency_overrides[current_time] = library.clock
    async with client(app) as http:
        yield Library(http, token, library.database, library.clock, app.state.files)


async def test_a_partner_deposits_where_there_is_a_single_connection(with_one: Library) -> None:
    """Whether their organisation is in being is read before the route writes."""
    made = await with_one.draft(with_one.partner)
    path = f"/findings/{made['id']}"
    changed = await with_one.partner.patch(path, {"title": "Waiting at night"}, 1)
    assert changed.status_code == 200
    assert (await with_one.partner.get(path)).json()["content"]["title"] == "Waiting at night"


async def test_many_partners_at_once_wait_for_each_other_in_turn(with_one: Library) -> None:
    made = await asyncio.gather(*(with_one.draft(with_one.partner) for _ in range(6)))
    assert len({one["reference"] for one in made}) == 6
