"""Saving segments, and finding who is in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.web.versions import check_version
from panel.keys import PanelKeys
from panel.segments import checking, repository
from panel.segments.criteria import Criteria
from panel.segments.errors import (
    SegmentNameTaken,
    SegmentNotFound,
    TooManySegments,
)
from panel.segments.models import Segment, SegmentCount
from panel.segments.repository import Meant
from panel.segments.schemas import SegmentIn, SegmentPatch
from panel.systems import service as systems
from panel.vocabularies import service as vocabularies

MOST = 200
"""Segments that a system may save; each release compares every one with all others."""


@dataclass(frozen=True)
class Fitting:
    """The members whom a segment means in some places."""

    member_ids: Sequence[UUID]
    places: frozenset[str]
    """Where they live; empty means anywhere."""
    groups: frozenset[str]
    """Terms of demographics that the segment names; empty means everybody."""
    segment_version: int | None


@dataclass(frozen=True)
class Reach:
    """The communities that a segment is of."""

    places: frozenset[str]
    """Empty means anywhere."""
    groups: frozenset[str]
    """Terms of demographics; empty means everybody there."""


async def save(session: WriteSession, ics: SystemCode, said: SegmentIn, now: datetime) -> Segment:
    """Save a new segment.

    Raises:
        SystemNotLoaded: if the system has no data here.
        Invalid, NobodyCanFit: if a code is not in force, or nobody can meet the criteria.
        SegmentNameTaken, TooManySegments
    """
    await systems.the_system(session, ics)
    await checking.refuse(session, ics, said.criteria, now)
    if await repository.number_of_segments(session, ics) >= MOST:
        raise TooManySegments
    await _refuse_taken(session, ics, said.name, None)
    segment = Segment(
        ics=ics,
        id=new_id(),
        name=said.name,
        criteria=said.criteria.document(),
        created_at=now,
        changed_at=now,
        version=1,
    )
    session.add(segment)
    await session.flush()
    return segment


async def change(
    session: WriteSession,
    ics: SystemCode,
    *,
    segment_id: UUID,
    patch: SegmentPatch,
    expected_version: int,
    now: datetime,
) -> Segment:
    """Change a segment; its new criteria are counted from the next day on.

    Raises:
        SegmentNotFound, PreconditionFailed, SegmentNameTaken
        Invalid, NobodyCanFit: if a code is not in force, or nobody can meet the criteria.
    """
    segment = _found(await repository.find_to_change(session, ics, segment_id))
    check_version(segment.version, expected_version)
    if patch.name is not None:
        await _refuse_taken(session, ics, patch.name, segment.id)
        segment.name = patch.name
    if patch.criteria is not None:
        await checking.refuse(session, ics, patch.criteria, now)
        segment.criteria = patch.criteria.document()
        segment.changed_at = now
    segment.version += 1
    await session.flush()
    return segment


async def the_segment(session: ReadSession, ics: SystemCode, segment_id: UUID) -> Segment:
    """Give a segment.

    Raises:
        SegmentNotFound: if this system has none of that id.
    """
    return _found(await repository.find(session, ics, segment_id))


async def list_segments(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Segment]:
    """List segments, the newest first."""
    return await repository.list_segments(session, ics, page)


async def exact_count(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, segment_id: UUID, now: datetime
) -> int:
    """Count a segment's members; for those who may see exact figures.

    Raises:
        SegmentNotFound: if this system has none of that id.
    """
    segment = await the_segment(session, ics, segment_id)
    said = Criteria.model_validate(segment.criteria)
    return await repository.count(session, ics, await meant(session, ics, keys, said, now), now)


async def published_count(
    session: ReadSession, ics: SystemCode, segment_id: UUID
) -> SegmentCount | None:
    """Give what the published count of a segment stands for; None before its first release.

    Raises:
        SegmentNotFound: if this system has none of that id.
    """
    segment = await the_segment(session, ics, segment_id)
    said = Criteria.model_validate(segment.criteria)
    return await repository.count_of(session, ics, said.fingerprint())


async def fitting(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    segment_id: UUID | None,
    places: Sequence[str],
    now: datetime,
) -> Fitting:
    """Give the members of a segment, or all, in some places or in any.

    Raises:
        SegmentNotFound: if this system has no segment of that id.
    """
    segment = await the_segment(session, ics, segment_id) if segment_id is not None else None
    criteria = Criteria.model_validate(segment.criteria) if segment is not None else Criteria()
    said = await meant(session, ics, keys, criteria, now)
    groups = _groups(criteria)
    version = segment.version if segment is not None else None
    inside = said.places & set(places) if said.places and places else said.places | set(places)
    if said.places and places and not inside:
        return Fitting((), frozenset(places), groups, version)
    narrowed = Meant(criteria, frozenset(inside), said.tokens)
    found = await repository.members(session, ics, narrowed, now)
    return Fitting(found, frozenset(inside), groups, version)


async def reach(session: ReadSession, ics: SystemCode, segment_id: UUID | None) -> Reach:
    """Give the communities that a segment is of; of none, everybody anywhere.

    Raises:
        SegmentNotFound: if this system has no segment of that id.
    """
    if segment_id is None:
        return Reach(frozenset(), frozenset())
    segment = await the_segment(session, ics, segment_id)
    criteria = Criteria.model_validate(segment.criteria)
    return Reach(await _places(session, ics, criteria), _groups(criteria))


async def fits(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    segment_id: UUID | None,
    places: Sequence[str],
    member_id: UUID,
    now: datetime,
) -> bool:
    """Say whether a member is in a segment, or simply a member, and in some places or in any.

    Raises:
        SegmentNotFound: if this system has no segment of that id.
    """
    each = [Meant(Criteria(), frozenset(places), {})]
    if segment_id is not None:
        segment = await the_segment(session, ics, segment_id)
        said = Criteria.model_validate(segment.criteria)
        each.append(await meant(session, ics, keys, said, now))
    return all(await repository.which_fit(session, ics, each, member_id, now))


async def names_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID, now: datetime
) -> list[str]:
    """Name the segments that a member is in."""
    segments = await repository.all_segments(session, ics)
    said = [Criteria.model_validate(segment.criteria) for segment in segments]
    each = [await meant(session, ics, keys, one, now) for one in said]
    fits = await repository.which_fit(session, ics, each, member_id, now)
    return [segment.name for segment, fit in zip(segments, fits, strict=True) if fit]


async def meant(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, said: Criteria, now: datetime
) -> Meant:
    """Spell out what criteria mean on a day: the places of localities, the terms of headings, and
    of terms the blind indexes that answers have in the database."""
    named = said.terms()
    in_force = await vocabularies.in_force(session, ics, day_in_england(now), list(named) or [""])
    terms = {
        dimension: frozenset(codes)
        | {
            term.code
            for term in (in_force[dimension].terms if dimension in in_force else ())
            if term.parent in codes
        }
        for dimension, codes in named.items()
    }
    tokens = {
        dimension: frozenset(keys.term_token(ics, dimension, code) for code in codes)
        for dimension, codes in terms.items()
    }
    return Meant(said, await _places(session, ics, said), tokens)


async def _places(session: ReadSession, ics: SystemCode, said: Criteria) -> frozenset[str]:
    """Give the places of criteria, those of localities that are named among them."""
    whole = await checking.whole_places(session, ics) if said.localities else {}
    inside = {place for code in said.localities for place in whole.get(code, ())}
    return frozenset(said.places) | inside


def _groups(said: Criteria) -> frozenset[str]:
    return frozenset(term for terms in said.demographics.values() for term in terms)


async def _refuse_taken(session: ReadSession, ics: SystemCode, name: str, own: UUID | None) -> None:
    if await repository.id_of_name(session, ics, name) not in {None, own}:
        raise SegmentNameTaken


def _found(segment: Segment | None) -> Segment:
    if segment is None:
        raise SegmentNotFound
    return segment
