"""The activities that surveys of the panel are: nobody registers them, and they end with theirs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.panel import SurveyClosed, SurveyOpened
from common.messaging.outbox import record
from insights.activities import repository, service
from insights.activities.errors import ActivityNotFound
from insights.activities.models import Activity
from insights.arrivals import service as arrivals


async def of_survey(
    session: WriteSession,
    ics: SystemCode,
    survey: SurveyOpened | SurveyClosed,
    *,
    ends_on: date | None,
    now: datetime,
) -> Activity:
    """Give the activity that a survey of the panel is, locked; register it if it isn't there."""
    values = {
        "id": new_id(),
        "title": survey.title,
        "topic": survey.purpose,
        "themes": survey.themes,
        "communities": [],
        "places": survey.places,
        "methods": ["survey"],
        "spectrum_level": None,
        "starts_on": day_in_england(survey.opened_at),
        "ends_on": ends_on,
        "survey_id": survey.survey_id,
        "visibility": "public",
        "status": "under_way",
        "reused_finding_ids": [],
        "created_at": now,
        "created_by": "panel",
    }
    added = await repository.add_of_survey(session, ics, values)
    activity = await repository.lock_of_survey(session, survey.survey_id)
    if activity is None:
        raise ActivityNotFound
    if added is not None:
        await arrivals.of_activity(session, ics, activity.id, now=now)
        await record(session, ics, service.registered(activity), now=now)
    return activity


async def extend_survey(
    session: WriteSession, ics: SystemCode, survey_id: UUID, ends_on: date, now: datetime
) -> None:
    """Let the activity that a survey of the panel is end later; one that is over stays so."""
    activity = await repository.lock_of_survey(session, survey_id)
    if activity is None or activity.status in {"finished", "called_off"}:
        return
    activity.ends_on = ends_on
    await service.note_change(session, ics, activity, now)


async def finish(
    session: WriteSession, ics: SystemCode, activity: Activity, *, on: date, now: datetime
) -> None:
    """Finish an activity on a day, once."""
    if activity.status == "finished":
        return
    activity.status = "finished"
    activity.ends_on = max(on, activity.starts_on or on)
    await service.note_change(session, ics, activity, now)
