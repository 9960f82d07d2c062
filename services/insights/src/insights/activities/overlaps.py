"""Telling the leads of other activities that somebody plans something near to theirs (rule 3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from insights.activities import repository
from insights.activities.models import Activity
from insights.activities.nearness import THRESHOLD, Facets, nearness
from insights.notices import service as notices
from insights.notices.schemas import Telling
from insights.organisations import service as organisations
from insights.owners import reader_for

_EVERYTHING = reader_for(None)


async def tell_leads(
    session: WriteSession, ics: SystemCode, activity_id: UUID, *, now: datetime
) -> None:
    """Tell each other lead whose open activity this one comes near to, once for each pair.

    A lead is told only of an activity that they may see, and of their own whatever its visibility:
    the other lead doesn't learn of it by this.
    """
    activity = await repository.get(session, activity_id, _EVERYTHING)
    if activity is None or activity.status not in {"planned", "under_way"}:
        return
    own = _facets(activity)
    in_being = await organisations.in_being(session, on=day_in_england(now))
    tellings = []
    for candidate in await repository.near_candidates(session, _EVERYTHING, own):
        found = nearness(own, candidate)
        if candidate.id == activity.id or found.score < THRESHOLD:
            continue
        lead = candidate.organisation_id
        told = reader_for(lead, in_being=lead in in_being)
        if lead == activity.organisation_id or not told.may_see(
            activity.visibility, activity.organisation_id
        ):
            continue
        tellings.append(
            Telling(
                kind="activity_near",
                organisation_id=lead,
                key=f"near:{activity.id}:{candidate.id}",
                activity_id=activity.id,
                own_activity_id=candidate.id,
                reasons=found.reasons,
            )
        )
    await notices.tell(session, ics, tellings, now=now)


def _facets(activity: Activity) -> Facets:
    return Facets(
        activity.title,
        activity.themes,
        activity.communities,
        activity.places,
        activity.starts_on,
        activity.ends_on,
    )
