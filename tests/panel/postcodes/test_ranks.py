"""Deciles by the ranks that a directory has, of whichever index they are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from panel.postcodes import repository, service
from panel.postcodes.errors import NotADirectory
from panel.samples.postcodes import HEADER, RANKS, rows
from panel_support.directories import BLACKPOOL, MARKER, load_directory
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.1")


class TestRanks:
    async def test_deciles_are_tenths_of_the_ranks_of_england(
        self, world: World, directory: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "ranks.csv"
        ranks = [1, 3376, 3377, RANKS - 3375, RANKS - 3374, RANKS]
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for rank, row in zip(ranks, rows(len(ranks), [BLACKPOOL]), strict=True):
                row[HEADER.index("imd")] = str(rank)
                writer.writerow(row)
        loaded = await load_directory(world.database, path, index=None)
        assert loaded.index == "imd2025"
        async with world.database.reading(None) as session:
            found = await repository.release(session)
            assert found is not None
            assert found.deprivation == "imd2025"
        deciles = await world.rows(
            "SELECT decile FROM postcodes WHERE slot = $1 ORDER BY postcode", found.slot
        )
        assert [row[0] for row in deciles] == [1, 1, 2, 9, 10, 10]

    async def test_deciles_of_no_known_index_are_left_out(
        self, world: World, directory: Path
    ) -> None:
        loaded = await load_directory(world.database, directory, index=None)
        assert loaded.index is None
        async with world.database.reading(QE1) as session:
            found = await service.look_up(session, QE1, MARKER)
        assert (found.decile, found.index) == (None, None)

    async def test_ranks_beyond_the_named_index_are_refused(
        self, world: World, directory: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "ranks.csv"
        row = next(rows(1, [BLACKPOOL]))
        row[HEADER.index("imd")] = str(RANKS)
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([HEADER, row])
        for index in ("imd2019", "imd1066"):
            with pytest.raises(NotADirectory, match="ranks"):
                await load_directory(world.database, path, index)
        async with world.database.reading(QE1) as session:
            assert (await service.look_up(session, QE1, MARKER)).release == "ONSPD_TEST"
