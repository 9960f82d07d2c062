"""SQL of segments: who meets criteria is one condition on members, and nothing is decrypted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, true
from sqlalchemy.dialects.postgresql import array, insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.answers.models import Invitation
from panel.gatherings.models import Booking, Gathering
from panel.members.models import Consent, DemographicAnswer, Member
from panel.segments.criteria import Criteria
from panel.segments.models import Segment, SegmentCount
from panel.surveys.models import Survey
from panel.topics.models import MemberTopic
from panel.vocabularies.dimensions import TOPICS


@dataclass(frozen=True)
class Meant:
    """Criteria with what stands behind them on a day: headings and localities are spelled out."""

    criteria: Criteria
    places: frozenset[str]
    """Of places and localities; empty means that none is named."""
    tokens: Mapping[str, frozenset[bytes]]
    """Vocabulary → blind indexes of terms, any of which is meant."""


async def find(session: ReadSession, ics: SystemCode, segment_id: UUID) -> Segment | None:
    """Give a segment."""
    return await session.get(Segment, (segment_id, ics))


async def find_to_change(
    session: WriteSession, ics: SystemCode, segment_id: UUID
) -> Segment | None:
    """Give a segment, its row locked."""
    query = select(Segment).where(Segment.ics == ics, Segment.id == segment_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def id_of_name(session: ReadSession, ics: SystemCode, name: str) -> UUID | None:
    """Give the id of the segment that has a name."""
    query = select(Segment.id).where(Segment.ics == ics, Segment.name == name)
    return (await session.scalars(query)).one_or_none()


async def number_of_segments(session: ReadSession, ics: SystemCode) -> int:
    """Count a system's segments."""
    query = select(func.count()).select_from(Segment).where(Segment.ics == ics)
    return await session.scalar(query) or 0


async def list_segments(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Segment]:
    """List segments, the newest first."""
    query = select(Segment).where(Segment.ics == ics)
    newest = after_cursor(query, [Segment.__table__.c.id], [UUID], page, descending=True)
    return page_of((await session.scalars(newest)).all(), page, lambda segment: [segment.id])


async def all_segments(session: ReadSession, ics: SystemCode) -> Sequence[Segment]:
    """Give every segment, the oldest first."""
    query = select(Segment).where(Segment.ics == ics).order_by(Segment.id)
    return (await session.scalars(query)).all()


async def count(session: ReadSession, ics: SystemCode, meant: Meant, now: datetime) -> int:
    """Count the members who meet criteria, exactly."""
    query = select(func.count()).select_from(Member).where(condition(ics, meant, now))
    return await session.scalar(query) or 0


@dataclass(frozen=True)
class Alike:
    """Members who meet the same criteria and told the same."""

    pattern: tuple[bool, ...]
    """Which of several criteria they meet."""
    members: int
    place: str | None
    tokens: Sequence[bytes | None]
    """Of their answers to some questions."""


async def members_by_pattern(
    session: ReadSession,
    ics: SystemCode,
    meant: Sequence[Meant],
    dimensions: Sequence[str],
    now: datetime,
) -> Sequence[Alike]:
    """Count present members by which of several criteria they meet, and by place and answers to
    some questions, in one pass over them. A pattern, which is long, is told once."""
    said = DemographicAnswer
    answers = [
        select(said.token)
        .where(said.ics == Member.ics, said.member_id == Member.id, said.dimension == dimension)
        .scalar_subquery()
        .label(f"token_{number}")
        for number, dimension in enumerate(dimensions)
    ]
    pattern = array([condition(ics, one, now) for one in meant]).label("pattern")
    each = (
        select(pattern, Member.place, *answers)
        .where(Member.ics == ics, Member.left_on.is_(None))
        .subquery()
    )
    counted = select(*each.c, func.count().label("members")).group_by(*each.c).subquery()
    others = [column for column in counted.c if column.name != "pattern"]
    query = select(counted.c.pattern, *(func.array_agg(column) for column in others))
    found: list[Alike] = []
    for row in await session.execute(query.group_by(counted.c.pattern)):
        shared = tuple(row[0])
        for place, *tokens, members in zip(*row[1:], strict=True):
            found.append(Alike(shared, members, place, tokens))
    return found


async def which_fit(
    session: ReadSession, ics: SystemCode, meant: Sequence[Meant], member_id: UUID, now: datetime
) -> Sequence[bool]:
    """Say which of several criteria a member meets."""
    if not meant:
        return []
    pattern = array([condition(ics, one, now) for one in meant])
    query = select(pattern).where(Member.ics == ics, Member.id == member_id)
    row = (await session.execute(query)).one_or_none()
    return tuple(row[0]) if row is not None else (False,) * len(meant)


