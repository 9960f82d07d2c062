"""SQL of assurance: what is asked of the whole record at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, any_, exists, func, select

from common.clock import ENGLAND
from common.db.engine import ReadSession
from governance.assurance.models import DecisionPrinciple
from governance.decisions.models import Decision, DecisionEvidence, DecisionVersion
from governance.evidence.heard import heard_by, took_place
from governance.evidence.models import Activity, Finding
from governance.feedback.models import Feedback

MOST_UNUSED = 100

_CURRENT = and_(
    DecisionVersion.ics == Decision.ics,
    DecisionVersion.decision_id == Decision.id,
    DecisionVersion.version == Decision.version,
)
_RELIED_ON = exists().where(
    DecisionEvidence.finding_id == Finding.finding_id,
    DecisionEvidence.decision_id == Decision.id,
    DecisionEvidence.version == Decision.version,
)


@dataclass
class Relied:
    """What decisions rely on (`governance.evidence.heard`)."""

    findings: set[UUID] = field(default_factory=set)
    """Decisions that rely on a finding, open to everybody or not."""
    heard: set[UUID] = field(default_factory=set)
    """Decisions that name an activity at which people were heard by the day of the decision, open
    to everybody or not."""
    levels: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    communities: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))


async def decisions(
    session: ReadSession, body_id: UUID | None, since: date, until: date
) -> list[Row[Decision, DecisionVersion]]:
    """List a body's decisions, or all, from one day to another, in their current version."""
    query = select(Decision, DecisionVersion).join(DecisionVersion, _CURRENT).where(
        Decision.decided_on >= since, Decision.decided_on <= until
    )  # fmt: skip
    if body_id is not None:
        query = query.where(Decision.body_id == body_id)
    return list((await session.execute(query.order_by(Decision.reference))).all())


async def relied(session: ReadSession, decision_ids: Collection[UUID]) -> Relied:
    """Gather what decisions rely on in their current version, with its levels and communities."""
    found = Relied()
    activities: dict[UUID, set[UUID]] = defaultdict(set)
    named = (
        select(Decision.id, Activity.activity_id)
        .join(DecisionVersion, _CURRENT)
        .join(Activity, and_(Activity.ics == Decision.ics, heard_by(Decision.decided_on),
                             Activity.activity_id == any_(DecisionVersion.activity_ids)))
        .where(Decision.id.in_(decision_ids))
    )  # fmt: skip
    for decision_id, activity_id in await session.execute(named):
        found.heard.add(decision_id)
        activities[decision_id].add(activity_id)
    query: Any = (
        select(Decision.id, Finding)
        .join(DecisionEvidence, and_(DecisionEvidence.decision_id == Decision.id,
                                     DecisionEvidence.version == Decision.version))
        .join(Finding, and_(Finding.finding_id == DecisionEvidence.finding_id,
                            Finding.version == DecisionEvidence.finding_version))
        .where(Decision.id.in_(decision_ids))
    )  # fmt: skip
    for decision_id, finding in await session.execute(query):
        found.findings.add(decision_id)
        if finding.visibility == "public" and finding.state != "withdrawn":
            activities[decision_id] |= set(finding.activity_ids)
            found.communities[decision_id] |= set(finding.communities)
    known = {one.activity_id: one for one in await _public(session, activities.values())}
    for decision_id, wanted in activities.items():
        for one in (known[key] for key in wanted if key in known):
            found.communities[decision_id] |= set(one.communities)
            if one.spectrum_level is not None:
                found.levels[decision_id].add(one.spectrum_level)
    return found


async def principles(
    session: ReadSession, decision_ids: Collection[UUID]
) -> list[DecisionPrinciple]:
    """List the principles that decisions show."""
    query = select(DecisionPrinciple).where(DecisionPrinciple.decision_id.in_(decision_ids))
    order = (DecisionPrinciple.decision_id, DecisionPrinciple.recorded_at)
    return list(await session.scalars(query.order_by(*order, DecisionPrinciple.principle)))


async def answered(session: ReadSession, decision_ids: Collection[UUID]) -> set[UUID]:
    """Give those of the decisions on which an answer was published."""
    query = select(Feedback.decision_id).where(
        Feedback.decision_id.in_(decision_ids), Feedback.status == "published"
    )
    return set(await session.scalars(query))


async def unused(session: ReadSession, until: date) -> tuple[list[Finding], int]:
    """List published findings that no decision relies on in any version, and count them; not the
    items of insight reports, which tell of findings."""
    wanted = and_(
        Finding.state == "published",
        Finding.visibility == "public",
        Finding.report_id.is_(None),
        func.date(func.timezone(ENGLAND.key, Finding.published_at)) <= until,
        ~_RELIED_ON,
    )
    query = select(Finding).where(wanted)
    order = (Finding.published_at.desc(), Finding.finding_id)
    rows = list(await session.scalars(query.order_by(*order).limit(MOST_UNUSED)))
    return rows, int(await session.scalar(select(func.count()).where(wanted)) or 0)


async def _public(session: ReadSession, ids: Collection[set[UUID]]) -> list[Activity]:
    wanted = set().union(*ids)
    query = select(Activity).where(
        Activity.activity_id.in_(wanted), Activity.visibility == "public", took_place()
    )
    return list(await session.scalars(query))
