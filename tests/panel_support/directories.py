"""Postcode directories and lists of deciles, made and loaded the short way."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from common.db.engine import Database
from panel.postcodes import deprivation, service
from panel.postcodes.directory import opened
from panel.postcodes.indices import named
from panel_support.mails import token_in
from panel_support.population import populated
from panel_support.samples import confirmation_of, system_file, vocabulary
from panel_support.world import Member, World

BLACKPOOL, LANCASHIRE, ELSEWHERE = "E06000009", "E07000119", "E09000004"
MARKER = "BA1 0AA"
"""The first of the made-up postcodes: in use, in Blackpool."""
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


async def load_directory(
    database: Database, path: Path, index: str | None = "imd2025"
) -> service.Loaded:
    with opened(path) as found:
        return await service.load(database, found, path.stem, index=index)


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
