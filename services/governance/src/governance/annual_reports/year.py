"""SQL of one year: what the record holds of a body, or of every body, from a day to another.

Days are those of England. Nothing is gathered that the public may not read, but for numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, any_, exists, func, or_, select, true

from common.clock import ENGLAND
from common.db.engine import ReadSession
from governance.assemblies.models import Assembly, Lottery, Recommendation, RecommendationAnswer
from governance.assemblies.standing import Standing, standing
from governance.decisions.models import Decision, DecisionEvidence, DecisionVersion
from governance.duty.models import Assessment, DecisionDuty, Limit
from governance.evidence.heard import heard_by, took_place
from governance.evidence.models import Activity, Finding
from governance.feedback.models import Feedback
from governance.petitions.models import Petition
from governance.questions.models import PublicQuestion

_CURRENT = and_(
    DecisionVersion.ics == Decision.ics,
    DecisionVersion.decision_id == Decision.id,
    DecisionVersion.version == Decision.version,
)
_OPEN_FINDING = and_(Finding.visibility == "public", Finding.state != "withdrawn")
_OPEN_ACTIVITY = and_(Activity.visibility == "public", Activity.status != "called_off")


@dataclass(frozen=True)
class Span:
    """From one day to another, of one body or of all."""

    body_id: UUID | None
    since: date
    until: date

    def day(self, moment: Any) -> Any:
        """Say whether a moment is on one of the days."""
        return func.date(func.timezone(ENGLAND.key, moment)).between(self.since, self.until)

    def of(self, *columns: Any) -> Any:
        """Say whether one of some columns names the body."""
        return true() if self.body_id is None else or_(*[one == self.body_id for one in columns])


async def relied_on(
    session: ReadSession, decision_ids: Collection[UUID]
) -> tuple[list[Finding], list[Activity]]:
    """Give findings and activities that decisions rely on and everybody may read; of a finding
    the version that is relied on last."""
    query = (
        select(Finding)
        .join(DecisionEvidence, and_(DecisionEvidence.finding_id == Finding.finding_id,
                                     DecisionEvidence.finding_version == Finding.version))
        .join(Decision, and_(Decision.id == DecisionEvidence.decision_id,
                             Decision.version == DecisionEvidence.version))
        .where(Decision.id.in_(decision_ids), _OPEN_FINDING)
        .order_by(Finding.finding_id, Finding.version)
    )  # fmt: skip
    found = {one.finding_id: one for one in await session.scalars(query)}
    behind = {each for one in found.values() for each in one.activity_ids}
    named = exists().where(
        Decision.ics == Activity.ics,
        Decision.id.in_(decision_ids),
        _CURRENT,
        Activity.activity_id == any_(DecisionVersion.activity_ids),
        heard_by(Decision.decided_on),
    )
    activities = select(Activity).where(
        _OPEN_ACTIVITY, took_place(), or_(Activity.activity_id.in_(behind), named)
    )
    rows = await session.scalars(activities.order_by(Activity.starts_on, Activity.activity_id))
    return list(found.values()), list(rows)


async def activities(session: ReadSession, span: Span) -> list[Activity]:
    """List the activities that took place on the days, and that everybody may read."""
    registered = func.date(func.timezone(ENGLAND.key, Activity.registered_at))
    starts = func.coalesce(Activity.starts_on, registered)
    ends = func.coalesce(Activity.ends_on, starts)
    query = select(Activity).where(
        _OPEN_ACTIVITY, took_place(), starts <= span.until, ends >= span.since
    )
    return list(await session.scalars(query.order_by(starts, Activity.activity_id)))


async def findings(session: ReadSession, span: Span) -> list[Finding]:
    """List the findings that were published on the days, each in the version published last; not
    the items of insight reports, which tell of findings."""
    query = (
        select(Finding)
        .where(_OPEN_FINDING, Finding.state == "published", Finding.report_id.is_(None),
               span.day(Finding.published_at))
        .order_by(Finding.finding_id, Finding.version)
    )  # fmt: skip
    return list({one.finding_id: one for one in await session.scalars(query)}.values())


async def used(session: ReadSession, finding_ids: Collection[UUID]) -> set[UUID]:
    """Give those of the findings that some decision relies on."""
    query = (
        select(DecisionEvidence.finding_id)
        .join(Decision, and_(Decision.id == DecisionEvidence.decision_id,
                             Decision.version == DecisionEvidence.version))
        .where(DecisionEvidence.finding_id.in_(finding_ids))
    )  # fmt: skip
    return set(await session.scalars(query))


async def assessments(session: ReadSession, span: Span) -> list[Assessment]:
    """List the assessments of the duty to involve that were begun on the days."""
    query = select(Assessment).where(span.of(Assessment.body_id), span.day(Assessment.created_at))
    return list(await session.scalars(query.order_by(Assessment.id)))


async def limited(session: ReadSession, assessment_ids: Collection[UUID]) -> set[UUID]:
    """Give those of the assessments whose present round is limited by urgency."""
    query = select(Limit.assessment_id).join(
        Assessment, and_(Assessment.id == Limit.assessment_id, Assessment.round == Limit.round)
    )
    return set(await session.scalars(query.where(Assessment.id.in_(assessment_ids))))


async def assessed(session: ReadSession, decision_ids: Collection[UUID]) -> set[UUID]:
    """Give those of the decisions that rest on an assessment."""
    query = select(DecisionDuty.decision_id).where(DecisionDuty.decision_id.in_(decision_ids))
    return set(await session.scalars(query))


@dataclass(frozen=True)
class Heard:
    """An assembly with what it recommends, and the answers, the latest first."""

    assembly: Assembly
    lottery: Lottery | None
    recommendations: Sequence[Standing]
    answers: dict[UUID, RecommendationAnswer]
    """The answer that stands, by recommendation."""


async def assemblies(session: ReadSession, span: Span) -> list[Heard]:
    """List the assemblies that were commissioned, drawn or recommended something on the days."""
    reported = exists().where(
        Recommendation.assembly_id == Assembly.id, span.day(Recommendation.reported_at)
    )
    drawn = exists().where(Lottery.assembly_id == Assembly.id, span.day(Lottery.drawn_at))
    query = select(Assembly).where(
        span.of(Assembly.body_id, Assembly.receiving_body_id),
        or_(span.day(Assembly.commissioned_at), reported, drawn),
    )
    found = list(await session.scalars(query.order_by(Assembly.commissioned_at, Assembly.id)))
    ids = [one.id for one in found]
    lotteries = {
        one.assembly_id: one
        for one in await session.scalars(select(Lottery).where(Lottery.assembly_id.in_(ids)))
    }
    made = select(Recommendation).where(
        Recommendation.assembly_id.in_(ids), span.day(Recommendation.reported_at)
    )
    recorded = list(await session.scalars(made.order_by(Recommendation.number)))
    recommended = [one for one in await standing(session, recorded) if not one.withdrawn]
    said = select(RecommendationAnswer).where(
        RecommendationAnswer.recommendation_id.in_([one.id for one in recommended])
    )
    order = (RecommendationAnswer.answered_at, RecommendationAnswer.id)
    answers = {one.recommendation_id: one for one in await session.scalars(said.order_by(*order))}
    return [
        Heard(one, lotteries.get(one.id),
              [each for each in recommended if each.made.assembly_id == one.id], answers)
        for one in found
    ]  # fmt: skip


async def feedback(
    session: ReadSession, span: Span
) -> tuple[list[tuple[Feedback, Decision]], list[Feedback]]:
    """List the answers that were published on the days on decisions that everybody may read, but
    for corrections, and every published correction of them."""
    query = (
        select(Feedback, Decision)
        .join(Decision, and_(Decision.ics == Feedback.ics, Decision.id == Feedback.decision_id))
        .join(DecisionVersion, _CURRENT)
        .where(Feedback.status == "published", Feedback.corrects_id.is_(None),
               span.day(Feedback.published_at), span.of(Decision.body_id),
               DecisionVersion.confidential.is_(False))
        .order_by(Feedback.published_at, Feedback.id)
    )  # fmt: skip
    first = [(row[0], row[1]) for row in await session.execute(query)]
    corrections = select(Feedback).where(
        Feedback.status == "published",
        Feedback.corrects_id.is_not(None),
        Feedback.decision_id.in_({decision.id for _, decision in first}),
    )
    order = (Feedback.published_at, Feedback.id)
    return first, list(await session.scalars(corrections.order_by(*order)))


async def titles(session: ReadSession, decision_ids: Collection[UUID]) -> dict[UUID, str]:
    """Give the present titles of decisions."""
    query = select(Decision.id, DecisionVersion.title).join(DecisionVersion, _CURRENT)
    rows = await session.execute(query.where(Decision.id.in_(decision_ids)))
    return {row[0]: row[1] for row in rows}


async def first_answers(session: ReadSession, decision_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Give the answer on each decision that was published before any other, on whatever day."""
    query = (
        select(Feedback.decision_id, Feedback.id)
        .where(Feedback.status == "published", Feedback.decision_id.in_(decision_ids))
        .order_by(Feedback.published_at.desc(), Feedback.id.desc())
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def questions(session: ReadSession, span: Span) -> list[PublicQuestion]:
    """List the questions and statements that were sent on the days."""
    query = select(PublicQuestion).where(
        span.of(PublicQuestion.body_id), PublicQuestion.asked_on.between(span.since, span.until)
    )
    return list(await session.scalars(query.order_by(PublicQuestion.id)))


async def petitions(session: ReadSession, span: Span) -> list[Petition]:
    """List the petitions that were opened on the days."""
    query = select(Petition).where(
        span.of(Petition.body_id),
        Petition.opened_on.between(span.since, span.until),
        Petition.state.in_(("open", "closed", "answered")),
    )
    return list(await session.scalars(query.order_by(Petition.id)))


async def blanked(
    session: ReadSession, decisions: Collection[UUID], findings: Collection[UUID],
    activities: Collection[UUID],
) -> set[tuple[str, UUID]]:  # fmt: skip
    """Give those of some records that the public may not read any more, by kind and id."""
    withheld = select(Decision.id).join(DecisionVersion, _CURRENT).where(
        Decision.id.in_(decisions), DecisionVersion.confidential
    )  # fmt: skip
    open_findings = select(Finding.finding_id).where(
        Finding.finding_id.in_(findings), _OPEN_FINDING
    )
    open_activities = select(Activity.activity_id).where(
        Activity.activity_id.in_(activities), _OPEN_ACTIVITY
    )
    gone = {("decision", one) for one in await session.scalars(withheld)}
    gone |= {("finding", one) for one in set(findings) - set(await session.scalars(open_findings))}
    kept = set(await session.scalars(open_activities))
    return gone | {("activity", one) for one in set(activities) - kept}
