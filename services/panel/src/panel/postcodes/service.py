"""Loading the directory, and deriving from a postcode where somebody is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from asyncpg import UniqueViolationError

from common.clock import Clock, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey, padded
from panel.keys import PanelKeys
from panel.postcodes import repository
from panel.postcodes.deprivation import Deciles
from panel.postcodes.directory import Rows
from panel.postcodes.errors import (
    NoDirectory,
    NotADirectory,
    NotDeciles,
    PostcodeElsewhere,
    PostcodeEnded,
    PostcodeUnknown,
)
from panel.postcodes.indices import Index, named, of_ranks
from panel.postcodes.models import MemberArea, Postcode
from panel.systems import service as systems

_FIELD = "member_areas.sealed"
_STEP = 128
"""Bytes to a multiple of which it is filled up, so that its length says less."""
_LSOA = "2021"
"""Census of the LSOAs that directories give."""
_FORM = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")


@dataclass(frozen=True)
class Area:
    """Where a postcode is. It does not hold the postcode."""

    place: str
    lsoa: str
    decile: int | None
    """Of deprivation, 1 the most deprived; None outside of England, or where it is not known."""
    release: str
    index: str | None
    """Code of the index that the decile is of; None where there is none."""


@dataclass(frozen=True)
class Loaded:
    """What loading a directory did."""

    read: int
    kept: int
    index: str | None = None
    """Code of the index of deprivation that its ranks are of; None where that is not known."""


async def load(
    database: Database,
    rows: Rows,
    version: str,
    *,
    index: str | None = None,
    clock: Clock = utc_now,
) -> Loaded:
    """Load a release, which comes into force as a whole; until then the one before is used.

    Args:
        index: code of the index that its ranks are of. Of a whole directory it is told by the
            greatest rank; of a part of one it has to be named, or deciles are left out.

    Raises:
        NotADirectory: if no row has the form of a postcode, another was loaded meanwhile, or a rank
            is beyond those of the index.
    """
    async with database.transaction(repository.DIRECTORY) as session:
        await repository.lock(session)
        present = await repository.release(session)
        slot = 1 - present.slot if present is not None else 0
        await repository.empty_slot(session, slot)

    async def lines() -> AsyncIterator[bytes]:
        for chunk in rows.chunks():
            yield chunk

    async with database.transaction(repository.DIRECTORY) as session:
        await repository.lock(session)
        now_present = await repository.release(session)
        if now_present is not None and now_present.slot == slot:
            raise NotADirectory("another one was loaded meanwhile; load this one again")
        greatest = await repository.stage(session, lines())
        ranked = _index_of(index, greatest)
        kept = await repository.fill_slot(session, slot, ranked.areas if ranked else None)
        if kept == 0:
            raise NotADirectory("no row has a postcode")
        await repository.put_in_force(
            session,
            version=version,
            slot=slot,
            postcodes=kept,
            deprivation=ranked.code if ranked else None,
            now=clock(),
        )
    return Loaded(rows.read, kept, ranked.code if ranked else None)


async def load_deciles(
    database: Database, rows: Deciles, file: str, index: Index, *, clock: Clock = utc_now
) -> int:
    """Load which decile each LSOA is in, in place of what directories tell; gives how many areas
    there are. Either the whole list comes into force, or nothing changes.

    Raises:
        NotDeciles: if it is of LSOAs that postcodes are not known by, or not of every area of the
            index once.
    """
    if (rows.lsoa, index.lsoa) != (_LSOA, _LSOA):
        raise NotDeciles(f"postcodes are known by LSOAs of {_LSOA}, and this is of others")

    async def lines() -> AsyncIterator[bytes]:
        for chunk in rows.chunks():
            yield chunk

    said = {
        "deprivation": index.code,
        "file": file,
        "source": index.source,
        "licence": index.licence,
        "loaded_at": clock(),
    }
    async with database.transaction(repository.DIRECTORY) as session:
        await repository.lock(session)
        try:
            taken = await repository.replace_deciles(session, lines(), said)
        except UniqueViolationError:
            raise NotDeciles("it has an area twice") from None
        if taken != index.areas:
            raise NotDeciles(f"it has {taken} areas; {index.name} ranks {index.areas}")
    return taken


async def is_loaded(session: ReadSession) -> bool:
    """Say whether postcodes can be looked up."""
    return await repository.release(session) is not None


async def look_up(session: ReadSession, ics: SystemCode, postcode: str) -> Area:
    """Derive where a postcode is.

    Raises:
        NoDirectory: if none is loaded.
        PostcodeUnknown, PostcodeEnded
        PostcodeElsewhere: if no place of the system has its authority.
    """
    release = await repository.release(session)
    if release is None:
        raise NoDirectory
    plain = "".join(postcode.split()).upper()
    known = _FORM.fullmatch(plain)
    found = await repository.find(session, release.slot, plain) if known else None
    if found is None:
        raise PostcodeUnknown
    if found.ended_on is not None:
        raise PostcodeEnded(found.ended_on)
    places, _ = await systems.places(session, ics)
    place = next((one.code for one in places if found.authority in one.authorities), None)
    if place is None or found.lsoa is None:
        raise PostcodeElsewhere((await systems.the_system(session, ics)).name)
    decile, index = await decile_now(session, found, release.deprivation)
    return Area(place, found.lsoa, decile, release.version, index)


async def decile_now(
    session: ReadSession, found: Postcode, index: str | None
) -> tuple[int | None, str | None]:
    """Give the decile of a postcode's area and the index that it is of: by the list in force, else
    by the directory."""
    listed = await repository.deprivation(session)
    if listed is not None and found.lsoa is not None:
        return await repository.decile_of(session, found.lsoa), listed.deprivation
    return found.decile, index


async def keep(session: WriteSession, key: PersonKey, area: Area, now: datetime) -> None:
    """Keep a member's LSOA and decile, sealed with their own key, in place of earlier ones."""
    said = {
        "lsoa": area.lsoa,
        "decile": area.decile,
        "release": area.release,
        "index": area.index,
    }
    sealed = key.seal(padded(orjson.dumps(said).decode(), _STEP), _FIELD)
    await repository.write_area(session, key.ics, key.member_id, sealed, now)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete where a member is."""
    await repository.delete_area(session, ics, member_id)


async def held_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> dict[str, Any] | None:
    """Give the LSOA and the decile that are kept of a member, and the release that told them."""
    area = await repository.area_of(session, ics, member_id)
    if area is None:
        return None
    key = await datakeys.of_member(session, ics, keys, member_id)
    return opened(key, area)


async def members_after(
    session: ReadSession, ics: SystemCode, last: UUID | None, limit: int
) -> Sequence[UUID]:
    """Give some members of whom an area is kept, by their ids: those after one."""
    return await repository.members_after(session, ics, last, limit)


async def areas_of(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[MemberArea]:
    """Give where some members are, sealed."""
    return await repository.areas_of(session, ics, member_ids)


async def area_now(session: ReadSession, key: PersonKey, kept: MemberArea) -> Area:
    """Open where a member is, with the decile that the list in force gives their area; without a
    list, the one that was kept."""
    held = opened(key, kept)
    listed = await repository.deprivation(session)
    if listed is not None:
        held["decile"] = await repository.decile_of(session, held["lsoa"])
        held["index"] = listed.deprivation
    return Area(place="", **held)


def opened(key: PersonKey, area: MemberArea) -> dict[str, Any]:
    """Open where a member is; what was sealed before there were indices names none."""
    held: dict[str, Any] = {"index": None, **orjson.loads(key.open(area.sealed, _FIELD))}
    return held


def _index_of(code: str | None, greatest: int) -> Index | None:
    if code is None:
        return of_ranks(greatest)
    index = named(code)
    if index is None or greatest > index.areas:
        raise NotADirectory(f"its ranks, up to {greatest}, are not those of that index")
    return index
