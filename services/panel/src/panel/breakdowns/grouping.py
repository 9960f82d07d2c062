"""Who is in which group of a breakdown. The join of answers to members is made in memory only."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.breakdowns.counting import Said
from panel.breakdowns.schemas import BreakdownIn, ByDimensionIn, ByQuestionIn, BySegmentIn
from panel.keys import PanelKeys
from panel.members.told import told_by
from panel.segments import service as segments
from panel.surveys.choices import choices
from panel.surveys.questions import Question
from panel.systems import service as systems
from panel.vocabularies import service as vocabularies
from panel.vocabularies.dimensions import DERIVED

PLACE = "place"
AGE_BAND = "age_band"
NOT_SAID = "not_said"
_BEGINS = re.compile(r"\d+")

Joined = Sequence[tuple[UUID | None, Said]]
"""Each person's answers, with the member where one is known; in the order of the weights."""


@dataclass(frozen=True)
class Grouped:
    """A breakdown of the people who answered."""

    one: BreakdownIn
    code: str
    label: str
    groups: Mapping[str, str]
    """Code of each group → its label, in order; the last is of those of whom it is not known."""
    member_of: Sequence[str]
    """The group of each person."""


async def group(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    one: BreakdownIn,
    questions: Sequence[Question],
    joined: Joined,
    places: Sequence[str],
    now: datetime,
) -> Grouped:
    """Put everyone who answered into a group.

    Args:
        places: those that were asked; empty means all.

    Raises:
        SegmentNotFound: if it is by a segment that there is none of.
    """
    if isinstance(one, ByQuestionIn):
        return _by_question(one, questions, joined)
    if isinstance(one, BySegmentIn):
        return await _by_segment(session, ics, one, keys=keys, joined=joined, now=now)
    return await _by_dimension(session, ics, one, keys=keys, joined=joined, places=places, now=now)


async def groups_of(
    session: ReadSession,
    ics: SystemCode,
    dimension: str,
    now: datetime,
    places: Sequence[str] = (),
) -> dict[str, str]:
    """Give the groups of a dimension with their labels; none where there is no such dimension.

    Groups that nobody can be in are left out: that their counts are nought would be known, and
    what is known hides nothing else. These are places that were not asked, and bands of age that
    begin below the least age of members.

    Args:
        places: those that were asked; empty means all.
    """
    if dimension == PLACE:
        known, _ = await systems.places(session, ics)
        return {place.code: place.name for place in known if not places or place.code in places}
    minimum_age = (await systems.the_system(session, ics)).minimum_age
    found = (await vocabularies.in_force(session, ics, day_in_england(now), [dimension])).get(
        dimension
    )
    return {
        term.code: term.label
        for term in (found.terms if found else ())
        if term.parent is None and not (dimension == AGE_BAND and _is_below(term.code, minimum_age))
    }


async def group_of_member(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    dimension: str,
    groups: Collection[str],
    member_id: UUID,
    now: datetime,
) -> str:
    """Give the group of a dimension that a member is in; `NOT_SAID` where that is not known.

    Args:
        groups: those of `groups_of`.
    """
    heading = await _headings(session, ics, dimension, now)
    told = await told_by(session, ics, keys, [member_id])
    return _group(told.get(member_id, {}).get(dimension, ""), heading, groups)


def _group(term: str, heading: Mapping[str, str], groups: Collection[str]) -> str:
    code = heading.get(term, term)
    return code if code in groups else NOT_SAID


async def _headings(
    session: ReadSession, ics: SystemCode, dimension: str, now: datetime
) -> Mapping[str, str]:
    found = (await vocabularies.in_force(session, ics, day_in_england(now), [dimension])).get(
        dimension
    )
    return {t.code: t.parent for t in (found.terms if found else ()) if t.parent is not None}


def _is_below(band: str, minimum_age: int) -> bool:
    begins = _BEGINS.match(band)
    return begins is not None and int(begins.group()) < minimum_age


def _by_question(one: ByQuestionIn, questions: Sequence[Question], joined: Joined) -> Grouped:
    question = questions[one.question - 1]
    groups = dict(choices(question))
    if not question.required:
        groups[NOT_SAID] = "Not answered"
    said = [str(answers.get(str(question.id), NOT_SAID)) for _, answers in joined]
    return Grouped(one, str(one.question), question.text, groups, said)


async def _by_segment(
    session: ReadSession,
    ics: SystemCode,
    one: BySegmentIn,
    *,
    keys: PanelKeys,
    joined: Joined,
    now: datetime,
) -> Grouped:
    segment = await segments.the_segment(session, ics, one.segment_id)
    fit = await segments.fitting(session, ics, keys=keys, segment_id=segment.id, places=[], now=now)
    inside = set(fit.member_ids)
    groups = {"in": "In the segment", "out": "Not in it", NOT_SAID: "Not known"}
    said = [
        NOT_SAID if member is None else "in" if member in inside else "out" for member, _ in joined
    ]
    return Grouped(one, str(segment.id), segment.name, groups, said)


async def _by_dimension(
    session: ReadSession,
    ics: SystemCode,
    one: ByDimensionIn,
    *,
    keys: PanelKeys,
    joined: Joined,
    places: Sequence[str],
    now: datetime,
) -> Grouped:
    groups = await groups_of(session, ics, one.dimension, now, places)
    heading = await _headings(session, ics, one.dimension, now)
    known = [member for member, _ in joined if member is not None]
    told = await told_by(session, ics, keys, known)
    said = []
    for member, _ in joined:
        term = told.get(member, {}).get(one.dimension, "") if member is not None else ""
        said.append(_group(term, heading, groups))
    derived = DERIVED.get(one.dimension)
    label = derived or one.dimension.replace("_", " ").capitalize()
    unknown = "Not said" if derived is None else "Not known: no postcode was given"
    return Grouped(one, one.dimension, label, groups | {NOT_SAID: unknown}, said)
