"""Whether the pool of a selection still says what its panels were calculated from."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.households.models import Household
from panel.members.models import DemographicAnswer
from panel.selection.models import Selection
from panel.selection.preparing import PLACE


async def is_as_calculated(
    session: ReadSession, ics: SystemCode, selection: Selection, member_ids: Sequence[UUID]
) -> bool:
    """Say whether nobody of a pool has, since it was calculated, told their household, or answered
    anew or taken back what a quota asks. Where somebody lives is not looked at."""
    since = selection.claimed_at
    asked = {category for category, *_ in selection.quotas} - {PLACE}
    stand = select(func.count()).where(
        DemographicAnswer.ics == ics,
        DemographicAnswer.member_id.in_(member_ids),
        DemographicAnswer.dimension.in_(asked),
        DemographicAnswer.answered_at <= since,
    )
    told = select(func.count()).where(
        Household.ics == ics, Household.member_id.in_(member_ids), Household.told_at > since
    )
    if await session.scalar(told):
        return False
    return await session.scalar(stand) == len(asked) * len(member_ids)
