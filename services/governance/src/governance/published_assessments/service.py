"""Which assessments everybody may read (rules 8 and 10): those that were published, as they were.

Publishing is an act of its own: an assessment is written by those who prepare a decision, and says
nothing in public before they do so. While a decision that rests on it, its item or a paper of that
item is withheld, nothing is told of it, not even that it is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.personal_data import check
from governance.bodies import naming
from governance.decisions import service as decisions
from governance.decisions import withheld as withheld_decisions
from governance.decisions.errors import DecisionNotFound
from governance.decisions.service import Clerk, Recorded
from governance.duty import attachments
from governance.duty import service as duty
from governance.duty import withheld as withheld_assessments
from governance.duty.errors import AssessmentNotFound
from governance.duty.models import Assessment
from governance.impacts import service as impacts
from governance.impacts.errors import ImpactNotFound
from governance.meetings.errors import MeetingNotFound
from governance.papers import published as papers
from governance.published_assessments import content, repository
from governance.published_assessments.errors import AssessmentNotPublished, AssessmentWithheld
from governance.published_assessments.models import AssessmentPublication
from governance.published_assessments.schemas import (
    AssessmentNamed,
    Content,
    EarlierOut,
    MeetingNamed,
    PaperNamed,
    PublishedAssessmentOut,
    RestingOut,
)
from governance.register import service as register

DUTY = "duty_to_involve"
"""The kind of an assessment of the duty to involve, beside the kinds of further assessments."""


@dataclass(frozen=True)
class Subject:
    """Which assessment: its kind, and the id of the assessment of the duty or of the decision."""

    kind: str
    id: UUID


@dataclass(frozen=True)
class About:
    """What an assessment belongs to, as it stands now."""

    body_id: UUID
    meeting_id: UUID | None
    item_id: UUID | None
    current: int | None
    """Its newest complete round or version; None while it is outdated or gone through again."""
    decisions: list[RestingOut]


async def publish_duty(
    session: WriteSession, ics: SystemCode, assessment_id: UUID, clerk: Clerk
) -> PublishedAssessmentOut:
    """Publish an assessment of the duty as it stands; what was published already tells nothing new.

    Raises:
        AssessmentNotFound: if this system has none with that id.
        AssessmentOpen, AssessmentOutdated: if it has no outcome for its proposal.
        AssessmentWithheld: if what it is about is withheld.
        Invalid: if its words read like personal data.
    """
    assessment = await duty.get_for_change(session, assessment_id)
    duty.require_complete(assessment)
    if await _duty_withheld(session, assessment):
        raise AssessmentWithheld
    written = content.of_duty(await duty.whole(session, assessment))
    await _append(session, ics, Subject(DUTY, assessment_id), written, clerk)
    return await published(session, DUTY, assessment_id)


async def publish_impact(
    session: WriteSession, ics: SystemCode, decision_id: UUID, kind: str, clerk: Clerk
) -> PublishedAssessmentOut:
    """Publish the current version of a further assessment of a decision.

    Raises:
        DecisionNotFound: if this system has no such decision.
        ImpactNotFound: if it was not assessed in that way.
        AssessmentWithheld: if the decision, or a paper of its item, is withheld.
        Invalid: if its words read like personal data.
    """
    recorded = await decisions.get_for_change(session, decision_id)
    _, versions = await impacts.versions(session, decision_id, kind)
    if await _decision_withheld(session, recorded):
        raise AssessmentWithheld
    written = content.of_impact(versions[0], recorded)
    await _append(session, ics, Subject(kind, decision_id), written, clerk)
    return await published(session, kind, decision_id)


async def published(session: ReadSession, kind: str, subject_id: UUID) -> PublishedAssessmentOut:
    """Give an assessment as it was published last, and what it belongs to today.

    Raises:
        AssessmentNotPublished: if there is none, or what it is about is withheld by now.
    """
    found = await repository.publications(session, kind, subject_id)
    about = await _about(session, kind, subject_id) if found else None
    if about is None:
        raise AssessmentNotPublished
    newest, *earlier = found
    shown = Content.model_validate(newest.content)
    of_item = [] if about.item_id is None else await papers.named_of_item(session, about.item_id)
    return PublishedAssessmentOut(
        kind=kind,
        subject_id=subject_id,
        body_id=about.body_id,
        body_name=(await naming.named(session, about.body_id)).name,
        published_at=newest.published_at,
        content=shown,
        outdated=about.current != shown.number,
        meeting=await _meeting(session, about.meeting_id),
        papers=[PaperNamed(paper_id=one, title=title) for one, title in of_item],
        decisions=about.decisions,
        earlier=[_earlier(one) for one in earlier],
    )


async def of_decision(session: ReadSession, decision_id: UUID) -> list[AssessmentNamed]:
    """List the published assessments that a decision rests on, or of it."""
    try:
        recorded = await decisions.get(session, decision_id)
    except DecisionNotFound:
        return []
    if recorded.version.confidential:
        return []
    duties = await attachments.about(session, [decision_id])
    return await _named(session, [*duties, decision_id])


async def of_paper(session: ReadSession, paper_id: UUID) -> list[AssessmentNamed]:
    """List the published assessments for the item of a published paper, and of what was decided
    on it.

    Raises:
        PaperNotFound: if there is no such paper, or it was never published.
    """
    item_id = await papers.item_of(session, paper_id)
    decided = await withheld_decisions.open_of_item(session, item_id)
    duties = await attachments.about(session, decided, item_id)
    return await _named(session, [*duties, *decided])


async def _named(session: ReadSession, subject_ids: list[UUID]) -> list[AssessmentNamed]:
    named = []
    for one in await repository.newest(session, subject_ids):
        if await _about(session, one.kind, one.subject_id) is None:
            continue
        shown = Content.model_validate(one.content)
        named.append(
            AssessmentNamed(
                kind=one.kind,
                subject_id=one.subject_id,
                name=shown.name,
                title=shown.title,
                judged_on=shown.judged_on,
            )
        )
    return named


async def _append(
    session: WriteSession, ics: SystemCode, subject: Subject, written: Content, clerk: Clerk
) -> None:
    if hits := check(content.texts(written)):
        raise Invalid(
            "Leave out what reads like personal data: this is published. Assess again without it.",
            fields=tuple(FieldError(hit.field, hit.message) for hit in hits),
        )
    before = await repository.publications(session, subject.kind, subject.id)
    told = written.model_dump(mode="json")
    if before and before[0].content == told:
        return
    session.add(
        AssessmentPublication(
            ics=ics,
            kind=subject.kind,
            subject_id=subject.id,
            number=len(before) + 1,
            content=told,
            published_at=clerk.now,
            published_by=clerk.subject,
        )
    )
    await session.flush()


async def _about(session: ReadSession, kind: str, subject_id: UUID) -> About | None:
    """Say what an assessment belongs to; None where that is withheld, or there is none."""
    if kind == DUTY:
        return await _about_duty(session, subject_id)
    return await _about_impact(session, kind, subject_id)


async def _about_duty(session: ReadSession, assessment_id: UUID) -> About | None:
    try:
        assessment = await duty.get(session, assessment_id)
    except AssessmentNotFound:
        return None
    if await _duty_withheld(session, assessment):
        return None
    resting = [
        _resting(await decisions.get(session, one.decision_id), one.round)
        for one in await attachments.resting(session, assessment_id)
    ]
    current = assessment.round if duty.state(assessment) == "complete" else None
    return About(assessment.body_id, assessment.meeting_id, assessment.item_id, current, resting)


async def _about_impact(session: ReadSession, kind: str, decision_id: UUID) -> About | None:
    try:
        recorded = await decisions.get(session, decision_id)
        _, versions = await impacts.versions(session, decision_id, kind)
    except (DecisionNotFound, ImpactNotFound):
        return None
    if await _decision_withheld(session, recorded):
        return None
    decision, current = recorded.decision, versions[0].version
    return About(
        decision.body_id,
        decision.meeting_id,
        decision.item_id,
        current,
        [_resting(recorded, current)],
    )


async def _duty_withheld(session: ReadSession, assessment: Assessment) -> bool:
    if assessment.id in await withheld_assessments.assessments(session):
        return True
    return assessment.item_id is not None and await papers.any_withheld(session, assessment.item_id)


async def _decision_withheld(session: ReadSession, recorded: Recorded) -> bool:
    if recorded.version.confidential:
        return True
    item_id = recorded.decision.item_id
    return item_id is not None and await papers.any_withheld(session, item_id)


async def _meeting(session: ReadSession, meeting_id: UUID | None) -> MeetingNamed | None:
    if meeting_id is None:
        return None
    try:
        told, _ = await register.meeting(session, meeting_id)
    except MeetingNotFound:
        return None
    return MeetingNamed(meeting_id=meeting_id, held_on=told.content.held_on)


def _resting(recorded: Recorded, number: int) -> RestingOut:
    return RestingOut(
        decision_id=recorded.decision.id,
        reference=recorded.decision.reference,
        title=recorded.version.title,
        decided_on=recorded.decision.decided_on,
        number=number,
    )


def _earlier(one: AssessmentPublication) -> EarlierOut:
    shown = Content.model_validate(one.content)
    return EarlierOut(
        number=shown.number,
        judged_on=shown.judged_on,
        engaged=shown.engaged,
        published_at=one.published_at,
    )
