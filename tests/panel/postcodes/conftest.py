"""Directories in force while a test runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from common.testing.postgres import TestDatabases
from panel.load import load_file
from panel.postcodes import service
from panel.postcodes.directory import opened
from panel.samples.postcodes import write
from panel_support.directories import BLACKPOOL, ELSEWHERE, LANCASHIRE, known, load_directory
from panel_support.samples import system_file
from panel_support.world import World, load


@pytest.fixture
async def directory(world: World, tmp_path: Path, databases: TestDatabases) -> AsyncIterator[Path]:
    """Places with authorities, and a directory of 12 postcodes in force."""
    places = [
        {"code": "blackpool", "name": "Blackpool", "population": 138000,
         "authorities": [BLACKPOOL]},
        {"code": "lancashire", "name": "Lancashire", "population": 1200000,
         "authorities": [LANCASHIRE]},
    ]  # fmt: skip
    await load(world.database, system_file(places=places))
    path = tmp_path / "ONSPD_TEST.csv"
    write(path, 12, [BLACKPOOL, LANCASHIRE, ELSEWHERE, BLACKPOOL])
    await load_directory(world.database, path)
    yield path
    connection = await asyncpg.connect(databases.server.url())
    await connection.execute("TRUNCATE panel.postcodes, panel.postcode_releases")
    await connection.close()


@pytest.fixture
async def ranked(world: World, tmp_path: Path, databases: TestDatabases) -> AsyncIterator[None]:
    """A system whose vocabulary is of 2025, and a directory of 3 postcodes."""
    await load_file(world.database, known())
    path = tmp_path / "ONSPD.csv"
    write(path, 3, [BLACKPOOL])
    with opened(path) as found:
        await service.load(world.database, found, "ONSPD", index="imd2025")
    yield
    connection = await asyncpg.connect(databases.server.url())
    await connection.execute(
        "TRUNCATE panel.postcodes, panel.postcode_releases, panel.area_deciles, "
        "panel.deprivation_releases"
    )
    await connection.close()
