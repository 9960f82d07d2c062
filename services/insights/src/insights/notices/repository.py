"""SQL of notices: each is read with what it is about, and only where that may be seen today."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from insights.activities.models import Activity
from insights.audience import Reader, visible_to
from insights.citations.models import Decision, DecisionEvidence, DecisionFeedback
from insights.findings.models import Finding
from insights.notices.models import Notice
from insights.notices.schemas import Telling
from insights.organisations.models import Organisation
from insights.saved_searches.models import SavedSearch

_OF_ONES_OWN = (
    "finding_withdrawn",
    "file_withheld",
    "file_unexplained",
    "embargo_ended",
    "embargo_failing",
    "reply_published",
    "reply_withdrawn",
    "mail_given_up",
)
"""What owners are told of what is their own, which is always theirs to see."""


@dataclass(frozen=True)
class Row:
    """A notice with what it is about."""

    notice: Notice
    finding: Finding | None
    decision: Decision | None
    feedback: DecisionFeedback | None
    activity: Activity | None
    lead: str | None
    search: str | None


async def add(
    session: WriteSession, ics: SystemCode, tellings: Sequence[Telling], now: datetime
) -> None:
    """Tell what has not been told under its key."""
    if not tellings:
        return
    rows = [
        {
            "ics": ics,
            "id": new_id(),
            "kind": one.kind,
            "organisation_id": one.organisation_id,
            "key": one.key,
            "finding_id": one.finding_id,
            "decision_id": one.decision_id,
            "feedback_id": one.feedback_id,
            "activity_id": one.activity_id,
            "own_activity_id": one.own_activity_id,
            "saved_search_id": one.saved_search_id,
            "reply_id": one.reply_id,
            "reasons": list(one.reasons),
            "created_at": now,
            "by_mail": one.by_mail,
        }
        for one in tellings
    ]
    await session.execute(insert(Notice).values(rows).on_conflict_do_nothing())


async def depositors(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Give who deposited each of these findings, of those that were published."""
    query = select(Finding.id, Finding.organisation_id).where(
        Finding.id.in_(ids), Finding.published_version.is_not(None)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def page(
    session: ReadSession, reader: Reader, request: PageRequest, *, unread: bool | None
) -> Page[Row]:
    """List the notices of the reader's own, newest first."""
    query = _told(reader)
    if unread is not None:
        query = query.where(Notice.read_at.is_(None) if unread else Notice.read_at.is_not(None))
    key: Any = Notice.id
    query = after_cursor(query, (key,), (UUID,), request, descending=True)
    rows = [Row(*row) for row in await session.execute(query)]
    return page_of(rows, request, lambda row: (row.notice.id,))


async def get(session: ReadSession, reader: Reader, notice_id: UUID) -> Row | None:
    """Give one notice of the reader's own."""
    row = (await session.execute(_told(reader).where(Notice.id == notice_id))).one_or_none()
    return None if row is None else Row(*row)


async def count_unread(session: ReadSession, reader: Reader) -> int:
    """Count the notices of the reader's own that wait to be read."""
    query = _told(reader).where(Notice.read_at.is_(None)).with_only_columns(func.count())
    return int(await session.scalar(query) or 0)


async def mark(
    session: WriteSession, owner: UUID | None, *conditions: ColumnElement[bool],
    read_at: datetime | None, read_by: str | None,
) -> None:  # fmt: skip
    """Mark notices of an owner as read, or as unread."""
    statement = update(Notice).where(_owned(owner), *conditions)
    await session.execute(
        statement.values(read_at=read_at, read_by=read_by).execution_options(
            synchronize_session=False
        )
    )


async def to_mail(session: ReadSession, reader: Reader, since: datetime, limit: int) -> list[Row]:
    """Give the notices that are to be mailed, oldest first."""
    query = (
        _told(reader)
        .where(
            Notice.by_mail,
            Notice.mailed_at.is_(None),
            Notice.read_at.is_(None),
            Notice.created_at >= since,
        )
        .order_by(Notice.id)
        .limit(limit)
    )
    return [Row(*row) for row in await session.execute(query)]


async def mark_mailed(session: WriteSession, ids: Collection[UUID], now: datetime | None) -> None:
    """Note that notices were put into a mail; None: that they wait for one."""
    statement = update(Notice).where(Notice.id.in_(ids)).values(mailed_at=now)
    await session.execute(statement.execution_options(synchronize_session=False))


def one(notice_id: UUID) -> ColumnElement[bool]:
    """Name one notice."""
    return _is(Notice.id == notice_id)


def unread_until(notice_id: UUID) -> ColumnElement[bool]:
    """Name the unread notices up to one."""
    return and_(_is(Notice.id <= notice_id), Notice.read_at.is_(None))


def _told(reader: Reader) -> Any:
    """Select the reader's own notices that can be shown, with what they are about."""
    query: Any = (
        select(Notice, Finding, Decision, DecisionFeedback, Activity, Organisation.name,
               SavedSearch.name)
        .outerjoin(Finding, Finding.id == Notice.finding_id)
        .outerjoin(DecisionFeedback, DecisionFeedback.id == Notice.feedback_id)
        .outerjoin(
            Decision,
            Decision.id == func.coalesce(Notice.decision_id, DecisionFeedback.decision_id),
        )
        .outerjoin(Activity, Activity.id == Notice.activity_id)
        .outerjoin(Organisation, Organisation.id == Activity.organisation_id)
        .outerjoin(SavedSearch, SavedSearch.id == Notice.saved_search_id)
    )  # fmt: skip
    return query.where(_owned(reader.organisation_id), or_(*_shown(reader)))


def _shown(reader: Reader) -> list[ColumnElement[bool]]:
    """Give, kind by kind, when a notice can be shown."""
    cites = select(DecisionEvidence.decision_id).where(
        DecisionEvidence.decision_id == Notice.decision_id,
        DecisionEvidence.finding_id == Notice.finding_id,
    )
    return [
        and_(
            Notice.kind == "search_matched",
            Finding.state == "published",
            visible_to(reader, Finding.visibility, Finding.organisation_id),
        ),
        and_(Notice.kind == "decision_cited", cites.exists()),
        and_(
            Notice.kind == "feedback_published",
            DecisionFeedback.id.is_not(None),
            not_(func.coalesce(Decision.confidential, False)),
        ),
        and_(
            Notice.kind == "activity_near",
            visible_to(reader, Activity.visibility, Activity.organisation_id),
        ),
        Notice.kind.in_(_OF_ONES_OWN),
    ]


def _owned(owner: UUID | None) -> ColumnElement[bool]:
    return Notice.organisation_id.is_not_distinct_from(owner)


def _is(condition: Any) -> ColumnElement[bool]:
    return and_(condition)
