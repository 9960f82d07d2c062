"""Loading the directory, and deriving from a postcode where somebody is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from common.clock import Clock, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey, padded
from panel.keys import PanelKeys
from panel.postcodes import repository
from panel.postcodes.directory import Rows
from panel.postcodes.errors import (
    NoDirectory,
    NotADirectory,
    PostcodeElsewhere,
    PostcodeEnded,
    PostcodeUnknown,
)
from panel.systems import service as systems

_FIELD = "member_areas.sealed"
_STEP = 128
"""Bytes to a multiple of which it is filled up, so that its length says less."""
_FORM = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")


@dataclass(frozen=True)
class Area:
    """Where a postcode is. It does not hold the postcode."""

    place: str
    lsoa: str
    decile: int | None
    release: str


@dataclass(frozen=True)
class Loaded:
    """What loading a directory did."""

    read: int
    kept: int


async def load(database: Database, rows: Rows, version: str, *, clock: Clock = utc_now) -> Loaded:
    """Load a release, which comes into force as a whole; until then the one before is used.

    Raises:
        NotADirectory: if no row has the form of a postcode, or another was loaded meanwhile.
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
        kept = await repository.fill_slot(session, slot, lines())
        if kept == 0:
            raise NotADirectory("no row has a postcode")
        await repository.put_in_force(
            session, version=version, slot=slot, postcodes=kept, now=clock()
        )
    return Loaded(rows.read, kept)


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
    return Area(place, found.lsoa, found.decile, release.version)


async def keep(session: WriteSession, key: PersonKey, area: Area, now: datetime) -> None:
    """Keep a member's LSOA and decile, sealed with their own key, in place of earlier ones."""
    said = {"lsoa": area.lsoa, "decile": area.decile, "release": area.release}
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
    held: dict[str, Any] = orjson.loads(key.open(area.sealed, _FIELD))
    return held
