"""Offices that rotate (rule 1; LSC ICP terms, clauses 7.8 and 7.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from governance.arrangements import rules
from governance.arrangements import service as arrangements
from governance.arrangements.rules import Rotation
from governance.bodies import seats
from governance.bodies import service as bodies
from governance.bodies.loading import FILE, LoadedBody
from governance.bodies.seats import History
from governance.offices import repository
from governance.offices.errors import (
    DoesNotRotate,
    OfficeHeld,
    OfficeTermNotFound,
    RotationRefused,
)
from governance.offices.models import OfficeTerm
from governance.offices.rotation import may_be_next
from governance.offices.schemas import OfficeRecord, OfficeTermIn
from governance.quorum import conditions
from governance.quorum.conditions import Member
from governance.quorum.rules import Groups, RuleRefused, read_groups


@dataclass(frozen=True)
class Office:
    """An office on a day."""

    rule: Rotation
    current: OfficeTerm | None
    out_of_step: bool
    may_be_next: frozenset[UUID]
    terms: Sequence[OfficeTerm]


async def on(session: ReadSession, body_id: UUID, day: date) -> list[Office]:
    """Give the offices of a body that rotate by its terms of a day."""
    await bodies.get(session, body_id)
    known = await repository.of_body(session, body_id)
    return [
        Office(
            rule,
            _current(known, rule.office, day),
            _out_of_step(known, rule, day),
            await _next(session, body_id, rule, known, day),
            [one for one in known if one.office == rule.office],
        )
        for rule in (await arrangements.on(session, body_id, day)).rotation
    ]


async def choose(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: OfficeTermIn, *,
    recorded_by: str, now: datetime, ids: NewId = new_id,
) -> OfficeTerm:  # fmt: skip
    """Let a post take an office for a time.

    Raises:
        BodyNotFound: if this system has no such body.
        DoesNotRotate: if its terms of the first day have no rotation of the office.
        OfficeHeld: if the office is held in that time.
        RotationRefused: if the post is not among those whose turn it is, the time is longer than
            the terms give, or not that of the office it is aligned with.
    """
    await bodies.get_for_change(session, body_id)
    rule = (await arrangements.on(session, body_id, data.valid_from)).office(data.office)
    if rule is None:
        raise DoesNotRotate
    known = await repository.of_body(session, body_id)
    same = [one for one in known if one.office == rule.office]
    if any(one.valid_from < data.valid_to and data.valid_from < one.valid_to for one in same):
        raise OfficeHeld
    wrong = []
    if data.post_id not in await _next(session, body_id, rule, known, data.valid_from):
        wrong.append(FieldError("body.post_id", "is not among the posts whose turn it is"))
    if data.valid_to > rules.years_after(data.valid_from, rule.years):
        wrong.append(FieldError("body.valid_to", f"must be at most {rule.years} years on"))
    if rule.aligned_with is not None and not _aligned(known, rule.aligned_with, data):
        wrong.append(FieldError("body.valid_from", f"must begin and end with {rule.aligned_with}"))
    if wrong:
        raise RotationRefused(tuple(wrong))
    term = OfficeTerm(ics=ics, id=ids(), body_id=body_id, version=1, **data.model_dump())
    session.add(term)
    await session.flush()
    now = await seats.moment(session, body_id, now)
    await seats.entered(session, term, recorded_by=recorded_by, now=now, ids=ids)
    return term


async def for_change(session: WriteSession, term_id: UUID) -> OfficeTerm:
    """Give one term of an office, locked after its body.

    Raises:
        OfficeTermNotFound: if this system has none with that id.
    """
    found = await repository.for_change(session, term_id)
    if found is None:
        raise OfficeTermNotFound
    return found


async def end(
    session: WriteSession, term: OfficeTerm, valid_to: date, *, recorded_by: str, now: datetime
) -> OfficeTerm:
    """End a term earlier than it was to; it must be locked.

    Raises:
        RotationRefused: if it would end before it began, or later than it was to.
    """
    if not term.valid_from < valid_to <= term.valid_to:
        message = "must be after valid_from, and not after the day on which it ends now"
        raise RotationRefused((FieldError("body.valid_to", message),))
    before = seats.said(term)
    term.valid_to = valid_to
    term.version += 1
    await session.flush()
    now = await seats.moment(session, term.body_id, now)
    await seats.changed(session, term, before, recorded_by=recorded_by, now=now)
    return term


async def load(
    session: WriteSession, ics: SystemCode, body: LoadedBody, records: Sequence[OfficeRecord]
) -> list[str]:
    """Write the terms of offices of a system's file, after its bodies; safe to repeat, and nothing
    is removed or changed. Gives a line for each that is new, or is on record otherwise."""
    lines = []
    for record in records:
        values = record.model_dump()
        identity = uuid5(body.id, f"{record.office}|{record.valid_from}")
        known = await repository.for_change(session, identity)
        name = f"{body.code}: {record.office} from {record.valid_from}"
        if known is None:
            term = OfficeTerm(ics=ics, id=identity, body_id=body.id, version=1, **values)
            session.add(term)
            await session.flush()
            if body.recorded_at is not None:
                await seats.entered(session, term, recorded_by=FILE, now=body.recorded_at)
                lines.append(f"{name}: entered")
        elif (known.post_id, known.valid_to) != (record.post_id, record.valid_to):
            lines.append(f"{name}: is on record otherwise, and stays so")
    return lines


def groups(of: History, day: date, named: Groups, members: Sequence[Member],
           known_at: datetime | None) -> Groups:  # fmt: skip
    """Give the groups of a body's terms with the offices as they are held on a day.

    Where nobody was chosen for the day, the posts that the terms name stay in the office.

    Args:
        members: those of that day.
        known_at: go by what was on record at that moment; by what is on record now where None.
    """
    held = {one.office: (one.post_id,) for one in of.offices if of.held(one, day, known_at)}
    there = {one.post_id for one in members}
    return named | {office: posts for office, posts in held.items() if posts[0] in there}


async def _next(
    session: ReadSession, body_id: UUID, rule: Rotation, known: Sequence[OfficeTerm], day: date
) -> frozenset[UUID]:
    terms = await bodies.terms_on(session, body_id, day)
    members = await bodies.members_on(session, body_id, day)
    try:
        groups = read_groups(terms.content if terms is not None else {})
        eligible = conditions.chosen(rule.among, groups, members, "rotation")
    except RuleRefused:  # posts have ended since the terms were adopted
        return frozenset()
    had = [one.post_id for one in known if one.office == rule.office and one.valid_from <= day]
    return may_be_next(eligible, had, each_in_turn=rule.each_in_turn)


def _current(known: Sequence[OfficeTerm], office: str, day: date) -> OfficeTerm | None:
    return next(
        (one for one in known if one.office == office and one.valid_from <= day < one.valid_to),
        None,
    )


def _aligned(known: Sequence[OfficeTerm], office: str, data: OfficeTermIn | OfficeTerm) -> bool:
    return any(
        one.office == office and (one.valid_from, one.valid_to) == (data.valid_from, data.valid_to)
        for one in known
    )


def _out_of_step(known: Sequence[OfficeTerm], rule: Rotation, day: date) -> bool:
    current = _current(known, rule.office, day)
    if rule.aligned_with is None or current is None:
        return False
    return not _aligned(known, rule.aligned_with, current)
