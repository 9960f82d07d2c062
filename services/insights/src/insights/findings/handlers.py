"""What the panel says of its surveys, as the library takes it up."""

from __future__ import annotations

from common.clock import day_in_england, utc_now
from common.db.engine import WriteSession
from common.db.tenancy import system_code
from common.events.envelope import Event
from common.events.panel import SurveyClosed
from insights.activities import surveys as activities
from insights.findings import service
from insights.findings.survey_draft import draft_from


async def on_survey_closed(event: Event[SurveyClosed], session: WriteSession) -> None:
    """Finish the survey's activity, and draft a finding from its results; once for a survey."""
    ics, survey, now = system_code(event.ics), event.data, utc_now()
    closed_on = day_in_england(survey.closed_at)
    activity = await activities.of_survey(session, ics, survey, ends_on=closed_on, now=now)
    await activities.finish(session, ics, activity, on=closed_on, now=now)
    if await service.is_drafted(session, survey.survey_id):
        return
    await service.create(
        session,
        ics,
        draft_from(survey, activity.id),
        now=now,
        by="panel",
        survey_id=survey.survey_id,
    )
