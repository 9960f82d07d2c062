"""Which decile of deprivation a member's area is in: loaded, derived, sealed, and counted."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from common.clock import utc_now
from common.testing.postgres import TestDatabases
from panel.load import load_file
from panel.members.deprivation import Derived, derive_anew
from panel.postcodes import deprivation, service
from panel.postcodes.directory import opened
from panel.postcodes.errors import NotDeciles
from panel.postcodes.indices import indices, named, of_ranks
from panel.representation import service as representation
from panel.samples.postcodes import write
from panel.samples.service import fill
from panel_support.mails import token_in
from panel_support.population import populated
from panel_support.samples import confirmation_of, system_file, vocabulary
from panel_support.selections import AGREES, calculated
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.7")

BLACKPOOL = "E06000009"
FIRST, SECOND = "BA1 0AA", "BA1 0AB"
"""The first of the made-up postcodes; their areas are E01000000 and E01000001, of ranks 1 and 2."""
HEAD = (
    "LSOA code (2021)",
    "LSOA name (2021)",
    "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
)
DECILES = {str(number): f"{number}" for number in range(1, 11)}
AREAS = 33_755


def listed(areas: int = AREAS, first: str = "7") -> Iterator[Sequence[str]]:
    """Give rows of a list in which the first area is in a decile of one's choice."""
    for rank in range(areas):
        decile = first if rank == 0 else str(rank * 10 // AREAS + 1)
        yield (f"E01{rank:06d}", f"Area {rank}", str(rank + 1), decile)


def written(path: Path, rows: Iterator[Sequence[str]], head: Sequence[str] = HEAD) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


async def take(world: World, path: Path, code: str = "imd2025") -> int:
    index = named(code)
    assert index is not None
    with deprivation.opened(path) as rows:
        return await service.load_deciles(world.database, rows, path.name, index)


def known(version: str = "imd2025", **settings: Any) -> Any:
    base = populated("QE1")
    places = [p.model_dump(mode="json") | {"authorities": [BLACKPOOL]} if p.code == "blackpool"
              else p.model_dump(mode="json") for p in base.places]  # fmt: skip
    words = [v.model_dump(mode="json") for v in base.vocabularies if v.code != "imd_decile"]
    return system_file(
        "QE1",
        places=places,
        population=[p.model_dump(mode="json") for p in base.population],
        vocabularies=[*words, vocabulary("imd_decile", DECILES, version=version)],
        settings=base.settings.model_dump() | settings,
    )


@pytest.fixture
async def directory(world: World, tmp_path: Path, databases: TestDatabases) -> AsyncIterator[None]:
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


async def joined(world: World, email: str = "zed@example.org", **said: Any) -> Member:
    await world.call("POST", "/signups", {"email": email})
    token = token_in((await world.send_mail())[-1])
    body = {"token": token, **confirmation_of(**({"postcode": FIRST} | said))}
    answer = await world.call("POST", "/signups/confirm", body)
    assert answer.status_code == 201, answer.text
    return Member(email, answer.json()["member_id"], answer.json()["manage_token"])


async def decile(world: World, member: Member) -> str | None:
    me = (await world.call("GET", "/me", headers=member.own)).json()
    told = {one["dimension"]: one["term"] for one in me["demographics"]}
    return told.get("imd_decile")


async def change(world: World, member: Member, **patch: Any) -> Any:
    me = (await world.call("GET", "/me", headers=member.own)).json()
    headers = {**member.own, "If-Match": f'"v{me["version"]}"'}
    return await world.call("PATCH", "/me", patch, headers=headers)


class TestIndices:
    def test_the_greatest_rank_tells_which_it_is(self) -> None:
        assert [one.code for one in indices()] == ["imd2019", "imd2025"]
        assert (of_ranks(33_755), of_ranks(32_844)) == (named("imd2025"), named("imd2019"))
        assert of_ranks(33_754) is None
        assert all(one.source and one.licence for one in indices())


@pytest.mark.usefixtures("directory")
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


@pytest.mark.usefixtures("directory")
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


@pytest.mark.usefixtures("directory")
class TestCounting:
    async def test_where_no_postcode_told_it_that_is_stated_and_nobody_is_wanted_for_it(
        self, world: World
    ) -> None:
        await joined(world, "c@example.org", postcode=None, place="blackpool")
        found = (await world.call("GET", "/representation?level=exact")).json()
        (told,) = [one for one in found["not_measured"] if one["dimension"] == "imd_decile"]
        assert "no member's postcode" in told["reason"]
        targets = (await world.call("GET", "/representation/targets?size=16&level=exact")).json()
        assert targets["items"]
        assert not any("imd_decile" in one["groups"] for one in targets["items"])

    async def test_the_panel_is_measured_by_decile_and_the_unknown_are_apart(
        self, world: World
    ) -> None:
        await joined(world, "a@example.org")
        await joined(world, "b@example.org")
        await joined(world, "c@example.org", postcode=None, place="blackpool")
        async with world.database.reading(QE1) as session:
            found = await representation.exact(
                session, QE1, world.keys, place="blackpool", seed=1, on=utc_now().date()
            )
        (measured,) = [d for d in found.places[0].dimensions if d.dimension == "imd_decile"]
        assert {group.group: group.members for group in measured.groups} == {"1": 2, "10": 0}
        ratios = [group.ratio for group in measured.groups]
        assert ratios == pytest.approx([1 / (5 / 8), 0])
        assert measured.apart.no_answer == 1
        targets = (await world.call("GET", "/representation/targets?size=24&level=exact")).json()
        words = [one["words"] for one in targets["items"] if "imd_decile" in one["groups"]]
        assert "3 more people of areas of deprivation decile 10 in Blackpool" in words
        assert len(words) == 2
        assert "imd_decile" not in {one.dimension for one in found.not_measured}

    async def test_it_makes_segments_and_quotas(self, world: World) -> None:
        for number in range(4):
            await joined(world, f"m{number}@example.org", consents=AGREES)
        criteria = {"demographics": {"imd_decile": ["1", "2"]}}
        made = await world.call("POST", "/segments", {"name": "Core20", "criteria": criteria})
        assert made.status_code == 201, made.text
        counted = await world.call("GET", f"/segments/{made.json()['id']}/count?level=exact")
        assert counted.json()["members"] == 4
        quota = {"value": "1", "minimum": 2, "maximum": 2}
        category = {"category": "imd_decile", "quotas": [quota]}
        selection = await calculated(world, seats=2, categories=[category])
        assert selection["state"] == "calculated"
        silent = {**category, "quotas": [{**quota, "value": "prefer_not_to_say"}]}
        body = {"title": "x", "seats": 2, "categories": [silent]}
        assert (await world.call("POST", "/selections", body)).status_code == 422

    async def test_results_are_weighted_and_broken_down_by_it(
        self, world: World, tmp_path: Path
    ) -> None:
        only = known(weighting_dimensions=["imd_decile"], least_effective=5)
        await load_file(world.database, only)
        await take(world, written(tmp_path / "File_7.csv", listed(first="10")))
        rich = await world.join_many(30, name="r", postcode=FIRST)
        await world.join_many(10, name="p", postcode=SECOND)
        survey = await world.open_survey()
        plan = {"breakdowns": [{"by": "dimension", "dimension": "imd_decile", "questions": [1]}]}
        decided = await world.call(
            "PUT",
            f"/surveys/{survey['id']}/breakdowns",
            plan,
            headers={"If-Match": f'"v{survey["version"]}"'},
        )
        assert decided.status_code == 200, decided.text
        wealthy = {one.email for one in rich}
        for email, link in (await world.links()).items():
            choice = "yes" if email in wealthy else "no"
            assert (await world.answer(link, survey, choice=choice)).status_code == 201
        assert (await world.call("POST", f"/surveys/{survey['id']}/close")).status_code == 200
        address = f"/surveys/{survey['id']}/results?level=exact"
        exact = (await world.call("GET", address)).json()
        assert exact["weighting"]["weighted_to"] == ["imd_decile"]
        counts = exact["questions"][0]["counts"]
        # The poorest tenth is 50,000 of 80,000 people, and 10 of the 40 who answered.
        assert [one["count"] for one in counts] == [30, 10]
        assert [one["weighted_percent"] for one in counts] == pytest.approx([37.5, 62.5])
        published = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        (shown,) = published["breakdowns"]
        assert shown["label"] == "Deprivation of the area (tenths)"
        assert shown["groups"][-1]["label"] == "Not known: no postcode was given"
        assert len(shown["groups"]) == 11

    async def test_made_up_panels_have_deciles_too(self, world: World) -> None:
        async with world.database.transaction(QE1) as session:
            await fill(session, QE1, world.keys, size=2000, seed=2, now=utc_now())
        rows = await world.rows("SELECT token FROM demographics WHERE dimension = 'imd_decile'")
        tokens = [bytes(row["token"]) for row in rows]
        assert len(tokens) == pytest.approx(2000 * 0.8 * 0.99, rel=0.05)
        poor, rich = (world.keys.term_token(QE1, "imd_decile", one) for one in ("1", "10"))
        assert set(tokens) == {poor, rich}
        # 50,000 people of the poorest tenth, each half as ready to join as others are.
        assert tokens.count(poor) / tokens.count(rich) == pytest.approx(5 / 3 * 0.5 / 1.3, rel=0.15)
