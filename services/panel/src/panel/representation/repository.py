"""SQL of the panel's make-up: members counted by what they answered, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.members.models import DemographicAnswer, Member
from panel.representation.models import RepresentationRelease

Tokens = tuple[str | None, Sequence[bytes | None], int]
"""A place, the blind index of the answer to each question, and how many members that is."""


async def profiles(
    session: ReadSession, ics: SystemCode, dimensions: Sequence[str]
) -> list[Tokens]:
    """Count the members who have not left by place and their answers to some questions."""
    answers = DemographicAnswer.__table__.c
    said = (
        select(
            answers.member_id,
            *(
                func.max(answers.token).filter(answers.dimension == dimension).label(f"token_{n}")
                for n, dimension in enumerate(dimensions)
            ),
        )
        .where(answers.ics == ics, answers.dimension.in_(dimensions))
        .group_by(answers.member_id)
        .subquery()
    )
    tokens = [said.c[f"token_{n}"] for n in range(len(dimensions))]
    query = (
        select(Member.place, func.count(), *tokens)
        .outerjoin(said, said.c.member_id == Member.id)
        .where(Member.ics == ics, Member.left_on.is_(None))
        .group_by(Member.place, *tokens)
    )
    return [(row[0], row[2:], row[1]) for row in await session.execute(query)]


async def told_of_anybody(
    session: ReadSession, ics: SystemCode, dimensions: Sequence[str]
) -> frozenset[str]:
    """Give those of some dimensions that are known of a member at all."""
    query = (
        select(DemographicAnswer.dimension)
        .where(DemographicAnswer.ics == ics, DemographicAnswer.dimension.in_(dimensions))
        .distinct()
    )
    return frozenset((await session.scalars(query)).all())


async def find_release(session: ReadSession, ics: SystemCode) -> RepresentationRelease | None:
    """Give the snapshot that was last published."""
    query = select(RepresentationRelease).where(RepresentationRelease.ics == ics)
    return (await session.scalars(query)).one_or_none()


async def write_release(session: WriteSession, values: dict[str, Any]) -> None:
    """Write the snapshot that is published from now on."""
    statement = insert(RepresentationRelease).values(**values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))
