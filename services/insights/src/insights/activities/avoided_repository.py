"""SQL of the measure of avoided engagements."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select

from common.clock import beginning_of, end_of
from common.db.engine import ReadSession
from insights.activities.models import Activity, ActivityMatch
from insights.activities.repository import readable_by
from insights.activities.schemas import AvoidedOut
from insights.audience import Reader


async def avoided(
    session: ReadSession, reader: Reader, first: date | None, last: date | None
) -> AvoidedOut:
    """Count what was registered from one day to another, had near matches, went ahead, or was
    called off for findings that answered."""
    near = exists().where(ActivityMatch.activity_id == Activity.id)
    reused = and_(
        Activity.status == "called_off", func.cardinality(Activity.reused_finding_ids) > 0
    )
    registered: list[Any] = [
        readable_by(reader),
        Activity.survey_id.is_(None),
        Activity.selection_id.is_(None),
    ]
    registered += [] if first is None else [Activity.created_at >= beginning_of(first)]
    registered += [] if last is None else [Activity.created_at < end_of(last)]
    findings = select(func.unnest(Activity.reused_finding_ids).label("id")).where(
        reused, *registered
    )
    distinct = select(func.count(findings.subquery().c.id.distinct())).scalar_subquery()
    row = await session.execute(
        select(
            func.count().label("registered"),
            func.count().filter(near).label("with_near_matches"),
            func.count()
            .filter(near, Activity.status.in_(("under_way", "finished")))
            .label("went_ahead"),
            func.count().filter(reused).label("avoided"),
            distinct.label("reused_findings"),
        ).where(*registered)
    )
    return AvoidedOut.model_validate(dict(row.one()._mapping))
