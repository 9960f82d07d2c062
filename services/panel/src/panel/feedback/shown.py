"""Which of what was said and done may be shown; for slices that the rest of feedback builds on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.feedback import repository
from panel.feedback.models import Feedback


async def some(
    session: ReadSession, ics: SystemCode, ids: Sequence[UUID]
) -> Mapping[UUID, Feedback]:
    """Give those of some feedback that may be shown, also if corrected since."""
    return {one.id: one for one in await repository.some(session, ics, ids)}
