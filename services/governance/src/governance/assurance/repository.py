"""SQL of assurance: what is asked of the whole record at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, select

from common.clock import ENGLAND
from common.db.engine import ReadSession
from governance.assurance.models import DecisionPrinciple
from governance.decisions.models import Decision, DecisionEvidence, DecisionVersion
from governance.evidence.heard import took_place
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
    """What decisions rely on that everybody may read."""

    findings: set[UUID] = field(default_factory=set)
    """Decisions that rely on a finding, open to everybody or not."""
    asked: set[UUID] = field(default_factory=set)
    """Decisions that name an activity that was not called off, open to everybody or not."""
    heard: set[UUID] = field(default_factory=set)
    """Decisions that name an activity that took place, and began by the day of the decision."""
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


async def relied(
    session: ReadSession, named: Sequence[tuple[UUID, date, Sequence[UUID]]]
) -> Relied:
    """Gather levels and communities of what decisions rely on.

    Args:
        named: each decision, with its day and the activities that it names itself.
    """
    found = Relied()
    begun = await _held(session, {one for _, _, ids in named for one in ids})
    activities: dict[UUID, set[UUID]] = defaultdict(set)
    for decision_id, day, ids in named:
        held = [begun[one] for one in ids if one in begun]
        heard = {one.activity_id for one in held if one.took_place and one.began_by(day)}
        activities[decision_id] |= heard
        if held:
            found.asked.add(decision_id)
        if heard:
            found.heard.add(decision_id)
    query: Any = (
        select(Decision.id, Finding)
        .join(DecisionEvidence, and_(DecisionEvidence.decision_id == Decision.id,
                                     DecisionEvidence.version == Decision.version))
        .join(Finding, and_(Finding.finding_id == DecisionEvidence.finding_id,
                            Finding.version == DecisionEvidence.finding_version))
        .where(Decision.id.in_([one for one, _, _ in named]))
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


@dataclass(frozen=True)
class _Held:
    """An activity that was not called off: of one that was, nobody was heard."""

    activity_id: UUID
    starts_on: date | None
    took_place: bool

    def began_by(self, day: date) -> bool:
        """Say whether nothing shows that it began only after a day."""
        return self.starts_on is None or self.starts_on <= day


async def _held(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, _Held]:
    query = select(Activity.activity_id, Activity.starts_on, took_place()).where(
        Activity.activity_id.in_(ids), Activity.status != "called_off"
    )
    return {row[0]: _Held(*row) for row in await session.execute(query)}


async def _public(session: ReadSession, ids: Collection[set[UUID]]) -> list[Activity]:
    wanted = set().union(*ids)
    query = select(Activity).where(
        Activity.activity_id.in_(wanted), Activity.visibility == "public", took_place()
    )
    return list(await session.scalars(query))
