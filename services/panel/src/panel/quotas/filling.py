"""Counting answers under quotas, in the transaction of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from common.crypto.sealing import CannotOpen
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.ballots.sealing import SurveyKey
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey, padded
from panel.keys import PanelKeys
from panel.quotas import cells, repository
from panel.quotas.cells import Named
from panel.quotas.repository import Counter
from panel.quotas.schemas import read_plan
from panel.surveys.questions import read_questions

_FIELD = "invitations.cells_sealed"
_STEP = 1024
"""Bytes; about 30 cells, so that the length is mute."""
_DIGITS = 10
"""To which every sealed count is written."""


@dataclass(frozen=True)
class Counted:
    """A survey, as its quotas need to know it."""

    survey_id: UUID
    quotas: list[Any]
    questions: list[Any]


async def open_cells(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, survey_id: UUID, quotas: list[Any]
) -> None:
    """Begin to count for a survey that opens."""
    plan, named = read_plan(quotas), Named(keys, ics, survey_id)
    if plan:
        ceilings = {named.of(quota): quota.at_most for quota in plan}
        await repository.open_cells(session, ics, survey_id, ceilings)


async def is_shut(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    survey: Counted,
    *,
    member_id: UUID,
    sealing: SurveyKey | None,
    now: datetime,
) -> bool:
    """Say whether a survey has enough of a member's groups, whatever they would answer.

    Args:
        sealing: the survey's key, if it is anonymous and has one.
    """
    plan, named = read_plan(survey.quotas), Named(keys, ics, survey.survey_id)
    if not plan:
        return False
    full = _full(await repository.read(session, ics, survey.survey_id), sealing)
    if not full:
        return False
    if cells.shuts_out_all(named, plan, read_questions(survey.questions), full):
        return True
    own = await cells.of_member(
        session, ics, keys, named=named, plan=plan, member_id=member_id, now=now
    )
    return not full.isdisjoint(own)


@dataclass(frozen=True)
class Taken:
    """An answer was counted."""

    of_member: frozenset[bytes]
    """The cells that it was counted in by what its giver told about themselves."""


async def take(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    survey: Counted,
    *,
    member_id: UUID,
    answers: Mapping[str, Any],
    sealing: SurveyKey | None,
    now: datetime,
) -> Taken | None:
    """Count an answer that is about to be kept; None, and nothing is counted, if a cell is full.

    The counters are this transaction's until it ends, so nobody else takes what is left meanwhile.
    The answer's invitation is to be held before them, by everybody in the same order.

    Args:
        sealing: the survey's key, if it is anonymous: what counters say is kept sealed.
    """
    plan, named = read_plan(survey.quotas), Named(keys, ics, survey.survey_id)
    own = await cells.of_member(
        session, ics, keys, named=named, plan=plan, member_id=member_id, now=now
    )
    answered = cells.of_answers(named, plan, read_questions(survey.questions), answers)
    counters = await repository.hold(session, ics, survey.survey_id)
    counted = own | answered
    if not _full(counters, sealing).isdisjoint(counted):
        return None
    if sealing is None:
        await repository.move(session, ics, survey.survey_id, counted, 1)
    else:
        moved = {one.cell: _taken(one, sealing) + (one.cell in counted) for one in counters}
        kept = {cell: _sealed_count(sealing, cell, taken) for cell, taken in moved.items()}
        await repository.keep_sealed(session, ics, survey.survey_id, kept)
    return Taken(own)


async def sealed(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID, taken: Taken
) -> bytes:
    """Seal, for the member's invitation, which cells they were counted in: who changes what they
    told later is still given back from the right ones."""
    key = await datakeys.of_member(session, ics, keys, member_id)
    return _sealed(key, taken.of_member)


async def give_back(
    session: WriteSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    member_id: UUID,
    answered: Sequence[tuple[Counted, bytes | None, Mapping[str, Any]]],
) -> None:
    """Let others answer in the place of answers that were deleted.

    Args:
        answered: surveys with quotas, in order; what was sealed of the member's cells, None where
            they left before; and what they answered.
    """
    if not answered:
        return
    with_cells = any(own is not None for _, own, _ in answered)
    key = await datakeys.of_member(session, ics, keys, member_id) if with_cells else None
    for survey, own, answers in answered:
        plan, named = read_plan(survey.quotas), Named(keys, ics, survey.survey_id)
        freed = cells.of_answers(named, plan, read_questions(survey.questions), answers)
        if key is not None and own is not None:
            freed |= _opened(key, own)
        await repository.hold(session, ics, survey.survey_id)
        await repository.move(session, ics, survey.survey_id, freed, -1)


async def reveal(
    session: WriteSession, ics: SystemCode, sealing: SurveyKey, survey_id: UUID, *, count: bool
) -> None:
    """Write the counters of a closing anonymous survey in clear; all 0 where they are not to
    count, since no answer is opened. One that was altered stays sealed, and is not known."""
    counters = await repository.hold(session, ics, survey_id)
    taken: dict[bytes, int] = {}
    for one in counters:
        with suppress(CannotOpen):
            taken[one.cell] = _taken(one, sealing) if count else 0
    await repository.reveal(session, ics, survey_id, taken)


def _full(counters: Sequence[Counter], sealing: SurveyKey | None) -> frozenset[bytes]:
    return frozenset(one.cell for one in counters if _taken(one, sealing) >= one.ceiling)


def _taken(counter: Counter, sealing: SurveyKey | None) -> int:
    if sealing is None or counter.taken_sealed is None:
        return counter.taken
    return int(sealing.open(counter.taken_sealed, _count_of(counter.cell)))


def _sealed_count(sealing: SurveyKey, cell: bytes, taken: int) -> bytes:
    return sealing.seal(f"{taken:0{_DIGITS}}".encode(), _count_of(cell))


def _count_of(cell: bytes) -> str:
    return f"survey_quotas.taken_sealed:{cell.hex()}"


def _sealed(key: PersonKey, own: frozenset[bytes]) -> bytes:
    named = orjson.dumps(sorted(cell.hex() for cell in own)).decode()
    return key.seal(padded(named, _STEP), _FIELD)


def _opened(key: PersonKey, own: bytes) -> frozenset[bytes]:
    return frozenset(bytes.fromhex(cell) for cell in orjson.loads(key.open(own, _FIELD)))
