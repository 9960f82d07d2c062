"""SQL of threads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    any_,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.bodies.models import Body
from governance.decisions.models import Decision, DecisionEvidence, DecisionVersion
from governance.evidence.heard import heard_by
from governance.evidence.models import Activity, Finding
from governance.feedback.models import Feedback
from governance.plans.models import PlanItem
from governance.threads.models import FeedbackEscalation, FeedbackThread

State = Literal["open", "overdue", "answered"]
Told = Row[Any, Any, Any, Any]
"""A thread, and what it is about: ``FeedbackThread``, ``reference``, ``title``, ``answered_at``."""
Waiting = Row[Any, Any, Any, Any, Any]
"""The same, and ``body_name``."""

MOST = 500
"""Threads that one transaction of the worker opens, or escalates."""
_CURRENT = and_(
    DecisionVersion.ics == Decision.ics,
    DecisionVersion.decision_id == Decision.id,
    DecisionVersion.version == Decision.version,
)


def _answered_at() -> Any:
    """Give when the first answer was published: on the decision; or, about the finding, on any
    decision of the body, or by the answer that was named. Nobody may read one that is withheld."""
    other, version = aliased(Decision), aliased(DecisionVersion)
    by_body = exists().where(
        other.ics == Feedback.ics,
        other.id == Feedback.decision_id,
        version.decision_id == other.id,
        version.version == other.version,
        version.confidential.is_(False),
        or_(other.body_id == FeedbackThread.body_id, Feedback.id == FeedbackThread.answered_by_id),
    )
    about: ColumnElement[bool] = or_(
        Feedback.decision_id == FeedbackThread.decision_id,
        and_(FeedbackThread.finding_id == any_(Feedback.finding_ids), by_body),
    )
    return (
        select(func.min(Feedback.published_at))
        .where(Feedback.ics == FeedbackThread.ics, Feedback.status == "published", about)
        .scalar_subquery()
    )


def _title_of_finding() -> Any:
    return (
        select(Finding.title)
        .where(
            Finding.finding_id == FeedbackThread.finding_id,
            Finding.visibility == "public",
            Finding.state == "published",
        )
        .order_by(Finding.version.desc())
        .limit(1)
        .scalar_subquery()
    )


def told() -> Select[Any]:
    """Threads as they may be told of: none of a decision that is withheld."""
    return (
        select(
            FeedbackThread,
            Decision.reference.label("reference"),
            func.coalesce(DecisionVersion.title, _title_of_finding()).label("title"),
            _answered_at().label("answered_at"),
        )
        .outerjoin(Decision, Decision.id == FeedbackThread.decision_id)
        .outerjoin(DecisionVersion, _CURRENT)
        .where(func.coalesce(DecisionVersion.confidential, False).is_(False))
    )


def in_state(state: State, today: date) -> ColumnElement[bool]:
    if state == "answered":
        return _answered_at().is_not(None)  # type: ignore[no-any-return]
    late = FeedbackThread.due_on < today
    return and_(_answered_at().is_(None), late if state == "overdue" else ~late)


async def get(session: ReadSession, thread_id: UUID) -> Told | None:
    """Give one thread with what it is about."""
    query = told().where(FeedbackThread.id == thread_id)
    found: Told | None = (await session.execute(query)).one_or_none()
    return found


async def lock(session: WriteSession, thread_id: UUID) -> FeedbackThread | None:
    """Give one thread, locked until the transaction ends."""
    query = select(FeedbackThread).where(FeedbackThread.id == thread_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def page(
    session: ReadSession,
    request: PageRequest,
    *,
    body_id: UUID | None,
    owner_post_id: UUID | None,
    state: State | None,
    today: date,
) -> Page[Told]:
    """List threads, those due first at the top."""
    query = told()
    if body_id is not None:
        query = query.where(FeedbackThread.body_id == body_id)
    if owner_post_id is not None:
        query = query.where(FeedbackThread.owner_post_id == owner_post_id)
    if state is not None:
        query = query.where(in_state(state, today))
    keys: Any = (FeedbackThread.due_on, FeedbackThread.id)
    rows = (await session.execute(after_cursor(query, keys, (date, UUID), request))).all()
    return page_of(rows, request, lambda row: (row[0].due_on, row[0].id))


async def waiting(
    session: ReadSession,
    request: PageRequest,
    *,
    body_id: UUID | None,
    decision_id: UUID | None,
    finding_id: UUID | None,
) -> Page[Waiting]:
    """List threads without their answer of which everybody may be told, those due first at the
    top."""
    title = func.coalesce(DecisionVersion.title, _title_of_finding())
    query = (
        told()
        .add_columns(Body.name.label("body_name"))
        .join(Body, and_(Body.ics == FeedbackThread.ics, Body.id == FeedbackThread.body_id))
        .where(title.is_not(None), _answered_at().is_(None))
    )
    for column, value in (
        (FeedbackThread.body_id, body_id),
        (FeedbackThread.decision_id, decision_id),
        (FeedbackThread.finding_id, finding_id),
    ):
        if value is not None:
            query = query.where(column == value)
    keys: Any = (FeedbackThread.due_on, FeedbackThread.id)
    rows = (await session.execute(after_cursor(query, keys, (date, UUID), request))).all()
    return page_of(rows, request, lambda row: (row[0].due_on, row[0].id))


async def opened_between(
    session: ReadSession, body_id: UUID, since: date, until: date
) -> Sequence[Told]:
    """List a body's threads that were opened from one day to another, the oldest first."""
    query = told().where(
        FeedbackThread.body_id == body_id, FeedbackThread.opened_on.between(since, until)
    )
    order = query.order_by(FeedbackThread.opened_on, FeedbackThread.id)
    found: Sequence[Told] = (await session.execute(order)).all()
    return found


