"""A postcode tells the place, the LSOA and the decile, and is dropped."""

from __future__ import annotations

import asyncio
import csv
import logging
import zipfile
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from common.testing.postgres import TestDatabases
from panel.postcodes import service
from panel.postcodes.directory import opened
from panel.postcodes.errors import NotADirectory, PostcodeElsewhere, PostcodeUnknown
from panel.samples.postcodes import HEADER, postcodes, rows, write
from panel_support import traces
from panel_support.directories import BLACKPOOL, LANCASHIRE, MARKER, load_directory
from panel_support.enrolling import enrol, own
from panel_support.mails import token_in
from panel_support.samples import confirmation_of
from panel_support.world import QE1, QKK, Member, World

pytestmark = pytest.mark.rule("panel.1")


async def confirm(world: World, **said: Any) -> Any:
    await world.call("POST", "/signups", {"email": "zed@example.org"})
    token = token_in((await world.send_mail())[-1])
    return await world.call("POST", "/signups/confirm", {"token": token, **confirmation_of(**said)})


async def joined(world: World, postcode: str) -> Member:
    answer = await confirm(world, postcode=postcode)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    return Member("zed@example.org", found["member_id"], found["manage_token"])


async def me(world: World, member: Member) -> dict[str, Any]:
    found: dict[str, Any] = (await world.call("GET", "/me", headers=member.own)).json()
    return found


def numbered(number: int) -> str:
    """Give the made-up postcode of a number."""
    found = postcodes()
    return [next(found) for _ in range(number + 1)][-1]


