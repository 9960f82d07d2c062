"""What a report is composed from, gathered in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from governance.annual_reports import repository, year
from governance.annual_reports.models import PrincipleEvidence
from governance.annual_reports.year import Heard, Span
from governance.assemblies import answering
from governance.assemblies.models import Assembly
from governance.assemblies.standing import Standing
from governance.assurance import service as assurance
from governance.assurance.figures import Taken
from governance.assurance.models import DecisionPrinciple
from governance.bodies import service as bodies
from governance.decisions.models import Decision
from governance.duty.models import Assessment
from governance.evidence.models import Activity, Finding
from governance.feedback.models import Feedback
from governance.meetings import service as meetings
from governance.petitions.models import Petition
from governance.questions.models import PublicQuestion
from governance.redaction import without_names
from governance.threads import due
from governance.vocabularies import service as vocabularies


@dataclass(frozen=True)
class Told:
    """An answer to those who spoke, in the words that stand now, without names."""

    feedback: Feedback
    decision: Decision
    title: str
    you_said: str
    we_did: str
    did_not: str | None
    days: int
    """From the decision to this answer."""
    first: bool
    """No answer on the decision was published before it."""
    due_on: date | None
    """Last day on which it is in time; None where nothing lays one down."""
    told_on: date


@dataclass(frozen=True)
class Year:
    """What the record holds of a period."""

    span: Span
    on: date
    feedback_days: int | None
    """None: each answer has its own day."""
    withheld: int
    taken: Sequence[Taken]
    """Those that everybody may read, without names."""
    relied_findings: Sequence[Finding]
    activities: Sequence[Activity]
    findings: Sequence[Finding]
    """Published in the period; of a body, those that it relies on."""
    used: set[UUID]
    assessments: Sequence[Assessment]
    limited: set[UUID]
    assessed: set[UUID]
    assemblies: Sequence[Heard]
    recommendations_due: Sequence[tuple[Assembly, Standing]]
    told: Sequence[Told]
    questions: Sequence[PublicQuestion]
    petitions: Sequence[Petition]
    decision_principles: Sequence[DecisionPrinciple]
    other_principles: Sequence[PrincipleEvidence]
    disclosure: tuple[int, int]
    """The largest count of people that is hidden, and the base that others are rounded to."""


async def gather(
    session: ReadSession, ics: SystemCode, span: Span, on: date, feedback_days: int | None
) -> Year:
    """Gather what the record holds of a period as it stands now.

    Raises:
        Invalid: if the period ends before it begins.
    """
    period = assurance.Period(span.since, span.until, on, feedback_days)
    period.check()
    taken = await assurance.taken(session, span.body_id, period)
    names = _Names(session)
    open_ = [await names.out_of(one) for one in taken if not one.withheld]
    ids = [one.id for one in open_]
    relied, behind = await year.relied_on(session, ids)
    whole = span.body_id is None
    found = await year.findings(session, span) if whole else relied
    assessments = await year.assessments(session, span)
    return Year(
        span=span,
        on=on,
        feedback_days=feedback_days,
        withheld=len(taken) - len(open_),
        taken=open_,
        relied_findings=relied,
        activities=await year.activities(session, span) if whole else behind,
        findings=found,
        used=await year.used(session, [one.finding_id for one in found]),
        assessments=assessments,
        limited=await year.limited(session, [one.id for one in assessments]),
        assessed=await year.assessed(session, ids),
        assemblies=await year.assemblies(session, span),
        recommendations_due=await answering.overdue(session, on, span.body_id),
        told=await _told(session, span, names, feedback_days),
        questions=await year.questions(session, span),
        petitions=await year.petitions(session, span),
        decision_principles=await assurance.principles(session, ids),
        other_principles=await repository.evidence(session),
        disclosure=await vocabularies.disclosure(session, ics),
    )


async def body_name(session: ReadSession, body_id: UUID | None) -> str | None:
    """Give a body's name; None for every body.

    Raises:
        BodyNotFound: if this system has none with that id.
    """
    return None if body_id is None else (await bodies.get(session, body_id)).name


class _Names:
    """Takes the names of people out of words: a report is read far beyond a body's own record."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session
        self._known: dict[tuple[UUID | None, UUID], list[str]] = {}

    async def of(self, meeting_id: UUID | None, body_id: UUID) -> list[str]:
        key = (meeting_id, body_id)
        if key not in self._known:
            self._known[key] = await meetings.names_at(self._session, meeting_id, body_id)
        return self._known[key]

    async def out_of(self, one: Taken) -> Taken:
        if one.body_id is None:
            return one
        names = await self.of(one.meeting_id, one.body_id)
        return replace(
            one, title=without_names(one.title, names), not_done=_without(one.not_done, names)
        )


def _without(text: str | None, names: list[str]) -> str | None:
    return None if text is None else without_names(text, names)


async def _told(
    session: ReadSession, span: Span, names: _Names, feedback_days: int | None
) -> list[Told]:
    first, corrections = await year.feedback(session, span)
    days = await _due_days(session, [decision for _, decision in first], feedback_days)
    before = await year.first_answers(session, {decision.id for _, decision in first})
    corrected: Mapping[UUID | None, Feedback] = {one.corrects_id: one for one in corrections}
    titles = await year.titles(session, {decision.id for _, decision in first})
    found = []
    for feedback, decision in first:
        stands = feedback
        while stands.id in corrected:
            stands = corrected[stands.id]
        known = await names.of(decision.meeting_id, decision.body_id)
        moment = feedback.published_at
        told_on = decision.decided_on if moment is None else day_in_england(moment)
        found.append(
            Told(
                feedback=feedback,
                decision=decision,
                title=without_names(titles[decision.id], known),
                you_said=without_names(stands.you_said, known),
                we_did=without_names(stands.we_did, known),
                did_not=_without(stands.did_not, known),
                days=(told_on - decision.decided_on).days,
                first=before[decision.id] == feedback.id,
                due_on=days.get(decision.id),
                told_on=told_on,
            )
        )
    return found


async def _due_days(
    session: ReadSession, decided: Sequence[Decision], feedback_days: int | None
) -> dict[UUID, date]:
    if feedback_days is not None:
        return {one.id: one.decided_on + timedelta(feedback_days) for one in decided}
    return await due.days(session, [(one.id, one.body_id, one.decided_on) for one in decided])
