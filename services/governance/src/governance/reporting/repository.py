"""SQL of what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, and_, exists, select

from common.db.engine import ReadSession, WriteSession
from governance.decisions.models import Decision, DecisionVersion
from governance.meetings.models import Meeting
from governance.plans.models import PlanItem
from governance.reporting.models import Report

_OF = and_(PlanItem.ics == Report.ics, PlanItem.id == Report.plan_item_id)
_CURRENT = and_(
    DecisionVersion.ics == Decision.ics,
    DecisionVersion.decision_id == Decision.id,
    DecisionVersion.version == Decision.version,
)


async def waiting_item(session: WriteSession, body_id: UUID, kind: str) -> UUID | None:
    """Give the item under which a body is told of such decisions and that is on no agenda yet."""
    query = (
        select(PlanItem.id)
        .join(Report, _OF)
        .where(Report.body_id == body_id, Report.kind == kind, PlanItem.state == "waiting")
        .limit(1)
    )
    return (await session.scalars(query)).first()


async def waiting(session: WriteSession) -> list[tuple[UUID, UUID, date]]:
    """Give every item of the plan that waits to be reported under, with its body and the day of
    its last."""
    query = (
        select(PlanItem.id, PlanItem.body_id, Report.on_day)
        .join(Report, _OF)
        .where(PlanItem.state == "waiting")
        .order_by(Report.on_day, PlanItem.id)
    )
    last = {row[0]: (row[0], row[1], row[2]) for row in (await session.execute(query)).all()}
    return list(last.values())


async def outdated_reviews(session: WriteSession) -> list[UUID]:
    """Give the items of the plan that wait for the review of a decision on a day that is not, or
    no longer, that of its review."""
    query = (
        select(PlanItem.id)
        .join(Report, _OF)
        .join(Decision, and_(Decision.ics == Report.ics, Decision.id == Report.decision_id))
        .join(DecisionVersion, _CURRENT)
        .where(Report.kind == "review", PlanItem.state == "waiting")
        .where(DecisionVersion.review_on.is_distinct_from(Report.on_day))
        .order_by(PlanItem.id)
    )
    return list(await session.scalars(query))


async def to_review(session: WriteSession, outdated: str) -> Sequence[Row[UUID, UUID, str, date]]:
    """Give (id, body, reference, day) of decisions whose review has a meeting and no item yet.

    Args:
        outdated: the reason for which an item was dropped whose day had changed: it is none.
    """
    known = exists().where(
        Report.ics == Decision.ics,
        Report.decision_id == Decision.id,
        Report.kind == "review",
        Report.on_day == DecisionVersion.review_on,
        _OF,
        PlanItem.dropped_reason.is_distinct_from(outdated),
    )
    meets = exists().where(
        Meeting.ics == Decision.ics,
        Meeting.body_id == Decision.body_id,
        Meeting.status == "scheduled",
        Meeting.held_on >= DecisionVersion.review_on,
    )
    query = (
        select(Decision.id, Decision.body_id, Decision.reference, DecisionVersion.review_on)
        .join(DecisionVersion, _CURRENT)
        .where(DecisionVersion.review_on.is_not(None), ~known, meets)
        .order_by(DecisionVersion.review_on, Decision.id)
    )
    return (await session.execute(query)).all()  # type: ignore[return-value]


async def reported(
    session: ReadSession, body_id: UUID, kind: str, since: date, until: date
) -> list[UUID]:
    """List the decisions of a kind that a body is told of, from one day to another."""
    query = (
        select(Report.decision_id)
        .where(Report.body_id == body_id, Report.kind == kind)
        .where(Report.on_day >= since, Report.on_day <= until)
        .order_by(Report.on_day, Report.decision_id)
    )
    return list(await session.scalars(query))
