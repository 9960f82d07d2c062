"""What the panel does when other services speak."""

from __future__ import annotations

from common.clock import day_in_england, utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.corrections import AssemblyCorrected
from common.events.envelope import Event
from common.events.governance import AssemblyAnswered, FeedbackPublished
from common.events.insights import ActivityRegistered
from panel.burden import service as burden
from panel.feedback import assemblies, service


async def link_survey(event: Event[ActivityRegistered], session: WriteSession) -> None:
    """Note that an activity is a survey or an assembly of ours; another draws on the budget of its
    communities."""
    ics = SystemCode(event.ics)
    await burden.note_activity(session, ics, event.data)
    if event.data.selection_id is not None:
        await service.link_assembly(
            session, ics, event.data.activity_id, event.data.selection_id, day_in_england(utc_now())
        )
    if event.data.survey_id is not None:
        await service.link_activity(
            session, ics, event.data.activity_id, event.data.survey_id, day_in_england(utc_now())
        )


async def tell_participants(event: Event[FeedbackPublished], session: WriteSession) -> None:
    """Tell those who took part what came of it."""
    await service.publish(session, SystemCode(event.ics), event.data, day_in_england(utc_now()))


async def tell_those_who_sat(event: Event[AssemblyAnswered], session: WriteSession) -> None:
    """Tell those who sit on an assembly what a body answers to what it recommended."""
    await assemblies.publish(session, SystemCode(event.ics), event.data, day_in_england(utc_now()))


async def correct_recommendation(event: Event[AssemblyCorrected], session: WriteSession) -> None:
    """Keep a recommendation as it stands after its correction, and tell those who sit."""
    await assemblies.correct(session, SystemCode(event.ics), event.data, day_in_england(utc_now()))
