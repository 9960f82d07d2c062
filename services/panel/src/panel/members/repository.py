"""SQL of members, their answers about themselves, and their consents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.datakeys.models import DataKey
from panel.members.models import Consent, CountRelease, DemographicAnswer, Member

_KEY = and_(DataKey.ics == Member.ics, DataKey.member_id == Member.id)


async def by_manage_token(session: WriteSession, ics: SystemCode, hashed: bytes) -> Member | None:
    """Find a member by the hash of their manage token, and lock the row for a change."""
    query = select(Member).where(Member.ics == ics, Member.manage_token_hash == hashed)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def by_manage_token_with_key(
    session: ReadSession, ics: SystemCode, hashed: bytes
) -> tuple[Member, DataKey | None] | None:
    """Find a member by the hash of their manage token, and their data key."""
    query = select(Member, DataKey).outerjoin(DataKey, _KEY)
    found = query.where(Member.ics == ics, Member.manage_token_hash == hashed)
    row = (await session.execute(found)).one_or_none()
    return (row[0], row[1]) if row is not None else None


async def by_id(session: WriteSession, ics: SystemCode, member_id: UUID) -> Member | None:
    """Find a member who has not left, and lock the row."""
    query = (
        select(Member)
        .where(Member.ics == ics, Member.id == member_id, Member.left_on.is_(None))
        .with_for_update()
    )
    return (await session.scalars(query)).one_or_none()


async def to_erase(
    session: WriteSession, ics: SystemCode, member_id: UUID | None, email_index: bytes | None
) -> Member | None:
    """Find a member by id or by address, one who has left too, and lock the row."""
    named = Member.email_index == email_index if member_id is None else Member.id == member_id
    query = select(Member).where(Member.ics == ics, named).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def ids_by_address(
    session: WriteSession, ics: SystemCode, indexes: Sequence[bytes]
) -> Mapping[bytes, UUID]:
    """Give members' ids by the blind index of their address, and hold the rows in place."""
    query = (
        select(Member.email_index, Member.id)
        .where(Member.ics == ics, Member.email_index.in_(indexes))
        .with_for_update(key_share=True, read=True)
    )
    found = {member_id: index for index, member_id in await session.execute(query)}
    return {index: member_id for member_id, index in found.items() if index is not None}


async def by_contact(
    session: ReadSession, ics: SystemCode, telephone: bytes | None, post: bytes | None
) -> UUID | None:
    """Find a member by either blind index of a contact; the one who joined first."""
    known = [(Member.telephone_index, telephone), (Member.post_index, post)]
    alike = or_(*(column == index for column, index in known if index is not None))
    query = select(Member.id).where(Member.ics == ics, alike).order_by(Member.id).limit(1)
    return (await session.scalars(query)).one_or_none()


