"""Which decile of deprivation a member's area is in: loaded, derived, sealed, and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.db.engine import raw_connection
from panel.members.deprivation import Derived, derive_anew
from panel.postcodes import deprivation, service
from panel.postcodes.directory import opened
from panel.postcodes.errors import NotDeciles
from panel.postcodes.indices import indices, named, of_ranks
from panel.samples.postcodes import write
from panel_support.directories import (
    AREAS,
    BLACKPOOL,
    FIRST,
    HEAD,
    change,
    decile,
    joined,
    listed,
    take,
    written,
)
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.7")


class TestIndices:
    def test_the_greatest_rank_tells_which_it_is(self) -> None:
        assert [one.code for one in indices()] == ["imd2019", "imd2025"]
        assert (of_ranks(33_755), of_ranks(32_844)) == (named("imd2025"), named("imd2019"))
        assert of_ranks(33_754) is None
        assert all(one.source and one.licence for one in indices())


@pytest.mark.usefixtures("ranked")
class TestHolding:
    async def test_a_postcode_tells_the_decile_and_a_chosen_place_ends_it(
        self, world: World
    ) -> None:
        member = await joined(world)
        assert await decile(world, member) == "1"
        assert (await change(world, member, place="lancashire")).status_code == 200
        assert await decile(world, member) is None
        assert (await change(world, member, postcode=FIRST)).status_code == 200
        assert await decile(world, member) == "1"

    async def test_it_is_sealed_and_has_a_token_of_its_own(self, world: World) -> None:
        await joined(world, demographics={"sex": "female"})
        told = await world.rows("SELECT * FROM demographics ORDER BY dimension")
        assert len({len(one["sealed"]) for one in told}) == 1
        (row,) = [one for one in told if one["dimension"] == "imd_decile"]
        assert bytes(row["token"]) == world.keys.term_token(QE1, "imd_decile", "1")
        assert row["vocabulary_version"] == "imd2025"

    async def test_it_is_never_asked_nor_taken_back_as_an_answer(self, world: World) -> None:
        member = await joined(world)
        for term in ("10", None):
            refused = await change(world, member, demographics={"imd_decile": term})
            assert refused.status_code == 422
        assert await decile(world, member) == "1"
        listed = (await world.call("GET", "/vocabularies")).json()["items"]
        asked = {one["code"] for one in listed if one.get("question")}
        assert "sex" in asked
        assert "imd_decile" not in asked

    async def test_a_decile_of_another_index_is_not_held(
        self, world: World, tmp_path: Path
    ) -> None:
        path = tmp_path / "OLDER.csv"
        write(path, 3, [BLACKPOOL])
        with opened(path) as found:
            await service.load(world.database, found, "OLDER", index="imd2019")
        member = await joined(world)
        assert await decile(world, member) is None
        held = (await world.call("GET", "/me/export", headers=member.own)).json()["area"]
        assert (held["decile"], held["index"]) == (1, "imd2019")

    async def test_leaving_and_erasure_end_it(self, world: World) -> None:
        for number, way in enumerate((("DELETE", "/me"), ("POST", "/me/erasure"))):
            member = await joined(world, f"m{number}@example.org")
            assert (await world.call(*way, headers=member.own)).status_code < 300
        assert await world.rows("SELECT * FROM demographics WHERE dimension = 'imd_decile'") == []


@pytest.mark.usefixtures("ranked")
class TestList:
    async def test_a_list_stands_in_place_of_the_directory(
        self, world: World, tmp_path: Path
    ) -> None:
        early = await joined(world, "early@example.org")
        assert await take(world, written(tmp_path / "File_7.csv", listed())) == AREAS
        late = await joined(world, "late@example.org")
        assert (await decile(world, early), await decile(world, late)) == ("1", "7")
        found = await derive_anew(world.database, world.keys)
        assert found[QE1] == Derived(members=2, known=2)
        assert await decile(world, early) == "7"
        held = (await world.call("GET", "/me/export", headers=early.own)).json()["area"]
        assert (held["decile"], held["index"], held["release"]) == (7, "imd2025", "ONSPD")
        (row,) = await world.rows("SELECT * FROM deprivation_releases")
        assert "Open Government Licence" in row["licence"]
        assert (row["deprivation"], row["areas"], row["file"]) == ("imd2025", AREAS, "File_7.csv")

    async def test_a_list_that_is_not_whole_changes_nothing(
        self, world: World, tmp_path: Path
    ) -> None:
        await take(world, written(tmp_path / "good.csv", listed()))
        short = written(tmp_path / "short.csv", listed(AREAS - 1, first="3"))
        twice = [*listed(AREAS - 1, first="3"), ("E01000000", "a", "1", "3")]
        bad = [*listed(AREAS - 1, first="3"), ("W01000001", "a", "1", "3")]
        eleven = [*listed(AREAS - 1, first="3"), ("E01999999", "a", "1", "11")]
        for path, told in (
            (short, "33755"),
            (written(tmp_path / "twice.csv", iter(twice)), "twice"),
            (written(tmp_path / "bad.csv", iter(bad)), "row 33755 "),
            (written(tmp_path / "eleven.csv", iter(eleven)), "row 33755 "),
        ):
            with pytest.raises(NotDeciles, match=told):
                await take(world, path)
        assert await decile(world, await joined(world)) == "7"

    async def test_lsoas_of_another_census_are_refused(self, world: World, tmp_path: Path) -> None:
        old = ("LSOA code (2011)", *HEAD[1:])
        path = written(tmp_path / "old.csv", listed(3), old)
        for code in ("imd2019", "imd2025"):
            with pytest.raises(NotDeciles, match="2021"):
                await take(world, path, code)
        with (
            pytest.raises(NotDeciles, match="column"),
            deprivation.opened(written(tmp_path / "none.csv", listed(3), ("a", "b", "c", "d"))),
        ):
            pass

    async def test_an_area_that_the_list_lacks_has_no_decile(
        self, world: World, tmp_path: Path
    ) -> None:
        member = await joined(world)
        rows = [(f"E01{n:06d}", "a", "1", "3") for n in range(1, AREAS + 1)]
        await take(world, written(tmp_path / "without.csv", iter(rows)))
        assert (await derive_anew(world.database, world.keys))[QE1] == Derived(1, 0)
        assert await decile(world, member) is None

    async def test_who_has_left_is_not_written_again(self, world: World, tmp_path: Path) -> None:
        member = await joined(world)
        assert (await world.call("DELETE", "/me", headers=member.own)).status_code < 300
        await take(world, written(tmp_path / "File_7.csv", listed()))
        assert (await derive_anew(world.database, world.keys))[QE1] == Derived(0, 0)

    async def test_who_leaves_while_deciles_are_derived_is_not_written_again(
        self, world: World
    ) -> None:
        await joined(world)
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("DELETE FROM demographics WHERE dimension = 'imd_decile'")
            await connection.execute(
                "UPDATE members SET left_on = '2026-01-01', email_index = NULL, "
                "email_sealed = NULL, manage_token_hash = NULL"
            )
        assert (await derive_anew(world.database, world.keys))[QE1] == Derived(0, 0)
        assert await world.rows("SELECT * FROM demographics WHERE dimension = 'imd_decile'") == []
