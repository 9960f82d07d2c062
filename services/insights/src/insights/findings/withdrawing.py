"""Withdrawing: a finding is taken back for good, and a reason stands in its place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.insights import FindingWithdrawn
from common.messaging.outbox import record
from insights.embargo_log import service as embargo_log
from insights.feeds import service as feeds
from insights.findings import lifecycle, repository
from insights.findings.access import Act, own
from insights.findings.content import check_words
from insights.findings.lifecycle import State
from insights.findings.models import Finding
from insights.findings.standing import standing_of, step
from insights.harvest import service as harvest
from insights.notices import service as notices


async def withdraw(
    session: WriteSession, act: Act, finding_id: UUID, expected: int, reason: str
) -> Finding:
    """Take a finding back for good, with a reason that is published in its place.

    One that waits for the end of its embargo goes as a draft does: nobody else hears of it.
    """
    finding = await own(session, act, finding_id, expected)
    check_words([("body.reason", reason)])
    concerns = act.reader.organisation_id != finding.organisation_id and _was_approved(finding)
    await _take_back(
        session, act.ics, finding, reason, since=act.now, now=act.now, by=act.reader.subject
    )
    if concerns:
        await _tell_depositor(session, act.ics, finding, act.now)
    return finding


async def withdraw_again(
    session: WriteSession, ics: SystemCode, finding_id: UUID, reason: str, *, since: datetime,
    now: datetime,
) -> bool:  # fmt: skip
    """Take a finding back that a restored backup brought back; False if there is none.

    Its depositor is told, since the library did it.

    Args:
        since: when it was withdrawn.
    """
    finding = (await repository.lock(session, {finding_id})).get(finding_id)
    if finding is None or finding.state == State.WITHDRAWN:
        return False
    concerns = _was_approved(finding)
    await _take_back(session, ics, finding, reason, since=since, now=now, by=None)
    if concerns:
        await _tell_depositor(session, ics, finding, now)
    return True


async def take_out_of_feeds(
    session: WriteSession, ics: SystemCode, finding: Finding, now: datetime
) -> None:
    """Let feeds and harvesting tell that a finding left."""
    position = await feeds.note(
        session,
        ics,
        finding_id=finding.id,
        version=finding.version,
        shown=False,
        organisation_name=None,
        first_published_at=finding.first_published_at or now,
        now=now,
    )
    await harvest.note_sets(session, ics, position=position, finding_id=finding.id, specs=None)


async def _take_back(
    session: WriteSession, ics: SystemCode, finding: Finding, reason: str, *, since: datetime,
    now: datetime, by: str | None,
) -> None:  # fmt: skip
    before = standing_of(finding)
    standing = lifecycle.withdraw(before)
    if finding.embargo_until is not None and before.working is not None:
        await embargo_log.note(
            session, ics, finding.id, before.working[0], "withdrawn",
            until=finding.embargo_until, now=now, by=by,
        )  # fmt: skip
        await embargo_log.forget_failure(session, finding.id)
    finding.withdrawn_at = since
    finding.withdrawn_reason = reason
    await repository.set_version_state(session, finding.id, finding.version, State.WITHDRAWN)
    await step(session, finding, standing)
    if finding.published_version is not None:
        await take_out_of_feeds(session, ics, finding, now)
        fact = FindingWithdrawn(
            finding_id=finding.id, version=finding.version, reason=reason, withdrawn_at=since
        )
        await record(session, ics, fact, now=now)


def _was_approved(finding: Finding) -> bool:
    return finding.published_version is not None or finding.state == State.EMBARGOED


async def _tell_depositor(
    session: WriteSession, ics: SystemCode, finding: Finding, now: datetime
) -> None:
    key = f"withdrawn:{finding.id}"
    await notices.tell_depositor(session, ics, "finding_withdrawn", finding, key=key, now=now)
