"""SQL of systems, places and population."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.systems.models import Place, Population, System
from panel.systems.schemas import SystemFile


async def find_system(session: ReadSession, ics: SystemCode) -> System | None:
    """Give a system, if it was loaded."""
    return await session.get(System, ics)


async def all_systems(session: ReadSession) -> Sequence[str]:
    """Give the codes of all systems; the register of systems is open to every transaction."""
    return (await session.scalars(select(System.ics).order_by(System.ics))).all()


async def list_places(session: ReadSession, ics: SystemCode) -> Sequence[Place]:
    """Give a system's places by name."""
    query = select(Place).where(Place.ics == ics).order_by(Place.name)
    return (await session.scalars(query)).all()


async def place_codes(session: ReadSession, ics: SystemCode) -> frozenset[str]:
    """Give the codes of a system's places."""
    return frozenset((await session.scalars(select(Place.code).where(Place.ics == ics))).all())


async def list_population(session: ReadSession, ics: SystemCode) -> Sequence[Population]:
    """Give the population of every place."""
    query = (
        select(Population)
        .where(Population.ics == ics)
        .order_by(Population.place, Population.dimension, Population.category)
    )
    return (await session.scalars(query)).all()


async def upsert_system(session: WriteSession, file: SystemFile) -> None:
    """Write a system as its file has it."""
    values = {
        "ics": file.code,
        "slug": file.slug,
        "name": file.name,
        "gss": file.gss,
        **file.settings.model_dump(),
    }
    statement = insert(System).values(**values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))


async def upsert_places(session: WriteSession, file: SystemFile) -> None:
    """Write a system's places; one that the file no longer has stays, since members live there."""
    for place in file.places:
        values = {"ics": file.code, **place.model_dump()}
        statement = insert(Place).values(**values)
        await session.execute(
            statement.on_conflict_do_update(index_elements=["ics", "code"], set_=values)
        )


async def replace_population(session: WriteSession, file: SystemFile) -> None:
    """Write a system's population anew."""
    await session.execute(delete(Population).where(Population.ics == file.code))
    rows = [{"ics": file.code, **row.model_dump()} for row in file.population]
    if rows:
        await session.execute(insert(Population), rows)