async def all_ids(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
    """Give the id of every member, of those who left too."""
    return (await session.scalars(select(Member.id).where(Member.ics == ics))).all()


async def insert_member(session: WriteSession, member: Member) -> bool:
    """Write a new member; False if the address is a member's already."""
    columns = {
        c.key: getattr(member, c.key) for c in Member.__table__.columns if c.key != "version"
    }
    statement = insert(Member).values(**columns).on_conflict_do_nothing().returning(Member.id)
    return await session.scalar(statement) is not None


async def present_members(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[Member]:
    """Give those of some members who have not left."""
    return (await session.scalars(select(Member).where(*_present(ics, member_ids)))).all()


async def present_with_keys(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[tuple[Member, DataKey | None]]:
    """Give those of some members who have not left, with their data keys."""
    query = select(Member, DataKey).outerjoin(DataKey, _KEY).where(*_present(ics, member_ids))
    return [(row[0], row[1]) for row in await session.execute(query)]


def _present(ics: SystemCode, member_ids: Sequence[UUID]) -> tuple[ColumnElement[bool], ...]:
    return (
        Member.ics == ics,
        Member.id == func.any(cast(member_ids, ARRAY(Uuid))),
        Member.left_on.is_(None),
    )


async def consents_in_force(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[Consent]:
    """Give the consents of some members that are not withdrawn."""
    query = select(Consent).where(
        Consent.ics == ics, Consent.member_id.in_(member_ids), Consent.withdrawn_at.is_(None)
    )
    return (await session.scalars(query)).all()


async def consents_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Consent]:
    """Give all consents of a member, the withdrawn ones too, in order."""
    query = (
        select(Consent)
        .where(Consent.ics == ics, Consent.member_id == member_id)
        .order_by(Consent.given_at, Consent.id)
    )
    return (await session.scalars(query)).all()


async def withdraw_consents(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    now: datetime,
    purposes: Sequence[str] | None = None,
) -> Mapping[UUID, str]:
    """Withdraw a member's consents: all of them, or those to some purposes.

    Returns:
        The consents that were withdrawn, by id, and to what.
    """
    statement = update(Consent).where(
        Consent.ics == ics, Consent.member_id == member_id, Consent.withdrawn_at.is_(None)
    )
    if purposes is not None:
        statement = statement.where(Consent.purpose.in_(purposes))
    returning = statement.values(withdrawn_at=now).returning(Consent.id, Consent.purpose)
    return {row[0]: row[1] for row in await session.execute(returning)}


async def consents_to_withdraw(
    session: ReadSession, ics: SystemCode
) -> Sequence[tuple[UUID, UUID]]:
    """Give every consent that is not withdrawn, and whose it is."""
    query = select(Consent.id, Consent.member_id).where(
        Consent.ics == ics, Consent.withdrawn_at.is_(None)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def withdraw_one(
    session: WriteSession, ics: SystemCode, consent_id: UUID, at: datetime
) -> bool:
    """Withdraw one consent; False if it is withdrawn already."""
    statement = (
        update(Consent)
        .where(Consent.ics == ics, Consent.id == consent_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
        .returning(Consent.id)
    )
    return await session.scalar(statement) is not None


async def demographics_of(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[DemographicAnswer]:
    """Give a member's answers about themselves."""
    query = (
        select(DemographicAnswer)
        .where(DemographicAnswer.ics == ics, DemographicAnswer.member_id == member_id)
        .order_by(DemographicAnswer.dimension)
    )
    return (await session.scalars(query)).all()


async def demographics_of_many(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[DemographicAnswer]:
    """Give what some members told about themselves."""
    query = select(DemographicAnswer).where(
        DemographicAnswer.ics == ics,
        DemographicAnswer.member_id == func.any(cast(member_ids, ARRAY(Uuid))),
    )
    return (await session.scalars(query)).all()


async def hold_present(
    session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give those of some members who have not left, and let none of them leave or change until this
    transaction ends."""
    query = (
        select(Member.id).where(*_present(ics, member_ids)).order_by(Member.id).with_for_update()
    )
    return (await session.scalars(query)).all()


async def share_members(session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]) -> None:
    """Let none of some members leave or change until this transaction ends, in one order; whoever
    writes rows that point to them does not wait."""
    query = select(Member.id).where(Member.ics == ics, Member.id.in_(member_ids))
    await session.execute(query.order_by(Member.id).with_for_update(read=True))


async def write_demographics(session: WriteSession, rows: Sequence[DemographicAnswer]) -> None:
    """Write answers, each in place of an earlier one to the same question."""
    columns = [column.key for column in DemographicAnswer.__table__.columns]
    for row in rows:
        values = {name: getattr(row, name) for name in columns}
        statement = insert(DemographicAnswer).values(**values)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["ics", "member_id", "dimension"], set_=values
            )
        )


async def delete_demographics(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    dimensions: Sequence[str] | None = None,
) -> None:
    """Take answers back: all of a member's, or those to some questions."""
    statement = delete(DemographicAnswer).where(
        DemographicAnswer.ics == ics, DemographicAnswer.member_id == member_id
    )
    if dimensions is not None:
        statement = statement.where(DemographicAnswer.dimension.in_(dimensions))
    await session.execute(statement)


async def delete_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member with everything that hangs on the row."""
    await session.execute(delete(Member).where(Member.ics == ics, Member.id == member_id))


async def list_members(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Member]:
    """List the members who have not left, in the order of joining."""
    query = select(Member).where(Member.ics == ics, Member.left_on.is_(None))
    rows = (await session.scalars(after_cursor(query, [Member.__table__.c.id], [UUID], page))).all()
    return page_of(rows, page, lambda member: [member.id])


async def count_by_place(session: ReadSession, ics: SystemCode) -> dict[str | None, int]:
    """Count the members who have not left by place; None for those who named none."""
    query = (
        select(Member.place, func.count())
        .where(Member.ics == ics, Member.left_on.is_(None))
        .group_by(Member.place)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def find_release(session: ReadSession, ics: SystemCode) -> CountRelease | None:
    """Give the counts as they were last published."""
    query = select(CountRelease).where(CountRelease.ics == ics)
    return (await session.scalars(query)).one_or_none()


async def write_release(
    session: WriteSession,
    ics: SystemCode,
    released_on: date,
    basis: dict[str, int],
    figures: dict[str, int | None],
) -> None:
    """Write the counts that are published from now on."""
    values = {"released_on": released_on, "basis": basis, "figures": figures}
    statement = insert(CountRelease).values(ics=ics, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))
