"""Telling owners, each thing once, and their box of notices (rules 4 and 7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from insights.audience import Reader
from insights.findings.models import Finding
from insights.notices import repository, wording
from insights.notices.errors import NoticeNotFound
from insights.notices.schemas import Kind, NoticeOut, Telling
from insights.owners import owner_of


async def tell(
    session: WriteSession, ics: SystemCode, tellings: Sequence[Telling], *, now: datetime
) -> None:
    """Tell owners; what was told them under the same key is not told again."""
    await repository.add(session, ics, tellings, now)


async def tell_of_decision(
    session: WriteSession, ics: SystemCode, decision_id: UUID, finding_ids: Collection[UUID], *,
    now: datetime,
) -> None:  # fmt: skip
    """Tell each depositor that a decision used their finding."""
    told = partial(Telling, kind="decision_cited", decision_id=decision_id)
    await _tell_depositors(session, ics, told, f"decision:{decision_id}", finding_ids, now=now)


async def tell_of_feedback(
    session: WriteSession, ics: SystemCode, feedback_id: UUID, finding_ids: Collection[UUID], *,
    now: datetime,
) -> None:  # fmt: skip
    """Tell each depositor what came of their finding."""
    told = partial(Telling, kind="feedback_published", feedback_id=feedback_id)
    await _tell_depositors(session, ics, told, f"feedback:{feedback_id}", finding_ids, now=now)


async def tell_depositor(
    session: WriteSession, ics: SystemCode, kind: Kind, finding: Finding, *, key: str, now: datetime
) -> None:
    """Tell whoever deposited a finding what became of it."""
    telling = Telling(
        kind=kind, organisation_id=finding.organisation_id, key=key, finding_id=finding.id
    )
    await tell(session, ics, [telling], now=now)


async def page(
    session: ReadSession, reader: Reader, request: PageRequest, *, unread: bool | None = None
) -> Page[NoticeOut]:
    """List the notices of the reader's organisation, newest first.

    A notice is shown as what it is about may be seen today; one of which nothing may be seen any
    more is left out.

    Raises:
        NobodysOwn: if the reader acts for no organisation and is no editor.
    """
    owner_of(reader)
    found = await repository.page(session, reader, request, unread=unread)
    return found.map(wording.shown)


async def count_unread(session: ReadSession, reader: Reader) -> int:
    """Count what waits to be read."""
    owner_of(reader)
    return await repository.count_unread(session, reader)


async def mark(
    session: WriteSession, reader: Reader, notice_id: UUID, *, read_at: datetime | None
) -> NoticeOut:
    """Mark one notice as read at a moment, or with None as unread.

    Raises:
        NoticeNotFound: if the reader's organisation has none with that id to see.
    """
    owner = owner_of(reader)
    if await repository.get(session, reader, notice_id) is None:
        raise NoticeNotFound
    by = reader.subject if read_at is not None else None
    one = repository.one(notice_id)
    await repository.mark(session, owner, one, read_at=read_at, read_by=by)
    session.expire_all()
    row = await repository.get(session, reader, notice_id)
    if row is None:
        raise NoticeNotFound
    return wording.shown(row)


async def mark_until(
    session: WriteSession, reader: Reader, notice_id: UUID, *, read_at: datetime
) -> None:
    """Mark all notices up to one as read; those that came later stay unread."""
    owner = owner_of(reader)
    until = repository.unread_until(notice_id)
    await repository.mark(session, owner, until, read_at=read_at, read_by=reader.subject)


async def to_mail(
    session: ReadSession, reader: Reader, *, since: datetime, limit: int
) -> list[NoticeOut]:
    """Give what a reader's owner is to be mailed: told since a moment, and neither read nor mailed;
    the oldest first."""
    rows = await repository.to_mail(session, reader, since, limit)
    return [wording.shown(row) for row in rows]


async def mark_mailed(session: WriteSession, ids: Sequence[UUID], *, now: datetime) -> None:
    """Note that notices were put into a mail."""
    await repository.mark_mailed(session, ids, now)


async def mark_unmailed(session: WriteSession, ids: Sequence[UUID]) -> None:
    """Let notices whose mail did not leave be mailed again, as far as they can still be told."""
    await repository.mark_mailed(session, ids, None)


async def _tell_depositors(
    session: WriteSession, ics: SystemCode, telling: Callable[..., Telling], key: str,
    finding_ids: Collection[UUID], *, now: datetime,
) -> None:  # fmt: skip
    owners = await repository.depositors(session, finding_ids)
    tellings = [
        telling(organisation_id=owner, key=f"{key}:{finding}", finding_id=finding)
        for finding, owner in sorted(owners.items())
    ]
    await tell(session, ics, tellings, now=now)
