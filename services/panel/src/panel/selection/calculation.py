"""Calculating selections in the worker: no transaction and no request waits for the solver."""

from __future__ import annotations

import asyncio
import hashlib
import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.clock import Clock, day_in_england, new_id, utc_now
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.keys import PanelKeys
from panel.selection import freshness, preparing, repository, sealing, seating, service, telling
from panel.selection.dealing import deal, equally_likely, largest_deviation, reserves
from panel.selection.document import SALT_BYTES, Opening, draft, quotas_of
from panel.selection.errors import QuotasUnmeetable, SolverFailed
from panel.selection.leximin import find_lottery
from panel.selection.models import Selection
from panel.selection.problem import Candidate, Quota, pose
from panel.selection.programs import OutOfTime
from panel.selection.relaxing import Change
from panel.selection.replacing import Vacancies, replace
from panel.systems import service as systems

_OUT_OF_TIME = "out_of_time"
_SOLVER_FAILED = "solver_failed"
_REPLACING_SECONDS = 60.0


@dataclass(frozen=True)
class Calculated:
    """What came of a calculation: panels and how fair they are, or why there are none."""

    state: str
    outcome: Mapping[str, Any] | None = None
    panels: Sequence[Sequence[str]] = ()
    reserves: Sequence[Sequence[str]] = ()
    changes: Sequence[Change] | None = None


def calculate(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    seats: int,
    seconds: float,
    chance: random.Random,
) -> Calculated:
    """Find the lottery of a pool, and deal it out as 1,000 panels."""
    problem = pose(pool, quotas, seats)
    try:
        lottery = find_lottery(problem, seconds)
    except QuotasUnmeetable as unmeetable:
        return Calculated("infeasible", changes=unmeetable.changes)
    except OutOfTime:
        return Calculated("failed", {"failure": _OUT_OF_TIME})
    except SolverFailed:
        return Calculated("failed", {"failure": _SOLVER_FAILED})
    panels = deal(problem, equally_likely(lottery, problem), chance)
    outcome = {
        "least": lottery.least,
        "greatest": float(lottery.shares.max()),
        "bound": lottery.bound,
        "gap": lottery.gap,
        "proven": lottery.proven,
        "levels": lottery.levels,
        "proven_levels": lottery.proven_levels,
        "complete": lottery.complete,
        "largest_deviation": largest_deviation(problem, lottery.shares, panels),
    }
    return Calculated("calculated", outcome, panels, reserves(panels, chance))


