"""SQL of limits, the ledger, draws and partners' activities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.locks import hold
from common.db.tenancy import SystemCode
from panel.burden.models import BulletinDraw, BurdenLimit, Contact, Draw, PartnerActivity
from panel.burden.sampling import Asking, Limit, Standing
from panel.gatherings.models import Gathering
from panel.mail.kinds import MailKind
from panel.rights.contacting import may_be_asked_sql
from panel.surveys.models import Survey
from panel.systems.schemas import SystemFile
from panel.vocabularies.codebook import Codebook, answers_of

_MAY_BE_ASKED = may_be_asked_sql("$3::text", "$5::date", "$6::boolean")
_STANDINGS = f"""
SELECT m.id, m.place, (m.email_sealed IS NOT NULL
        OR m.contact_sealed IS NOT NULL) AND {_MAY_BE_ASKED} AS reachable,
    (SELECT count(*) FROM contacts k WHERE k.ics = m.ics AND k.member_id = m.id
        AND k.contacted_on >= $4) AS contacted,
    told.*
FROM members m CROSS JOIN LATERAL (
    SELECT array_agg(d.dimension ORDER BY d.dimension) AS dimensions,
        array_agg(d.vocabulary_version ORDER BY d.dimension) AS versions,
        array_agg(d.token ORDER BY d.dimension) AS tokens
    FROM demographics d WHERE d.ics = m.ics AND d.member_id = m.id
) AS told
WHERE m.ics = $1 AND m.id = ANY($2::uuid[]) AND m.left_on IS NULL ORDER BY m.id
"""  # noqa: S608 - of placeholders

_RECORD = """
INSERT INTO contacts (ics, member_id, kind, about_id, contacted_on)
SELECT m.ics, m.id, $3, $4, $5 FROM members m
WHERE m.ics = $1 AND m.id = ANY($2::uuid[]) AND m.left_on IS NULL FOR KEY SHARE
ON CONFLICT DO NOTHING
RETURNING member_id
"""


async def lock(session: WriteSession, ics: SystemCode) -> None:
    """Let nobody else draw on a system's budget until this transaction ends."""
    await hold(session, "burden", "panel", ics)


async def limit_on(session: ReadSession, ics: SystemCode, scope: str, day: date) -> Limit | None:
    """Give the limit in force on a day, if there is one."""
    query = (
        select(BurdenLimit)
        .where(BurdenLimit.ics == ics, BurdenLimit.scope == scope, BurdenLimit.valid_from <= day)
        .where(or_(BurdenLimit.valid_to.is_(None), BurdenLimit.valid_to >= day))
        .order_by(BurdenLimit.valid_from.desc())
        .limit(1)
    )
    found = (await session.scalars(query)).one_or_none()
    return Limit(found.contacts, found.days) if found is not None else None


async def standings(
    session: ReadSession,
    ics: SystemCode,
    *,
    member_ids: Sequence[UUID],
    purpose: str,
    from_day: date,
    codebook: Codebook,
    on: date,
    chosen: bool,
) -> list[Standing]:
    """Give what the budget needs to know of some members; contacts are those from a day on.

    Args:
        on: the day on which they would be asked.
        chosen: whether they are chosen by what they told about themselves.
    """
    connection = await raw_connection(session)
    rows = await connection.fetch(_STANDINGS, ics, list(member_ids), purpose, from_day, on, chosen)
    return [
        Standing(
            row["id"],
            row["place"],
            codebook.groups(answers_of(row["dimensions"], row["versions"], row["tokens"])),
            row["reachable"],
            row["contacted"],
        )
        for row in rows
    ]


async def record(
    session: WriteSession,
    ics: SystemCode,
    *,
    member_ids: Sequence[UUID],
    kind: str,
    about_id: UUID,
    on: date,
) -> list[UUID]:
    """Enter contacts in the ledger; the same twice is one.

    Returns:
        Those newly entered, in order: not those who left or were erased meanwhile. They can be
        neither until this transaction ends.
    """
    connection = await raw_connection(session)
    rows = await connection.fetch(_RECORD, ics, list(member_ids), kind, about_id, on)
    return sorted(row["member_id"] for row in rows)


