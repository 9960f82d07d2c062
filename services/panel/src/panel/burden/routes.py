"""Draws and the calendar over HTTP, for staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query

from common.clock import day_in_england, utc_now
from common.errors import FieldError, Invalid
from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.burden import calendar, service
from panel.burden.schemas import AudienceOut, CalendarOut, DrawOut
from panel.dependencies import PersonalReader, Reader
from panel.mail.kinds import MailKind
from panel.segments.schemas import Level

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: burden"])

LONGEST = timedelta(days=1100)


@router.get("/surveys/{survey_id}/draw")
async def read_draw(
    ics: System,
    session: Reading,
    survey_id: UUID,
    principal: Reader,
    level: Annotated[
        Level, Query(description="published, or exact: that needs panel:personal.")
    ] = "published",
) -> DrawOut:
    """Tell how the people were found whom a survey asked: how many fit, how many were rested
    because of the budget, how many could not be reached. Without `panel:personal` only how many
    were asked is told, as it is published with the results."""
    if level == "exact":
        principal.require("panel:personal")
    drawn = await service.the_draw(session, ics, survey_id)
    if level == "exact":
        return DrawOut(level=level, size=drawn.size, seed=drawn.seed, **drawn.counts)
    asked = await service.published_asked(session, ics, survey_id)
    return DrawOut(level=level, size=drawn.size, seed=drawn.seed, asked=asked)


@router.get("/bulletins/{bulletin_id}/audience")
async def read_audience_of_bulletin(
    ics: System, session: Reading, bulletin_id: UUID, _: PersonalReader
) -> AudienceOut:
    """Tell to how many a bulletin was sent, and how many it could not reach or had to spare."""
    counts = await service.audience(session, ics, MailKind.BULLETIN, bulletin_id)
    return AudienceOut.model_validate(_without_spare(counts))


@router.get("/gatherings/{gathering_id}/audience")
async def read_audience_of_gathering(
    ics: System, session: Reading, gathering_id: UUID, _: PersonalReader
) -> AudienceOut:
    """Tell how many were invited when a gathering was opened, and how many could not be reached or
    had to be spared. Who was not invited can still sign up."""
    counts = await service.audience(session, ics, MailKind.GATHERING_INVITATION, gathering_id)
    return AudienceOut.model_validate(_without_spare(counts))


@router.get("/calendar")
async def read_calendar(
    ics: System,
    session: Reading,
    _: Reader,
    first: Annotated[date | None, Query(alias="from", description="Today if left out.")] = None,
    last: Annotated[
        date | None, Query(alias="to", description="90 days later if left out.")
    ] = None,
) -> CalendarOut:
    """Tell what is asked of which place and community, and when: the panel's surveys, its bulletins
    (those that are to be sent too) and invitations, and the activities of partners."""
    start = first or day_in_england(utc_now())
    end = last or min(start, date.max - LONGEST) + timedelta(days=90)
    if not start <= end <= min(start, date.max - LONGEST) + LONGEST:
        raise Invalid(
            "Ask for the days from one to a later one, three years at most.",
            fields=(FieldError("query.to", "must be later than from, by 1,100 days at most"),),
        )
    return CalendarOut(items=await calendar.between(session, ics, start, end))


def _without_spare(counts: Mapping[str, int]) -> dict[str, int]:
    """Leave out how many a sample did not need: these ask everybody they may."""
    return {name: count for name, count in counts.items() if name != "spare"}
