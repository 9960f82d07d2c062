"""Which addresses fail; for those who send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from panel.bounces import repository
from panel.bounces.repository import Failing

MOST_SOFT = 5
"""So many mails that came back, for whatever reason, within `SOFT_WITHIN`: the address fails."""
SOFT_WITHIN = timedelta(days=90)


async def failing(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID], on: date
) -> frozenset[UUID]:
    """Give those of some members whose address fails."""
    return await repository.failing(session, ics, member_ids, MOST_SOFT, on - SOFT_WITHIN)


async def list_failing(
    session: ReadSession, ics: SystemCode, page: PageRequest, on: date
) -> Page[Failing]:
    """List the members whose address fails."""
    return await repository.list_failing(session, ics, page, MOST_SOFT, on - SOFT_WITHIN)