@pytest.mark.usefixtures("directory")
class TestGiving:
    @pytest.mark.parametrize("written", [MARKER, "ba10aa", " b a 1 0aa"])
    async def test_tells_place_area_and_decile_however_it_is_written(
        self, world: World, written: str
    ) -> None:
        member = await joined(world, written)
        found = await me(world, member)
        assert found["place"] == "blackpool"
        held = (await world.call("GET", "/me/export", headers=member.own)).json()
        assert held["area"] == {
            "lsoa": "E01000000",
            "decile": 1,
            "release": "ONSPD_TEST",
            "index": "imd2025",
        }

    async def test_the_area_is_sealed_and_shown_to_its_member_alone(self, world: World) -> None:
        member = await joined(world, MARKER)
        stored = repr([dict(row) for row in await world.rows("SELECT * FROM member_areas")])
        assert "E01000000" not in stored
        for path in ("/members", "/me"):
            assert "E01000000" not in (await world.call("GET", path, headers=member.own)).text

    async def test_the_postcode_is_nowhere_afterwards(
        self,
        world: World,
        databases: TestDatabases,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="panel")
        await confirm(world, postcode="ZZ99 9ZZ")
        await joined(world, MARKER)
        logged = capsys.readouterr()
        needles = {"postcode": MARKER, "plain": "BA10AA", "unknown": "ZZ99 9ZZ"}
        connection = await asyncpg.connect(databases.server.url())
        found = await traces.in_tables(connection, needles)
        await connection.close()
        assert {table: what for table, what in found.items() if "postcodes" not in table} == {}
        assert set(found) <= {"panel.postcodes"}
        assert traces.in_folder(world.mailbox, needles) == {}
        assert traces.in_text(logged.out + logged.err + caplog.text, needles) == set()

    @pytest.mark.parametrize(
        ("number", "written", "problem", "words"),
        [
            (None, "ZZ99 9ZZ", "postcode-unknown", "choose your place"),
            (None, "nowhere", "postcode-unknown", "choose your place"),
            (5, None, "postcode-ended", "March 2019"),
            (6, None, "postcode-elsewhere", "live, work or get care in Lancashire"),
        ],
    )
    async def test_that_tells_no_place_is_answered_kindly_and_can_be_tried_again(
        self, world: World, number: int | None, written: str | None, problem: str, words: str
    ) -> None:
        postcode = written or numbered(number or 0)
        await world.call("POST", "/signups", {"email": "zed@example.org"})
        token = token_in((await world.send_mail())[-1])
        said = {"token": token, **confirmation_of(postcode=postcode)}
        refused = await world.call("POST", "/signups/confirm", said)
        assert refused.status_code == 422
        assert refused.json()["type"] == f"/problems/{problem}"
        assert refused.json()["errors"][0]["field"] == "body.postcode"
        assert words in refused.json()["detail"]
        assert postcode not in refused.text
        again = await world.call("POST", "/signups/confirm", {**said, "postcode": MARKER})
        assert again.status_code == 201

    async def test_is_changed_and_ended_by_choosing_another_place(self, world: World) -> None:
        member = await joined(world, MARKER)
        for patch, place, areas in (
            ({"place": "blackpool"}, "blackpool", 1),
            ({"postcode": numbered(1)}, "lancashire", 1),
            ({"place": "blackpool"}, "blackpool", 0),
        ):
            version = (await me(world, member))["version"]
            headers = {**member.own, "If-Match": f'"v{version}"'}
            changed = await world.call("PATCH", "/me", patch, headers=headers)
            assert changed.status_code == 200, changed.text
            assert changed.json()["place"] == place
            assert await world.count("member_areas") == areas

    @pytest.mark.parametrize("how", ["leave", "erase"])
    async def test_the_area_goes_with_the_member(self, world: World, how: str) -> None:
        member = await joined(world, MARKER)
        if how == "leave":
            await world.call("DELETE", "/me", headers=member.own)
        else:
            await world.call("POST", "/me/erasure", headers=member.own)
        assert await world.count("member_areas") == 0

    @pytest.mark.rule("panel.6")
    async def test_of_who_joins_with_help_tells_the_same(self, world: World) -> None:
        refused = await enrol(world, place=None, postcode="ZZ99 9ZZ")
        assert refused.json()["type"] == "/problems/postcode-unknown"
        assert "ZZ99" not in refused.text
        for _ in range(2):  # somebody unknown, then the same person: nobody learns which
            given = await enrol(world, place=None, postcode=MARKER)
            assert given.status_code == 202, given.text
        headers = await own(world)
        assert (await world.call("GET", "/me", headers=headers)).json()["place"] == "blackpool"
        held = (await world.call("GET", "/me/export", headers=headers)).json()
        assert (held["area"]["lsoa"], held["area"]["decile"]) == ("E01000000", 1)
        assert await world.count("member_areas") == 1

    async def test_another_system_reads_the_same_directory_by_its_own_places(
        self, world: World
    ) -> None:
        assert (await world.call("GET", "/system", ics="QKK")).json()["takes_postcodes"] is True
        async with world.database.reading(QKK) as session:
            with pytest.raises(PostcodeElsewhere):
                await service.look_up(session, QKK, MARKER)


class TestWithoutADirectory:
    async def test_a_postcode_is_refused_and_a_place_is_chosen_as_before(
        self, world: World
    ) -> None:
        assert (await world.call("GET", "/system")).json()["takes_postcodes"] is False
        refused = await confirm(world, postcode=MARKER)
        assert refused.json()["type"] == "/problems/no-postcode-directory"
        assert (await confirm(world, place="blackpool")).status_code == 201


