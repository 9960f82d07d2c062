"""Publishing: what was submitted comes before its readers, at once or when its embargo ends."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.insights import FindingPublished, FindingSuperseded
from common.messaging.outbox import record
from insights.arrivals import service as arrivals
from insights.embargo_log import service as embargo_log
from insights.embargo_log.schemas import Step
from insights.feeds import service as feeds
from insights.files import service as files
from insights.files.service import Owner
from insights.findings import lifecycle, repository
from insights.findings.access import Act, own
from insights.findings.clearing import refuse_personal_data
from insights.findings.content import set_in_force
from insights.findings.lifecycle import Standing, State
from insights.findings.models import Finding
from insights.findings.schemas import FindingContent, content_of
from insights.findings.standing import standing_of, step
from insights.harvest import service as harvest
from insights.harvest.sets import specs_of
from insights.organisations import service as organisations
from insights.vocabularies import service as vocabularies


async def publish(session: WriteSession, act: Act, finding_id: UUID, expected: int) -> Finding:
    """Publish the submitted version, if nothing in it reads like personal data uncleared.

    One with an embargo that has not ended is approved and waits for it
    (`insights.findings.embargoes`): until then nothing is published.

    Raises:
        OrganisationNotInBeing: if the caller stands for an organisation that is no more.
        PersonalDataFound: naming each field and position; nothing is published then.
        FilesUnexplained: if not everybody can read its files, and nothing is said of it.
        NotInThatState: if no version is submitted.
    """
    finding = await own(session, act, finding_id, expected)
    await organisations.require_in_being(session, act.reader, now=act.now)
    standing = lifecycle.publish(standing_of(finding))
    await refuse_personal_data(
        session, await repository.version(session, finding.id, standing.version)
    )
    await files.refuse_unexplained(session, Owner("finding", finding.id))
    until = finding.embargo_until
    if until is not None:
        done: Step = "approved" if until > act.now else "ended"
        await embargo_log.note(
            session, act.ics, finding.id, standing.version, done, until=until, now=act.now,
            by=act.reader.subject,
        )  # fmt: skip
    if until is None or until <= act.now:
        return await put_in_force(session, act.ics, finding, standing, now=act.now)
    held = lifecycle.hold(standing_of(finding))
    await repository.set_version_state(session, finding.id, standing.version, State.EMBARGOED)
    return await step(session, finding, held)


async def put_in_force(
    session: WriteSession, ics: SystemCode, finding: Finding, standing: Standing, *, now: datetime
) -> Finding:
    """Put the version of a standing in force, and tell everybody whom it concerns.

    All that follows from publication follows from here, in one transaction: the place in the
    feeds, those whose searches it matches, the events to other services.

    Args:
        finding: locked, and not standing there yet.
    """
    before = finding.published_version
    version = await repository.version(session, finding.id, standing.version)
    content = content_of(version.content)
    if before is not None:
        await repository.set_version_state(session, finding.id, before, State.SUPERSEDED)
    await repository.set_version_state(
        session, finding.id, standing.version, State.PUBLISHED, published_at=now
    )
    set_in_force(finding, content)
    finding.published_at = now
    finding.first_published_at = finding.first_published_at or now
    await step(session, finding, standing)
    name = await organisations.name_of(session, finding.organisation_id)
    await _into_feeds(session, ics, finding, name, now=now)
    if before is not None:
        replaced = FindingSuperseded(
            finding_id=finding.id, version=before, superseded_by=finding.id, superseded_at=now
        )
        await record(session, ics, replaced, now=now)
    await arrivals.of_finding(session, ics, finding.id, seen_from=now)
    people = (await vocabularies.rounding(session)).of(content.people_heard)
    await record(session, ics, _published(finding, content, name, people, now=now), now=now)
    return finding


async def _into_feeds(
    session: WriteSession, ics: SystemCode, finding: Finding, name: str | None, *, now: datetime
) -> None:
    public = finding.visibility == "public"
    position = await feeds.note(
        session,
        ics,
        finding_id=finding.id,
        version=finding.version,
        shown=public,
        organisation_name=name,
        first_published_at=finding.first_published_at or now,
        now=now,
    )
    specs = specs_of(finding.themes, finding.places, finding.organisation_id) if public else None
    await harvest.note_sets(session, ics, position=position, finding_id=finding.id, specs=specs)


def _published(
    finding: Finding, content: FindingContent, name: str | None, people: int | None, *,
    now: datetime,
) -> FindingPublished:  # fmt: skip
    return FindingPublished(
        finding_id=finding.id,
        version=finding.version,
        reference=finding.reference,
        title=content.title,
        summary=content.summary,
        activity_ids=content.activity_ids,
        organisation_id=finding.organisation_id,
        organisation_name=name,
        report_id=finding.report_id,
        places=content.places,
        communities=content.communities,
        themes=content.themes,
        people_heard=people,
        strength=content.strength,
        visibility=content.visibility,
        published_at=now,
    )