async def due_days(session: ReadSession, decision_ids: Collection[UUID]) -> dict[UUID, date]:
    """Give the last days of the threads that decisions opened."""
    query = select(FeedbackThread.decision_id, FeedbackThread.due_on).where(
        FeedbackThread.decision_id.in_(decision_ids)
    )
    return {row.decision_id: row.due_on for row in await session.execute(query)}


async def escalations(
    session: ReadSession, thread_ids: Collection[UUID]
) -> dict[UUID, list[FeedbackEscalation]]:
    """Give the escalations of threads, in order."""
    query = select(FeedbackEscalation).where(FeedbackEscalation.thread_id.in_(thread_ids))
    found: dict[UUID, list[FeedbackEscalation]] = defaultdict(list)
    for one in await session.scalars(query.order_by(FeedbackEscalation.step)):
        found[one.thread_id].append(one)
    return found


async def add_for_decision(session: WriteSession, values: dict[str, Any]) -> None:
    """Open the thread of a decision, unless it is open."""
    await session.execute(insert(FeedbackThread).values(**values).on_conflict_do_nothing())


async def unopened(session: WriteSession, since: date) -> Sequence[Row[UUID, UUID, date]]:
    """Give (id, body, day) of decisions, from a day on, that rely on what people said and have no
    thread yet. Of one that is withheld nobody is told while it is."""
    cites = exists().where(
        DecisionEvidence.ics == Decision.ics,
        DecisionEvidence.decision_id == Decision.id,
        DecisionEvidence.version == Decision.version,
    )
    known = exists().where(
        FeedbackThread.ics == Decision.ics, FeedbackThread.decision_id == Decision.id
    )
    heard = exists().where(
        Activity.ics == DecisionVersion.ics,
        Activity.activity_id == any_(DecisionVersion.activity_ids),
        heard_by(Decision.decided_on),
    )
    query = (
        select(Decision.id, Decision.body_id, Decision.decided_on)
        .join(DecisionVersion, _CURRENT)
        .where(
            Decision.decided_on >= since,
            or_(cites, heard),
            ~known,
        )
        .order_by(Decision.id)
        .limit(MOST)
    )
    return (await session.execute(query)).all()


async def to_escalate(session: WriteSession, today: date) -> Sequence[Row[FeedbackThread, int]]:
    """Give overdue threads with steps left, each with the number of steps taken."""
    taken = (
        select(func.count())
        .where(
            FeedbackEscalation.ics == FeedbackThread.ics,
            FeedbackEscalation.thread_id == FeedbackThread.id,
        )
        .scalar_subquery()
    )
    step = func.jsonb_array_element(FeedbackThread.standard["escalation"], cast(taken, Integer))
    next_after = cast(func.jsonb_object_field_text(step, "after_days"), Integer)
    query = (
        select(FeedbackThread, taken)
        .outerjoin(Decision, Decision.id == FeedbackThread.decision_id)
        .outerjoin(DecisionVersion, _CURRENT)
        .where(
            func.coalesce(DecisionVersion.confidential, False).is_(False),
            in_state("overdue", today),
            FeedbackThread.due_on + next_after < today,
        )
        .order_by(FeedbackThread.due_on, FeedbackThread.id)
        .limit(MOST)
    )
    return (await session.execute(query)).all()


async def waiting_item(session: WriteSession, body_id: UUID) -> UUID | None:
    """Give the item under which a body hears of overdue answers and that is on no agenda yet."""
    query = (
        select(PlanItem.id)
        .join(
            FeedbackEscalation,
            and_(
                FeedbackEscalation.ics == PlanItem.ics,
                FeedbackEscalation.plan_item_id == PlanItem.id,
            ),
        )
        .where(FeedbackEscalation.body_id == body_id, PlanItem.state == "waiting")
        .limit(1)
    )
    return (await session.scalars(query)).first()


async def waiting_items(session: WriteSession) -> Sequence[Row[UUID, UUID]]:
    """Give every such item that is on no agenda yet, with its body."""
    query = (
        select(PlanItem.id, PlanItem.body_id)
        .where(
            PlanItem.state == "waiting",
            exists().where(
                FeedbackEscalation.ics == PlanItem.ics,
                FeedbackEscalation.plan_item_id == PlanItem.id,
            ),
        )
        .order_by(PlanItem.id)
    )
    return (await session.execute(query)).all()