class Calculator:
    """The worker's job: calculates what is due, one selection after another.

    Args:
        keys: make pseudonyms and seal what commitments are of.
        clock: tells the time.
        chance: a source of randomness for dealing panels out.
        salt: gives a fresh salt.
    """

    def __init__(
        self,
        keys: PanelKeys,
        *,
        clock: Clock = utc_now,
        chance: Callable[[], random.Random] = random.SystemRandom,
        salt: Callable[[], str] = lambda: secrets.token_hex(SALT_BYTES),
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._chance = chance
        self._salt = salt

    async def calculate_due(self, database: Database) -> None:
        """Calculate what was asked for since, and fill vacant seats, in every system.

        Raises:
            ExceptionGroup: of what failed, after every system has had its turn.
        """
        async with database.reading(None) as session:
            codes = await systems.system_codes(session)
        errors: list[Exception] = []
        for ics in codes:
            for one in (self._calculate_one, self._replace_one):
                try:
                    while await one(database, ics):
                        pass
                except Exception as error:
                    errors.append(error)
        if errors:
            raise ExceptionGroup("selections", errors)

    async def _calculate_one(self, database: Database, ics: SystemCode) -> bool:
        now = self._clock()
        async with database.transaction(ics) as session:
            claimed = await repository.claim(session, ics, now)
            if claimed is None:
                return False
            quotas, seats = quotas_of(claimed), claimed.seats
            selection_id, seconds = claimed.id, claimed.seconds
            pool, people = await freshness.gather(session, ics, self._keys, claimed, now)
            inputs = freshness.inputs_of(ics, self._keys, claimed, people)
        done = await asyncio.to_thread(
            calculate, list(people.values()), quotas, seats, seconds, self._chance()
        )
        async with database.transaction(ics) as session:
            there = await repository.still_there(
                session,
                ics,
                list(pool.values),
                preparing.POOL_PURPOSE,
                day_in_england(self._clock()),
            )
            selection = await repository.find_to_change(session, ics, selection_id)
            if selection is None or (selection.state, selection.claimed_at) != ("calculating", now):
                return True
            if len(there) != len(pool.values):
                selection.claimed_at = None
                return True
            selection.counts, selection.inputs = pool.counts(), inputs
            selection.outcome = dict(done.outcome) if done.outcome is not None else None
            selection.changes = None if done.changes is None else changes_kept(done.changes)
            if done.panels:
                await self._keep(session, selection, people, done)
            await service.moved(session, selection, done.state)
        return True

    async def _keep(
        self,
        session: WriteSession,
        selection: Selection,
        people: Mapping[UUID, Candidate],
        done: Calculated,
    ) -> None:
        """Write pool and panels down; what somebody's values and household are stays sealed."""
        ics = SystemCode(selection.ics)
        openings = {
            member_id: Opening(one.pseudonym, self._salt(), one.values, one.household)
            for member_id, one in people.items()
        }
        places = dict.fromkeys((one.pseudonym for one in people.values()), 0)
        for panel in done.panels:
            for pseudonym in panel:
                places[pseudonym] += 1
        own = await datakeys.of_members(session, ics, self._keys, list(openings))
        rows = []
        for member_id, opening in openings.items():
            row_id = new_id()
            rows.append(
                {
                    "ics": ics,
                    "id": row_id,
                    "selection_id": selection.id,
                    "member_id": member_id,
                    "pseudonym": opening.pseudonym,
                    "opening_sealed": sealing.sealed_opening(own[member_id], row_id, opening),
                    "places": places[opening.pseudonym],
                }
            )
        await repository.write_entries(session, rows)
        content = draft(list(openings.values()), done.panels, done.reserves)
        await repository.write_document(session, ics, selection.id, content)

    async def _replace_one(self, database: Database, ics: SystemCode) -> bool:
        async with database.transaction(ics) as session:
            due = await seating.round_to_choose(session, ics)
            if due is None:
                return False
            selection_id, number, ease = due.selection_id, due.number, due.ease
            selection = await service.the_selection(session, ics, selection_id)
            staying = await service.panel(session, ics, selection_id)
            today = day_in_england(self._clock())
            able = await repository.able(session, ics, selection_id, preparing.POOL_PURPOSE, today)
            seated = await repository.entries(session, ics, selection_id, staying)
            openings = await sealing.opened(ics, self._keys, [*able, *seated])
            vacancies = Vacancies(
                [Candidate(one.pseudonym, one.values, one.household) for one in openings],
                quotas_of(selection),
                selection.seats,
                staying,
                [entry.pseudonym for entry, _ in able],
                await repository.reserves(session, ics, selection_id, selection.digits or "000"),
            )
            seed = f"{selection.root}:{selection.digits}:{number}"
        state, people, changes = await asyncio.to_thread(_fill, vacancies, _chance_of(seed), ease)
        async with database.transaction(ics) as session:
            written = await seating.finish_round(
                session,
                ics,
                selection_id,
                number=number,
                was=staying,
                state=state,
                people=people,
                changes=changes_kept(changes),
                purpose=preparing.POOL_PURPOSE,
                on=day_in_england(self._clock()),
            )
            if written is not None and people:
                await telling.seated(session, ics, written, self._clock())
        return True


def changes_kept(changes: Sequence[Change]) -> list[list[Any]]:
    """Give changes as they are kept: category, value, minimum, maximum."""
    return [[one.quota.category, one.quota.value, one.minimum, one.maximum] for one in changes]


def _fill(
    vacancies: Vacancies, chance: random.Random, ease: bool
) -> tuple[str, Sequence[str], Sequence[Change]]:
    try:
        chosen = replace(vacancies, chance, _REPLACING_SECONDS, ease=ease)
    except QuotasUnmeetable as unmeetable:
        return "unmeetable", (), unmeetable.changes
    except (OutOfTime, SolverFailed):
        return "failed", (), ()
    return "chosen", chosen.people, chosen.changes


def _chance_of(seed: str) -> random.Random:
    """Make a source of chance that nobody chooses: it follows from the commitment, the digits and
    the number of the replacement."""
    return random.Random(int.from_bytes(hashlib.sha256(seed.encode()).digest()))
