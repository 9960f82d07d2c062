"""What the panel says of its surveys and assemblies, as activities."""

from __future__ import annotations

from common.clock import utc_now
from common.db.engine import WriteSession
from common.db.tenancy import system_code
from common.events.envelope import Event
from common.events.panel import SelectionCompleted, SurveyExtended, SurveyOpened
from insights.activities import assemblies, surveys


async def on_survey_opened(event: Event[SurveyOpened], session: WriteSession) -> None:
    """Register the survey as an activity that is under way."""
    survey = event.data
    await surveys.of_survey(
        session, system_code(event.ics), survey, ends_on=survey.closes_on, now=utc_now()
    )


async def on_selection_completed(event: Event[SelectionCompleted], session: WriteSession) -> None:
    """Register an assembly that a body commissioned as an activity; of who sits nothing is kept."""
    await assemblies.register(session, system_code(event.ics), event.data, now=utc_now())


async def on_survey_extended(event: Event[SurveyExtended], session: WriteSession) -> None:
    """Let the survey's activity end later."""
    said = event.data
    await surveys.extend_survey(
        session, system_code(event.ics), said.survey_id, said.closes_on, utc_now()
    )