async def members(
    session: ReadSession, ics: SystemCode, meant: Meant, now: datetime
) -> Sequence[UUID]:
    """Give the members who meet criteria."""
    query = select(Member.id).where(condition(ics, meant, now)).order_by(Member.id)
    return (await session.scalars(query)).all()


async def counts(session: ReadSession, ics: SystemCode) -> Sequence[SegmentCount]:
    """Give all counts that were ever published, the oldest first."""
    query = select(SegmentCount).where(SegmentCount.ics == ics).order_by(SegmentCount.id)
    return (await session.scalars(query)).all()


async def count_of(
    session: ReadSession, ics: SystemCode, fingerprint: bytes
) -> SegmentCount | None:
    """Give the published count of some criteria."""
    query = select(SegmentCount).where(
        SegmentCount.ics == ics, SegmentCount.fingerprint == fingerprint
    )
    return (await session.scalars(query)).one_or_none()


async def last_release(session: ReadSession, ics: SystemCode) -> date | None:
    """Give the day of the last release."""
    query = select(func.max(SegmentCount.released_on)).where(SegmentCount.ics == ics)
    return await session.scalar(query)


async def write_counts(session: WriteSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write counts, each in place of the last of the same criteria."""
    for row in rows:
        changed = {name: row[name] for name in ("basis", "anchor", "released_on")}
        await session.execute(
            insert(SegmentCount)
            .values(**row)
            .on_conflict_do_update(index_elements=["ics", "fingerprint"], set_=changed)
        )


def condition(ics: SystemCode, meant: Meant, now: datetime) -> ColumnElement[bool]:
    """Give the condition that a present member meets criteria."""
    said = meant.criteria
    terms: list[ColumnElement[bool]] = [Member.ics == ics, Member.left_on.is_(None)]
    if meant.places:
        terms.append(Member.place.in_(sorted(meant.places)))
    if said.languages:
        terms.append(Member.language.in_(said.languages))
    if said.joined_from is not None:
        terms.append(Member.joined_on >= said.joined_from)
    if said.joined_before is not None:
        terms.append(Member.joined_on < said.joined_before)
    terms += [
        _chose(kind, tokens) if kind in TOPICS else _told(kind, tokens)
        for kind, tokens in sorted(meant.tokens.items())
    ]
    terms += [_agrees(purpose) for purpose in said.consents]
    if said.asked_within_days is not None:
        terms.append(_asked(now, said.asked_within_days, answered=False))
    if said.not_asked_within_days is not None:
        terms.append(~_asked(now, said.not_asked_within_days, answered=False))
    if said.answered_within_days is not None:
        terms.append(_asked(now, said.answered_within_days, answered=True))
    if said.not_answered_within_days is not None:
        terms.append(~_asked(now, said.not_answered_within_days, answered=True))
    if said.attended_within_days is not None:
        terms.append(_attended(now, said.attended_within_days))
    if said.not_attended_within_days is not None:
        terms.append(~_attended(now, said.not_attended_within_days))
    return and_(*terms)


def _told(dimension: str, tokens: frozenset[bytes]) -> ColumnElement[bool]:
    return exists().where(
        DemographicAnswer.ics == Member.ics,
        DemographicAnswer.member_id == Member.id,
        DemographicAnswer.dimension == literal(dimension),
        DemographicAnswer.token.in_(sorted(tokens)),
    )


def _chose(kind: str, tokens: frozenset[bytes]) -> ColumnElement[bool]:
    return exists().where(
        MemberTopic.ics == Member.ics,
        MemberTopic.member_id == Member.id,
        MemberTopic.kind == literal(kind),
        MemberTopic.token.in_(sorted(tokens)),
    )


def _attended(now: datetime, days: int) -> ColumnElement[bool]:
    return exists().where(
        Booking.ics == Member.ics,
        Booking.member_id == Member.id,
        Booking.attended.is_(True),
        Gathering.ics == Booking.ics,
        Gathering.id == Booking.gathering_id,
        Gathering.starts_at > now - timedelta(days=days),
    )


def _agrees(purpose: str) -> ColumnElement[bool]:
    return exists().where(
        Consent.ics == Member.ics,
        Consent.member_id == Member.id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )


def _asked(now: datetime, days: int, *, answered: bool) -> ColumnElement[bool]:
    return exists().where(
        Invitation.ics == Member.ics,
        Invitation.member_id == Member.id,
        Survey.ics == Invitation.ics,
        Survey.id == Invitation.survey_id,
        Survey.opened_at > now - timedelta(days=days),
        Invitation.answered if answered else true(),
    )