async def of_member(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Contact]:
    """Give a member's part of the ledger, in order."""
    query = select(Contact).where(Contact.ics == ics, Contact.member_id == member_id)
    ordered = query.order_by(Contact.contacted_on, Contact.kind, Contact.about_id)
    return (await session.scalars(ordered)).all()


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's part of the ledger."""
    await session.execute(delete(Contact).where(Contact.ics == ics, Contact.member_id == member_id))


async def askings(session: ReadSession, ics: SystemCode, first: date, last: date) -> list[Asking]:
    """Give what was asked of communities in some days: draws, bulletins, gatherings, and partners'
    activities that are on then."""
    draws = select(Draw).where(Draw.ics == ics, Draw.opened_on.between(first, last))
    bulletins = select(BulletinDraw).where(
        BulletinDraw.ics == ics, BulletinDraw.sent_on.between(first, last)
    )
    gatherings = select(Gathering).where(
        Gathering.ics == ics, Gathering.invited_on.between(first, last)
    )
    activities = select(PartnerActivity).where(
        PartnerActivity.ics == ics,
        PartnerActivity.called_off.is_(False),
        PartnerActivity.starts_on <= last,
        func.coalesce(PartnerActivity.ends_on, PartnerActivity.starts_on) >= first,
    )
    return [
        *(
            Asking(one.opened_on, frozenset(one.places), frozenset(one.groups))
            for one in await session.scalars(draws)
        ),
        *(
            Asking(one.sent_on, frozenset(one.places), frozenset(one.groups))
            for one in await session.scalars(bulletins)
        ),
        *(
            Asking(one.invited_on, frozenset(one.asked_places), frozenset(one.groups))
            for one in await session.scalars(gatherings)
            if one.invited_on is not None
        ),
        *(
            Asking(one.starts_on, frozenset(one.places), frozenset(one.communities), one.ends_on)
            for one in await session.scalars(activities)
            if one.starts_on is not None
        ),
    ]


async def find_draw(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Draw | None:
    """Give the draw of a survey."""
    return await session.get(Draw, (survey_id, ics))


async def audience(
    session: ReadSession, ics: SystemCode, kind: MailKind, about_id: UUID
) -> Mapping[str, int] | None:
    """Give the counts of a bulletin's or a gathering's audience."""
    query = (
        select(BulletinDraw.counts).where(
            BulletinDraw.ics == ics, BulletinDraw.bulletin_id == about_id
        )
        if kind is MailKind.BULLETIN
        else select(Gathering.audience).where(Gathering.ics == ics, Gathering.id == about_id)
    )
    return (await session.scalars(query)).one_or_none()


async def published_asked(session: ReadSession, ics: SystemCode, survey_id: UUID) -> int | None:
    """Give the number of those who were asked that a survey's results were published with."""
    query = select(Survey.published).where(Survey.ics == ics, Survey.id == survey_id)
    published = (await session.scalars(query)).one_or_none()
    asked: int | None = published["invited"] if published else None
    return asked


async def keep_activity(session: WriteSession, ics: SystemCode, values: dict[str, Any]) -> None:
    """Write an activity as it was last told."""
    statement = insert(PartnerActivity).values(ics=ics, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "id"], set_=values)
    )


async def replace_limits(session: WriteSession, file: SystemFile) -> None:
    """Write a system's limits anew."""
    await session.execute(delete(BurdenLimit).where(BurdenLimit.ics == file.code))
    rows = [{"ics": file.code, **limit.model_dump()} for limit in file.burden]
    if rows:
        await session.execute(insert(BurdenLimit), rows)


def days_around(limit: Limit | None, today: date) -> tuple[date, date]:
    """Give the first and last day that share a period of the limit with today."""
    reach = timedelta(days=limit.days - 1 if limit is not None else 0)
    return today - reach, today + reach
