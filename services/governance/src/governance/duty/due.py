"""SQL of what is due: decisions without an assessment, and assessments that wait for somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, null, select

from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.decisions.models import Decision, DecisionVersion
from governance.duty.models import Assessment, DecisionDuty, Limit, Return, TemporaryChange
from governance.duty.schemas import Due, DueOut

_OUTDATED = Assessment.round_proposal != Assessment.proposal


@dataclass(frozen=True)
class Among:
    """What alone is looked at."""

    decisions: Collection[UUID]
    not_assessments: Collection[UUID]


async def page(
    session: ReadSession, request: PageRequest, due: Due | None, by: date, body_id: UUID | None,
    *, among: Among | None = None,
) -> Page[DueOut]:  # fmt: skip
    """List what is due on a day, the newest first; all assessments where nothing is asked for."""
    query, key, body = _asked(due, by)
    if among is not None and due == "without_assessment":
        query = query.where(Decision.id.in_(among.decisions))
    elif among is not None:
        query = query.where(Assessment.id.not_in(among.not_assessments))
    if body_id is not None:
        query = query.where(body == body_id)
    query = after_cursor(query, (key,), (UUID,), request, descending=True)
    rows = (await session.execute(query)).mappings().all()
    found = [DueOut.model_validate({"kind": due or "assessment", **row}) for row in rows]
    return page_of(found, request, lambda one: (one.subject_id,))


def _asked(
    due: Due | None, by: date
) -> tuple[Select[Any], ColumnElement[UUID], ColumnElement[UUID]]:
    """Give the rows asked for, the column of their ids, and that of their body."""
    key: Any = Assessment.id
    match due:
        case "without_assessment":
            return _decisions_without(), Decision.id, Decision.body_id  # type: ignore[return-value]
        case "review":
            key = Limit.id
            query = _assessments(key, Limit.review_on).join(
                Limit,
                (Limit.ics == Assessment.ics)
                & (Limit.assessment_id == Assessment.id)
                & (Limit.round == Assessment.round),
            )
            query = query.where(Limit.review_on <= by)
        case "temporary_change":
            key = TemporaryChange.id
            query = _assessments(key, TemporaryChange.back_on).join(
                TemporaryChange,
                (TemporaryChange.ics == Assessment.ics)
                & (TemporaryChange.assessment_id == Assessment.id),
            )
            came = exists().where(
                Return.ics == TemporaryChange.ics, Return.change_id == TemporaryChange.id
            )
            query = query.where(TemporaryChange.back_on <= by, ~came)
        case "outdated":
            query = _assessments(key).where(_OUTDATED)
        case "unfinished":
            query = _assessments(key).where(Assessment.engaged.is_(None), ~_OUTDATED)
        case None:
            query = _assessments(key)
    return query, key, Assessment.body_id  # type: ignore[return-value]


def _assessments(subject: Any, due_on: Any = None) -> Select[Any]:
    return select(
        Assessment.id.label("assessment_id"),
        null().label("decision_id"),
        subject.label("subject_id"),
        Assessment.body_id.label("body_id"),
        Assessment.title.label("title"),
        null().label("reference"),
        null().label("kind_of_activity"),
        Assessment.engaged.label("engaged"),
        (null() if due_on is None else due_on).label("due_on"),
    )


def _decisions_without() -> Select[Any]:
    linked = exists().where(
        DecisionDuty.ics == Decision.ics, DecisionDuty.decision_id == Decision.id
    )
    columns: tuple[Any, ...] = (
        null().label("assessment_id"),
        Decision.id.label("decision_id"),
        Decision.id.label("subject_id"),
        Decision.body_id.label("body_id"),
        DecisionVersion.title.label("title"),
        Decision.reference.label("reference"),
        DecisionVersion.kind_of_activity.label("kind_of_activity"),
        null().label("engaged"),
        null().label("due_on"),
    )
    return (
        select(*columns)
        .join(
            DecisionVersion,
            (DecisionVersion.ics == Decision.ics)
            & (DecisionVersion.decision_id == Decision.id)
            & (DecisionVersion.version == Decision.version),
        )
        .where(~linked)
    )
