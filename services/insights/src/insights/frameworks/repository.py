"""SQL of frameworks of themes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.compiled import Compiled
from common.db.engine import ReadSession, WriteSession
from insights.frameworks.models import (
    ThemeChange,
    ThemeFramework,
    ThemeMapping,
)
from insights.vocabularies.models import Term

_TABLE: Any = ThemeMapping.__table__
_VALID_ON = bindparam("on", type_=Date)
_MAPPINGS = Compiled(
    select(_TABLE.c.code, _TABLE.c.themes)
    .where(
        _TABLE.c.valid_from <= _VALID_ON,
        or_(_TABLE.c.valid_to.is_(None), _TABLE.c.valid_to > _VALID_ON),
    )
    .order_by(_TABLE.c.code)
)


async def frameworks(session: ReadSession) -> Sequence[ThemeFramework]:
    """Give the frameworks of the system."""
    return (await session.scalars(select(ThemeFramework).order_by(ThemeFramework.code))).all()


async def framework(session: ReadSession, code: str) -> ThemeFramework | None:
    """Give a framework."""
    query = select(ThemeFramework).where(ThemeFramework.code == code)
    return (await session.scalars(query)).one_or_none()


async def terms(session: ReadSession, framework: str, code: str | None = None) -> Sequence[Term]:
    """Give the terms of every version of a framework, the oldest first; of one code, if given."""
    query = select(Term).where(Term.vocabulary == framework)
    if code is not None:
        query = query.where(Term.code == code)
    order = (Term.valid_from, Term.version, Term.position, Term.code)
    return (await session.scalars(query.order_by(*order))).all()


async def changes(session: ReadSession, framework: str) -> Sequence[ThemeChange]:
    """Give what became of codes, by version and code."""
    query = select(ThemeChange).where(ThemeChange.framework == framework)
    return (await session.scalars(query.order_by(ThemeChange.version, ThemeChange.code))).all()


async def mappings(session: ReadSession, on: date) -> Sequence[tuple[str, list[str]]]:
    """Give the mappings that are in force on a day, of every framework: code and own themes."""
    rows = await _MAPPINGS.all(session, {"on": on})
    return [(row["code"], row["themes"]) for row in rows]


async def upsert(session: WriteSession, table: Any, rows: Sequence[dict[str, object]]) -> None:
    """Write rows of a table by its primary key."""
    if not rows:
        return
    keys = [column.name for column in table.__table__.primary_key]
    statement = insert(table).values(list(rows))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: statement.excluded[name] for name in rows[0] if name not in keys},
        )
    )


async def forget_mappings(session: WriteSession) -> None:
    """Take every mapping out, before a file's are written: one that isn't there holds no more."""
    await session.execute(delete(ThemeMapping))