class TestLoading:
    async def test_a_new_release_replaces_the_old_as_a_whole_and_a_bad_one_does_not(
        self, world: World, directory: Path, tmp_path: Path
    ) -> None:
        newer = tmp_path / "NEWER.csv"
        write(newer, 3, [LANCASHIRE])
        assert await load_directory(world.database, newer) == service.Loaded(3, 3, "imd2025")
        async with world.database.reading(QE1) as session:
            area = await service.look_up(session, QE1, MARKER)
            assert (area.place, area.release) == ("lancashire", "NEWER")
            with pytest.raises(PostcodeUnknown):
                await service.look_up(session, QE1, numbered(3))
        bad = tmp_path / "bad.csv"
        bad.write_text(",".join(HEADER) + "\n" + "no postcode," * len(HEADER) + "\n")
        with pytest.raises(NotADirectory):
            await load_directory(world.database, bad)
        async with world.database.reading(QE1) as session:
            assert (await service.look_up(session, QE1, MARKER)).release == "NEWER"

    async def test_of_two_loads_at_once_neither_spoils_the_other(
        self, world: World, directory: Path
    ) -> None:
        outcomes = await asyncio.gather(
            *(load_directory(world.database, directory) for _ in range(2)), return_exceptions=True
        )
        assert all(isinstance(one, service.Loaded | NotADirectory) for one in outcomes)
        async with world.database.reading(QE1) as session:
            assert (await service.look_up(session, QE1, MARKER)).place == "blackpool"

    async def test_columns_are_found_by_name_in_a_zip_as_well(
        self, world: World, directory: Path, tmp_path: Path
    ) -> None:
        renamed = {"oslaua": "lad25cd", "lsoa21": "lsoa21cd", "imd": "imd20ind"}
        header = [renamed.get(name, name).upper() for name in reversed(HEADER)]
        inner = tmp_path / "inner.csv"
        with inner.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(row[::-1] for row in rows(12, [LANCASHIRE]))
        path = tmp_path / "ONSPD.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("Documents/notes.csv", "a,b\n")
            archive.write(inner, "Data/ONSPD.csv")
        assert await load_directory(world.database, path) == service.Loaded(12, 12, "imd2025")
        async with world.database.reading(QE1) as session:
            assert (await service.look_up(session, QE1, MARKER)).place == "lancashire"

    async def test_a_file_without_the_columns_says_which_is_missing(self, tmp_path: Path) -> None:
        path = tmp_path / "other.csv"
        path.write_text("pcds,oslaua\n")
        with pytest.raises(NotADirectory, match="lsoa21"), opened(path):
            pass

    @pytest.mark.parametrize(
        ("how", "why"),
        [("cut", "not whole"), ("scrambled", "damaged"), ("endless", "damaged after row 1:")],
    )
    async def test_a_damaged_file_is_named_and_changes_nothing(
        self, world: World, directory: Path, tmp_path: Path, how: str, why: str
    ) -> None:
        await load_directory(world.database, directory)
        path = tmp_path / "damaged"
        if how == "endless":
            good = ",".join(next(rows(1, [BLACKPOOL])))
            path.write_text(",".join(HEADER) + f'\n{good}\n"' + "x" * 200_000)
        else:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(directory, "ONSPD.csv")
            whole = path.read_bytes()
            middle = len(whole) // 2
            scrambled = whole[:middle] + b"\xff" * 30 + whole[middle + 30 :]
            path.write_bytes(whole[:middle] if how == "cut" else scrambled)
        with pytest.raises(NotADirectory, match=why):
            await load_directory(world.database, path)
        async with world.database.reading(QE1) as session:
            assert (await service.look_up(session, QE1, MARKER)).place == "blackpool"

    async def test_rows_that_are_none_are_left_out(
        self, world: World, directory: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "odd.csv"
        good = next(rows(1, [BLACKPOOL]))
        at = {name: n for n, name in enumerate(HEADER)}

        def but(**changes: str) -> list[str]:
            row = list(good)
            for name, value in changes.items():
                row[at[name]] = value
            return row

        odd = [
            ["short"], but(pcds="A\\N1 1AA"), but(pcds="AB1\t1AA"), but(pcds="AB1 1AAA"),
            but(lsoa21="E0100\0000"),
            but(pcds="AB1 1AA", oslaua="x"), but(pcds="AB1 1AB", doterm="209913"), good, good,
        ]  # fmt: skip
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(odd)
        assert await load_directory(world.database, path) == service.Loaded(len(odd), 1, "imd2025")


def test_made_up_postcodes_are_all_different() -> None:
    found = postcodes()
    some = [next(found) for _ in range(5000)]
    assert len(set(some)) == len(some)
