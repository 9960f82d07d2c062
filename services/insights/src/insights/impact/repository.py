"""SQL of what an organisation's evidence changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    any_,
    case,
    func,
    or_,
    select,
    true,
)

from common.db.days import day_in_england
from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from insights.audience import Reader, visible_to
from insights.citations.models import Decision, DecisionEvidence, DecisionFeedback
from insights.findings.models import Finding


@dataclass(frozen=True)
class Whose:
    """Whose evidence, who asks, and whether confidential decisions are told of at all."""

    organisation_id: UUID
    reader: Reader
    confidential: bool

    def findings(self) -> ColumnElement[bool]:
        """Give the condition on findings: published, not withdrawn, and seen by the reader."""
        return and_(
            Finding.organisation_id == self.organisation_id,
            Finding.published_version.is_not(None),
            Finding.state != "withdrawn",
            visible_to(self.reader, Finding.visibility, Finding.organisation_id),
        )

    def decisions(self) -> ColumnElement[bool]:
        """Give the condition on decisions."""
        return true() if self.confidential else Decision.confidential.is_(False)


async def totals(session: ReadSession, whose: Whose) -> dict[str, Any]:
    """Count findings, decisions and answers, and measure how long answers took."""
    own, cited, answers = _own(whose), _cited(whose), _answers(whose)
    days_to = (
        select((func.min(answers.c.answered_on) - func.min(answers.c.published_on)).label("days"))
        .group_by(answers.c.finding_id)
        .cte("days_to")
    )
    days_from = (
        select((func.min(answers.c.answered_on) - cited.c.decided_on).label("days"))
        .join_from(cited, answers, answers.c.decision_id == cited.c.decision_id)
        .group_by(cited.c.decision_id, cited.c.decided_on)
        .cte("days_from")
    )
    answered = select(answers.c.decision_id)
    query = select(
        _number(own.c.id).label("findings"),
        _number(cited.c.finding_id).label("findings_used"),
        _number(cited.c.decision_id).label("decisions"),
        _number(answers.c.feedback_id, answers.c.stands).label("feedback"),
        _number(answers.c.feedback_id, answers.c.stands, answers.c.not_done).label("not_done"),
        _number(cited.c.decision_id, cited.c.decision_id.not_in(answered)).label(
            "decisions_without_feedback"
        ),
        _median(days_to).label("median_days_to_feedback"),
        _median(days_from).label("median_days_from_decision_to_feedback"),
    )
    return dict((await session.execute(query)).one()._mapping)


async def outcomes(session: ReadSession, whose: Whose) -> list[tuple[str | None, int]]:
    """Count the decisions by outcome, most first; that of a confidential one is None."""
    cited = _cited(whose)
    number = func.count(cited.c.decision_id.distinct())
    query = (
        select(cited.c.outcome, number)
        .group_by(cited.c.outcome)
        .order_by(number.desc(), cited.c.outcome)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def used(session: ReadSession, whose: Whose, request: PageRequest) -> Page[Finding]:
    """List the findings that were used: cited by a decision, or answered."""
    cited, answers = _cited(whose), _answers(whose)
    query = select(Finding).where(
        whose.findings(),
        or_(
            Finding.id.in_(select(cited.c.finding_id)),
            Finding.id.in_(select(answers.c.finding_id)),
        ),
    )
    key: Any = Finding.id
    query = after_cursor(query, (key,), (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


def _own(whose: Whose) -> CTE:
    return select(Finding.id).where(whose.findings()).cte("own")


def _cited(whose: Whose) -> CTE:
    """Select each pair of a finding and a decision that cites it."""
    query: Select[Any] = (
        select(
            Finding.id.label("finding_id"),
            Decision.id.label("decision_id"),
            Decision.decided_on,
            case((Decision.confidential, None), else_=Decision.outcome).label("outcome"),
        )
        .join(DecisionEvidence, DecisionEvidence.finding_id == Finding.id)
        .join(Decision, Decision.id == DecisionEvidence.decision_id)
        .where(whose.findings(), whose.decisions())
    )
    return query.cte("cited")


def _answers(whose: Whose) -> CTE:
    """Select each pair of a finding and an answer that rests on it; none to a decision that is
    withheld by now."""
    withheld = select(Decision.id).where(
        Decision.id == DecisionFeedback.decision_id, Decision.confidential
    )
    query: Select[Any] = (
        select(
            Finding.id.label("finding_id"),
            DecisionFeedback.id.label("feedback_id"),
            DecisionFeedback.decision_id,
            DecisionFeedback.did_not.is_not(None).label("not_done"),
            DecisionFeedback.corrected_at.is_(None).label("stands"),
            day_in_england(Finding.first_published_at).label("published_on"),
            day_in_england(DecisionFeedback.published_at).label("answered_on"),
        )
        .join(DecisionFeedback, Finding.id == any_(DecisionFeedback.finding_ids))
        .where(whose.findings(), ~withheld.exists())
    )
    return query.cte("answers")


def _number(column: Any, *conditions: Any) -> Any:
    return select(func.count(column.distinct())).where(*conditions).scalar_subquery()


def _median(days: CTE) -> Any:
    return select(func.percentile_cont(0.5).within_group(days.c.days)).scalar_subquery()
