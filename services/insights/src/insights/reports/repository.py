"""SQL of insight reports: what stood on a day, what came of it, and the reports themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, or_, select, true, union_all

from common.clock import end_of
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from insights.audience import Reader, owned_by, visible_to
from insights.citations.models import Decision, DecisionEvidence, DecisionFeedback
from insights.feedback.models import FeedbackImport, FeedbackItem, FeedbackSource
from insights.findings import as_of
from insights.findings.models import Finding
from insights.reports.models import InsightReport
from insights.reports.periods import Span
from insights.search.text import any_of

WIDER = {"public": ("public",), "partners": ("public", "partners")}
"""What a report for somebody may rest on."""


@dataclass(frozen=True)
class Stood:
    """A finding with the version that stood on a day."""

    id: UUID
    reference: str
    organisation_id: UUID | None
    version: int
    content: dict[str, Any]
    heard_on: date


async def stood(
    session: ReadSession, visibility: str, span: Span, day: date, limit: int
) -> list[Stood]:
    """Give the findings that stood on a day and were heard in a period, those heard last first."""
    then = as_of.then(day)
    content = then.c.content
    seen = WIDER[visibility]
    now_heard = as_of.heard_on(Finding.heard_to)
    unchanged = select(
        Finding.id, Finding.reference, Finding.organisation_id, Finding.version, Finding.content,
        now_heard.label("heard"),
    ).where(
        *as_of.unchanged(day), Finding.visibility.in_(seen),
        now_heard.between(span.since, span.until),
    )  # fmt: skip
    then_heard = as_of.heard_on(cast(content["heard_to"].astext, Date))
    changed = (
        select(Finding.id, Finding.reference, Finding.organisation_id, then.c.version, content,
               then_heard)
        .join(then, true())
        .where(*as_of.changed(day), Finding.visibility.in_(seen),
               content["visibility"].astext.in_(seen),
               then_heard.between(span.since, span.until))
    )  # fmt: skip
    found = union_all(unchanged, changed).subquery()
    query = select(found).order_by(found.c.heard.desc(), found.c.reference).limit(limit)
    return [Stood(*row) for row in await session.execute(query)]


async def decisions(
    session: ReadSession, finding_ids: Collection[UUID], day: date
) -> list[tuple[Decision, UUID]]:
    """Give the decisions up to a day that rely on findings and everybody may read, with each of
    these; by day."""
    query = (
        select(Decision, DecisionEvidence.finding_id)
        .join(DecisionEvidence, DecisionEvidence.decision_id == Decision.id)
        .where(DecisionEvidence.finding_id.in_(finding_ids), Decision.confidential.is_(False),
               Decision.decided_on <= day)
        .order_by(Decision.decided_on, Decision.reference, DecisionEvidence.finding_id)
    )  # fmt: skip
    return [(row[0], row[1]) for row in await session.execute(query)]


async def answers(
    session: ReadSession, decision_ids: Collection[UUID], day: date
) -> Sequence[DecisionFeedback]:
    """Give what was said about decisions up to a day, oldest first."""
    query = select(DecisionFeedback).where(
        DecisionFeedback.decision_id.in_(decision_ids), DecisionFeedback.published_at < end_of(day)
    )
    order = (DecisionFeedback.published_at, DecisionFeedback.id)
    return (await session.scalars(query.order_by(*order))).all()


@dataclass(frozen=True)
class Scored:
    """How many items of a source have a score; None: no score, or no day."""

    source: FeedbackSource
    period: str | None
    """now, earlier, or None where no day is told."""
    score: int | None
    items: int


async def volumes(
    session: ReadSession, visibility: str, now: Span, earlier: Span, day: date
) -> list[Scored]:
    """Count feedback by source, period and score, as far as it was imported by a day."""
    said = FeedbackItem.said_on
    period = case(
        (said.between(now.since, now.until), "now"),
        (said.between(earlier.since, earlier.until), "earlier"),
        else_=None,
    )
    query = (
        select(FeedbackItem.source_id, period.label("period"), FeedbackItem.score, func.count())
        .join(FeedbackSource, FeedbackSource.id == FeedbackItem.source_id)
        .join(FeedbackImport, FeedbackImport.id == FeedbackItem.import_id)
        .where(
            any_of(FeedbackSource.visibility).in_(WIDER[visibility]),
            FeedbackImport.imported_at < end_of(day),
            or_(said.is_(None), said.between(earlier.since, now.until)),
        )
        .group_by(FeedbackItem.source_id, "period", FeedbackItem.score)
    )
    counted = (await session.execute(query)).all()
    wanted = select(FeedbackSource).where(FeedbackSource.id.in_({row[0] for row in counted}))
    ordered = await session.scalars(wanted.order_by(FeedbackSource.name, FeedbackSource.id))
    return [
        Scored(source, row[1], row[2], row[3])
        for source in ordered
        for row in counted
        if row[0] == source.id
    ]


async def gone(
    session: ReadSession, visibility: str, finding_ids: Collection[UUID],
    decision_ids: Collection[UUID],
) -> tuple[set[UUID], set[UUID]]:  # fmt: skip
    """Give those of findings and decisions that readers of a report may not read any more."""
    hidden = or_(Finding.state == "withdrawn", any_of(Finding.visibility).not_in(WIDER[visibility]))
    findings = select(Finding.id).where(Finding.id.in_(finding_ids), hidden)
    withheld = select(Decision.id).where(Decision.id.in_(decision_ids), Decision.confidential)
    return set(await session.scalars(findings)), set(await session.scalars(withheld))


async def add(session: WriteSession, report: InsightReport) -> None:
    """Add a report."""
    session.add(report)
    await session.flush()


async def get(session: ReadSession, report_id: UUID, reader: Reader) -> InsightReport | None:
    """Give a report if the reader may see it."""
    query = select(InsightReport).where(InsightReport.id == report_id, readable_by(reader))
    return (await session.scalars(query)).one_or_none()


async def for_change(session: WriteSession, report_id: UUID) -> InsightReport | None:
    """Give a report, locked until the transaction ends."""
    query = select(InsightReport).where(InsightReport.id == report_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def page(session: ReadSession, reader: Reader, request: PageRequest) -> Page[InsightReport]:
    """Give the reports that the reader may see, the newest first."""
    query = select(InsightReport).where(readable_by(reader))
    keys = (any_of(InsightReport.made_at), any_of(InsightReport.id))
    ordered = after_cursor(query, keys, (datetime, UUID), request, descending=True)
    rows = (await session.scalars(ordered)).all()
    return page_of(rows, request, lambda one: (one.made_at, one.id))


async def published(session: ReadSession, limit: int) -> Sequence[InsightReport]:
    """Give the reports that everybody may read, those of the latest period first."""
    query = select(InsightReport).where(_in_the_library(), InsightReport.visibility == "public")
    order = (InsightReport.until.desc(), InsightReport.published_at.desc(), InsightReport.id)
    return (await session.scalars(query.order_by(*order).limit(limit))).all()


def readable_by(reader: Reader) -> ColumnElement[bool]:
    """Give the condition that a report is a reader's own, or published for them and not taken
    back."""
    own = owned_by(reader, InsightReport.organisation_id)
    for_them = visible_to(reader, InsightReport.visibility, InsightReport.organisation_id)
    return or_(own, and_(for_them, _in_the_library()))


def _in_the_library() -> ColumnElement[bool]:
    item = select(Finding.id).where(
        Finding.id == InsightReport.finding_id, Finding.state != "withdrawn"
    )
    return item.exists()
