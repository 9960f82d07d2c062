"""SQL of vocabularies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from governance.vocabularies.models import System, Term
from governance.vocabularies.schemas import SettingsRecord

_VALID_CODES = """
SELECT vocabulary, code FROM vocabulary_terms
WHERE (vocabulary, code) IN (SELECT * FROM unnest($1::text[], $2::text[]))
    AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)
"""


async def valid_terms(session: ReadSession, vocabularies: Sequence[str], on: date) -> list[Term]:
    """Give the terms of vocabularies that are valid on a day, in order."""
    query = (
        select(Term)
        .where(
            Term.vocabulary.in_(vocabularies),
            Term.valid_from <= on,
            or_(Term.valid_to.is_(None), Term.valid_to > on),
        )
        .order_by(Term.vocabulary, Term.version, Term.position)
    )
    return list(await session.scalars(query))


async def labels(session: ReadSession, on: date) -> dict[tuple[str, str], str]:
    """Give the labels of all codes that are valid on a day, in the order of their vocabularies."""
    query = select(Term.vocabulary, Term.code, Term.label).where(
        Term.valid_from <= on, or_(Term.valid_to.is_(None), Term.valid_to > on)
    )
    rows = await session.execute(query.order_by(Term.vocabulary, Term.version, Term.position))
    return {(row[0], row[1]): row[2] for row in rows}


async def valid_codes(
    session: ReadSession, codes: Sequence[tuple[str, str]], on: date
) -> set[tuple[str, str]]:
    """Give those of some codes, as (vocabulary, code), that are valid on a day."""
    # By hand: this is in every recording's way.
    connection = await raw_connection(session)
    vocabularies, terms = [one for one, _ in codes], [code for _, code in codes]
    rows = await connection.fetch(_VALID_CODES, vocabularies, terms, on)
    return {(row[0], row[1]) for row in rows}


async def upsert_system(
    session: WriteSession, ics: SystemCode, slug: str, name: str, settings: SettingsRecord
) -> None:
    """Write the system's names, and how it publishes counts of people."""
    values = {"slug": slug, "name": name, **settings.model_dump()}
    statement = insert(System).values(ics=ics, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))


async def system(session: ReadSession, ics: SystemCode) -> System:
    """Give a system."""
    return (await session.scalars(select(System).where(System.ics == ics))).one()


async def upsert_terms(session: WriteSession, rows: Sequence[dict[str, object]]) -> None:
    """Write terms of a version; a term that is gone stays, since records refer to it."""
    if not rows:
        return
    statement = insert(Term).values(list(rows))
    fresh = ("label", "parent", "position", "valid_from", "valid_to")
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "vocabulary", "version", "code"],
            set_={name: statement.excluded[name] for name in fresh},
        )
    )


async def systems(session: ReadSession) -> list[SystemCode]:
    """Give the code of every system, by the open register."""
    query = select(System.ics).order_by(System.ics)
    return [SystemCode(code) for code in await session.scalars(query)]
