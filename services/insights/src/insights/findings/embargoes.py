"""Embargoes: what is approved and comes before its readers at a moment that was set.

The rule. A version under embargo is checked and approved, and *not published*. Until the moment,
those know of it who know of a draft: the organisation that deposited it and the system's editors.
They have it where they have their drafts: lists, single reads, versions, differences and files.
Where evidence counts or is passed on it is for nobody, its own organisation included: search with
its counts, similar findings, near matches, gaps, briefs, insight reports, exports, feeds, notices,
replies, public pages and the events to other services. So nothing that is made of the library
before the moment can tell of it.

At the moment the worker publishes it, in the one transaction that every publication is
(`insights.findings.publishing`): it takes its place in the feeds then, and not before, and is
published as of then. A worker that stands still lets it out late, never early. A newer version
under embargo leaves the published one in force until then.

Owners may set, shorten, lengthen or lift an embargo until it has ended. What readers have seen
can't be put under one; a new version of it can. What becomes of an embargo is kept
(`insights.embargo_log`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import ENGLAND, Clock, utc_now
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.observability.logging import get_logger
from insights.embargo_log import service as embargo_log
from insights.embargo_log.metrics import FAILING, FAILURES
from insights.embargo_log.schemas import Step
from insights.findings import lifecycle, repository
from insights.findings.access import Act, own
from insights.findings.errors import EmbargoEnded
from insights.findings.lifecycle import State
from insights.findings.models import Finding
from insights.findings.publishing import put_in_force
from insights.findings.standing import standing_of, step
from insights.notices import service as notices

ROUND = 500

_log = get_logger(__name__)


async def set_embargo(
    session: WriteSession, act: Act, finding_id: UUID, expected: int, until: datetime | None
) -> Finding:
    """Set the moment before which the version in work isn't published, or lift it with None.

    Lifting the embargo of what is approved publishes it at once.

    Raises:
        FindingNotFound, NotYours, PreconditionFailed: see `insights.findings.access.own`.
        EmbargoEnded: if no version is in work, or the moment has come.
        Invalid: if the new moment is not to come.
    """
    finding = await own(session, act, finding_id, expected)
    standing = standing_of(finding)
    if standing.working is None or _is_due(finding, act.now):
        raise EmbargoEnded
    check_moment("body.embargo_until", until, now=act.now)
    version, before = standing.working[0], finding.embargo_until
    if until != before:
        done: Step = "lifted" if until is None else "set" if before is None else "moved"
        by = act.reader.subject
        await embargo_log.note(
            session, act.ics, finding.id, version, done, until=until, now=act.now, by=by
        )
    if until is None and standing.working[1] is State.EMBARGOED:
        await _let_out(session, act.ics, finding, now=act.now)
        if act.reader.organisation_id != finding.organisation_id:
            await _tell(session, act.ics, finding, now=act.now)
        return finding
    finding.embargo_until = until
    return await step(session, finding, standing)


def check_moment(field: str, until: datetime | None, *, now: datetime) -> None:
    """Refuse an embargo that would be over before it began.

    Raises:
        Invalid: naming the field.
    """
    if until is not None and until <= now:
        raise Invalid(
            f"An embargo ends in the future; it is {in_england(now)} now.",
            fields=(FieldError(field, "is not in the future"),),
        )


def in_england(moment: datetime) -> str:
    """Write a moment as people in England do: Thursday 3 December 2026, 18:00."""
    local = moment.astimezone(ENGLAND)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


class NotLetOut(Exception):
    """Some of a system could not be published, and will be tried again."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} could not be published")


@dataclass(frozen=True)
class Lifter:
    """Publishes what comes out of its embargo: a job of the worker."""

    clock: Clock = utc_now

    async def lift_due(self, database: Database) -> None:
        """Publish all whose moment has come, in every system; each in a transaction of its own.

        One that fails stays as it is and holds up no other. It is counted, and tried again later
        and later, an hour at most; if it goes on failing, its owner and the editors are told.

        Raises:
            SomeFailed: if one failed, or a system could not be read; so the run counts as failed.
        """
        async with database.reading(None) as session:
            systems = await repository.systems_with_embargoes(session)
        failing = 0

        async def lift(ics: SystemCode) -> None:
            nonlocal failing
            failed = await self._lift_in(database, ics)
            async with database.reading(ics) as session:
                failing += await embargo_log.count_failing(session)
            if failed:
                raise NotLetOut(failed)

        try:
            await in_each(systems, lift)
        finally:
            FAILING.set(failing)

    async def _lift_in(self, database: Database, ics: SystemCode) -> int:
        """Publish all of one system whose moment has come; give how many failed."""
        async with database.reading(ics) as session:
            now = self.clock()
            later = await embargo_log.put_off(session, now)
            ended = await repository.embargoes_ended(session, now, ROUND, but=later)
        failed = 0
        for finding_id in ended:
            try:
                await self._lift(database, ics, finding_id)
            except Exception as error:
                failed += 1
                await self._put_off(database, ics, finding_id, type(error).__name__)
        return failed

    async def _put_off(
        self, database: Database, ics: SystemCode, finding_id: UUID, why: str
    ) -> None:
        _log.warning("embargo not lifted", finding_id=finding_id, why=why)
        FAILURES.inc()
        async with database.transaction(ics) as session:
            finding = (await repository.lock(session, {finding_id})).get(finding_id)
            now = self.clock()
            if finding is None or not _is_due(finding, now):
                return
            working = standing_of(finding).working
            version = working[0] if working else finding.version
            waiting = embargo_log.Waiting(finding_id, finding.organisation_id, version)
            await embargo_log.note_failure(session, ics, waiting, why, now=now)

    async def _lift(self, database: Database, ics: SystemCode, finding_id: UUID) -> None:
        async with database.transaction(ics) as session:
            finding = (await repository.lock(session, {finding_id})).get(finding_id)
            now = self.clock()
            if finding is not None and _is_due(finding, now):
                until = finding.embargo_until
                await _let_out(session, ics, finding, now=now)
                await embargo_log.note(
                    session,
                    ics,
                    finding.id,
                    finding.version,
                    "ended",
                    until=until,
                    now=now,
                    by=None,
                )
                await _tell(session, ics, finding, now=now)


def _is_due(finding: Finding, now: datetime) -> bool:
    """Tell whether a version waits whose moment has come; asked again of the locked row."""
    working = standing_of(finding).working
    waits = working is not None and working[1] is State.EMBARGOED
    return waits and finding.embargo_until is not None and finding.embargo_until <= now


async def _let_out(
    session: WriteSession, ics: SystemCode, finding: Finding, *, now: datetime
) -> None:
    await put_in_force(session, ics, finding, lifecycle.let_out(standing_of(finding)), now=now)
    await embargo_log.forget_failure(session, finding.id)


async def _tell(session: WriteSession, ics: SystemCode, finding: Finding, *, now: datetime) -> None:
    key = f"embargo:{finding.id}:{finding.version}"
    await notices.tell_depositor(session, ics, "embargo_ended", finding, key=key, now=now)
