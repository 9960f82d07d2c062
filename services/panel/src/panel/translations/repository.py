"""SQL of translations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.translations.models import Translation

REMEMBERED = 50
"""So many earlier translations are looked through for suggestions."""


async def find(
    session: ReadSession, ics: SystemCode, survey_id: UUID, language: str
) -> Translation | None:
    """Give a translation."""
    return await session.get(Translation, (survey_id, language, ics))


async def of_survey(
    session: ReadSession, ics: SystemCode, survey_id: UUID
) -> Sequence[Translation]:
    """Give a survey's translations, by language."""
    query = select(Translation).where(Translation.ics == ics, Translation.survey_id == survey_id)
    return (await session.scalars(query.order_by(Translation.language))).all()


async def latest_in(session: ReadSession, ics: SystemCode, language: str) -> Sequence[Translation]:
    """Give translations into a language, of any survey, the oldest of them first."""
    query = select(Translation).where(Translation.ics == ics, Translation.language == language)
    newest = query.order_by(Translation.recorded_at.desc()).limit(REMEMBERED)
    return list(reversed((await session.scalars(newest)).all()))


async def languages(session: ReadSession, ics: SystemCode) -> Sequence[str]:
    """Give the languages into which anything was translated."""
    query = select(Translation.language).where(Translation.ics == ics).distinct()
    return (await session.scalars(query.order_by(Translation.language))).all()


async def copy(session: WriteSession, ics: SystemCode, survey_id: UUID, to: UUID) -> None:
    """Give another survey the translations of one."""
    found = await of_survey(session, ics, survey_id)
    rows = [
        {c.key: getattr(one, c.key) for c in Translation.__table__.columns} | {"survey_id": to}
        for one in found
    ]
    if rows:
        await session.execute(insert(Translation), rows)


async def delete_translation(
    session: WriteSession, ics: SystemCode, survey_id: UUID, language: str
) -> bool:
    """Delete a translation; False if there is none."""
    gone = delete(Translation).where(
        Translation.ics == ics,
        Translation.survey_id == survey_id,
        Translation.language == language,
    )
    return await session.scalar(gone.returning(Translation.language)) is not None
