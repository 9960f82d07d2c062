"""The rules of findings: deposit, change, submit, supersede."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.insights import FindingSuperseded
from common.messaging.outbox import record
from insights.audience import Reader
from insights.embargo_log import service as embargo_log
from insights.findings import lifecycle, repository
from insights.findings.access import Act, checked, own
from insights.findings.content import check_content, merged, set_in_force
from insights.findings.embargoes import check_moment
from insights.findings.errors import (
    CannotSupersede,
    FindingNotFound,
    NotYours,
    VersionNotFound,
)
from insights.findings.lifecycle import BEGINNING, Standing, State
from insights.findings.models import Finding, FindingVersion
from insights.findings.schemas import (
    FindingContent,
    FindingIn,
    FindingPatch,
    content_of,
)
from insights.findings.standing import stand, standing_of, step
from insights.findings.withdrawing import take_out_of_feeds
from insights.organisations import service as organisations


async def get(session: ReadSession, finding_id: UUID, reader: Reader) -> Finding:
    """Give a finding that the reader may see.

    Raises:
        FindingNotFound: if there is none, or the reader may not know of it.
    """
    finding = await repository.get(session, finding_id, reader)
    if finding is None:
        raise FindingNotFound
    return finding


async def versions(session: ReadSession, finding_id: UUID, reader: Reader) -> list[FindingVersion]:
    """Give the versions that the reader may see, oldest first.

    Owners see all. Others see what was published, each version by its own visibility, and
    nothing of a finding that was withdrawn.
    """
    finding = await get(session, finding_id, reader)
    kept = await repository.versions(session, finding_id)
    if reader.owns(finding.organisation_id):
        return list(kept)
    if finding.state == State.WITHDRAWN:
        return []
    return [
        version
        for version in kept
        if version.published_at is not None
        and reader.may_see(version.content["visibility"], finding.organisation_id)
    ]


async def two_versions(
    session: ReadSession, finding_id: UUID, reader: Reader, *, before: int, after: int
) -> tuple[Finding, FindingVersion, FindingVersion]:
    """Give a finding with two of its versions, to be compared, if the reader may see both.

    Raises:
        FindingNotFound, VersionNotFound: if there is none, or the reader may not know of it.
    """
    finding = await get(session, finding_id, reader)
    seen = {one.version: one for one in await versions(session, finding_id, reader)}
    if before not in seen or after not in seen:
        raise VersionNotFound
    return finding, seen[before], seen[after]


async def for_reply(session: WriteSession, finding_id: UUID) -> Finding:
    """Give a finding that somebody replies to, locked.

    Raises:
        FindingNotFound: if there is none.
    """
    finding = (await repository.lock(session, {finding_id})).get(finding_id)
    if finding is None:
        raise FindingNotFound
    return finding


async def deposit(session: WriteSession, act: Act, data: FindingIn) -> Finding:
    """Deposit a finding as a draft, under a reference that stays its own."""
    organisation_id = data.organisation_id or act.reader.organisation_id
    if not act.reader.owns(organisation_id):
        raise NotYours
    await organisations.require_in_being(session, act.reader, now=act.now)
    if data.organisation_id is not None:
        await organisations.get(session, data.organisation_id)
    check_moment("body.embargo_until", data.embargo_until, now=act.now)
    said = data.model_dump(include=set(FindingContent.model_fields))
    content = FindingContent.model_validate(said)
    await check_content(session, content, act.reader, on=act.today)
    return await create(
        session, act.ics, content, now=act.now, by=act.reader.subject, organisation=organisation_id,
        embargo_until=data.embargo_until,
    )  # fmt: skip


async def create(
    session: WriteSession,
    ics: SystemCode,
    content: FindingContent,
    *,
    now: datetime,
    by: str,
    organisation: UUID | None = None,
    survey_id: UUID | None = None,
    report_id: UUID | None = None,
    embargo_until: datetime | None = None,
) -> Finding:
    """Write a new draft, its content known to be good."""
    number = await repository.next_number(session, ics, now.year)
    finding = Finding(
        ics=ics,
        id=new_id(),
        reference=f"{ics}-F-{now.year}-{number:04d}",
        organisation_id=organisation,
        revision=1,
        survey_id=survey_id,
        report_id=report_id,
        embargo_until=embargo_until,
        created_at=now,
        created_by=by,
    )
    stand(finding, BEGINNING)
    set_in_force(finding, content)
    await repository.add(session, finding, _version(finding, 1, content, now, by))
    if embargo_until is not None:
        await embargo_log.note(
            session, ics, finding.id, 1, "set", until=embargo_until, now=now, by=by
        )
    return finding


async def change(
    session: WriteSession, act: Act, finding_id: UUID, expected: int, patch: FindingPatch
) -> Finding:
    """Change what a finding says: a new version, in draft; what is published stays in force."""
    finding = await own(session, act, finding_id, expected)
    await organisations.require_in_being(session, act.reader, now=act.now)
    standing = lifecycle.edit(standing_of(finding))
    newest = await repository.version(session, finding.id, finding.latest_version)
    old = content_of(newest.content)
    content, kept = merged(old, patch), old.activity_ids
    await check_content(session, content, act.reader, on=act.today, kept=kept)
    by = act.reader.subject
    await repository.add_version(session, _version(finding, standing.latest, content, act.now, by))
    if standing.pending is None:
        set_in_force(finding, content)
    return await step(session, finding, standing)


async def is_drafted(session: ReadSession, survey_id: UUID) -> bool:
    """Tell whether a finding was drafted from a survey already."""
    return await repository.of_survey(session, survey_id) is not None


async def submit(session: WriteSession, act: Act, finding_id: UUID, expected: int) -> Finding:
    """Hand the draft in, to be checked and published."""
    await organisations.require_in_being(session, act.reader, now=act.now)
    return await _move(session, act, finding_id, expected, lifecycle.submit)


async def send_back(session: WriteSession, act: Act, finding_id: UUID, expected: int) -> Finding:
    """Hand what was submitted back to its author."""
    return await _move(session, act, finding_id, expected, lifecycle.send_back)


async def supersede(
    session: WriteSession, act: Act, finding_id: UUID, expected: int, successor_id: UUID
) -> Finding:
    """Let another published finding stand in for this one.

    Both are locked first, so of two that would stand in for each other the second is refused.

    Raises:
        CannotSupersede: if the other isn't a published finding that the caller may see.
    """
    locked = await repository.lock(session, {finding_id, successor_id})
    finding = checked(locked.get(finding_id), act, expected)
    standing = lifecycle.supersede(standing_of(finding))
    successor = locked.get(successor_id)
    if (
        successor is None
        or successor.id == finding.id
        or successor.state != State.PUBLISHED
        or not act.reader.may_see(successor.visibility, successor.organisation_id)
    ):
        raise CannotSupersede
    finding.superseded_by = successor.id
    await repository.set_version_state(session, finding.id, finding.version, State.SUPERSEDED)
    await step(session, finding, standing)
    await take_out_of_feeds(session, act.ics, finding, act.now)
    fact = FindingSuperseded(
        finding_id=finding.id,
        version=finding.version,
        superseded_by=successor.id,
        superseded_at=act.now,
    )
    await record(session, act.ics, fact, now=act.now)
    return finding


async def _move(
    session: WriteSession,
    act: Act,
    finding_id: UUID,
    expected: int,
    move: Callable[[Standing], Standing],
) -> Finding:
    finding = await own(session, act, finding_id, expected)
    standing = move(standing_of(finding))
    if standing.working is not None:
        number, state = standing.working
        await repository.set_version_state(session, finding.id, number, state)
    return await step(session, finding, standing)


def _version(
    finding: Finding, number: int, content: FindingContent, now: datetime, by: str
) -> FindingVersion:
    return FindingVersion(
        ics=finding.ics,
        finding_id=finding.id,
        version=number,
        state=State.DRAFT,
        content=content.model_dump(mode="json"),
        changed_at=now,
        changed_by=by,
    )
