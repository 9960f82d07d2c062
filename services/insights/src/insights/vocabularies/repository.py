"""SQL of vocabularies and places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, literal, or_, select, text, union_all
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import CURRENT_SYSTEM_SQL
from insights.vocabularies.models import Place, System, Term

PLACE = "place"
"""Places are looked up like the terms of a vocabulary of this name."""


def _valid(on: date) -> ColumnElement[bool]:
    return and_(Term.valid_from <= on, or_(Term.valid_to.is_(None), Term.valid_to > on))


async def known_codes(
    session: ReadSession, vocabularies: Collection[str], codes: Collection[str], on: date
) -> set[tuple[str, str]]:
    """Give the pairs of vocabulary and code that exist and are valid on a day."""
    terms = select(Term.vocabulary, Term.code).where(
        Term.vocabulary.in_(vocabularies), Term.code.in_(codes), _valid(on)
    )
    places = select(literal(PLACE), Place.code).where(Place.code.in_(codes))
    rows = await session.execute(union_all(terms, places))
    return {(vocabulary, code) for vocabulary, code in rows}


async def terms_on(session: ReadSession, on: date) -> Sequence[Term]:
    """Give every term that is valid on a day, in the order of its vocabulary."""
    query = select(Term).where(_valid(on)).order_by(Term.vocabulary, Term.position, Term.code)
    return (await session.scalars(query)).all()


async def labels(session: ReadSession, vocabularies: Collection[str]) -> dict[tuple[str, str], str]:
    """Give the newest label of each code, by vocabulary and code."""
    query = (
        select(Term.vocabulary, Term.code, Term.label)
        .where(Term.vocabulary.in_(vocabularies))
        .order_by(Term.valid_from, Term.version)
    )
    rows = await session.execute(query)
    return {(vocabulary, code): label for vocabulary, code, label in rows}


async def terms(session: ReadSession, vocabularies: Collection[str]) -> Sequence[Term]:
    """Give every term of some vocabularies, those of the newest versions last."""
    query = (
        select(Term)
        .where(Term.vocabulary.in_(vocabularies))
        .order_by(Term.valid_from, Term.version, Term.position)
    )
    return (await session.scalars(query)).all()


async def places(session: ReadSession) -> Sequence[Place]:
    """Give the places of the system."""
    return (await session.scalars(select(Place).order_by(Place.name))).all()


async def system(session: ReadSession) -> System | None:
    """Give the system of the transaction, if it was loaded."""
    # The register of systems is open to every transaction: the worker must know them all.
    own = select(System).where(System.ics == text(CURRENT_SYSTEM_SQL))
    return (await session.scalars(own)).one_or_none()


async def all_systems(session: ReadSession) -> Sequence[str]:
    """Give the codes of all systems."""
    return (await session.scalars(select(System.ics).order_by(System.ics))).all()


async def upsert_system(session: WriteSession, ics: str, values: dict[str, object]) -> None:
    """Write the system's names and settings."""
    statement = insert(System).values(ics=ics, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics"], set_=dict(values))
    )


async def upsert_places(session: WriteSession, rows: Sequence[dict[str, object]]) -> None:
    """Write places; one that is gone from the file stays, since records refer to it."""
    if rows:
        statement = insert(Place).values(list(rows))
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["ics", "code"], set_={"name": statement.excluded.name}
            )
        )


async def upsert_terms(session: WriteSession, rows: Sequence[dict[str, object]]) -> None:
    """Write terms of a version; a term that is gone stays, since records refer to it."""
    if rows:
        statement = insert(Term).values(list(rows))
        fresh = ("label", "parent", "position", "valid_from", "valid_to", "uri", "is_open")
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["ics", "vocabulary", "version", "code"],
                set_={name: statement.excluded[name] for name in fresh},
            )
        )
