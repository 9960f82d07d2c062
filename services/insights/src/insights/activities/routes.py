"""Activities over HTTP."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.activities import avoided_repository, calendar, matching, repository, service
from insights.activities.calendar import Window
from insights.activities.models import Activity
from insights.activities.schemas import (
    ActivityFields,
    ActivityIn,
    ActivityOut,
    ActivityPatch,
    AvoidedOut,
    CalendarOut,
    CallOffIn,
    NearMatch,
    Status,
)
from insights.activities.service import Act
from insights.audience import Reader
from insights.dependencies import API, Deposits, Now, Reads, System
from insights.words import Codes

router = Router(prefix=f"{API}/activities", tags=["activities"])

IN_ONE_CALENDAR = 500
"""Activities in one iCalendar file, at most."""


@router.get("")
async def list_activities(
    *,
    session: Reading,
    reader: Reads,
    page: Paging,
    request: Request,
    response: Response,
    status: Status | None = None,
    place: str | None = None,
    theme: str | None = None,
    survey_id: UUID | None = None,
    selection_id: UUID | None = None,
    starts_before: date | None = None,
) -> PageOut[ActivityOut]:
    """List the activities that you may see, newest first."""
    found = await repository.page(
        session,
        reader,
        page,
        status=status,
        place=place,
        theme=theme,
        survey_id=survey_id,
        selection_id=selection_id,
        starts_before=starts_before,
    )
    known = await service.known_findings(session, found.items, reader)
    body: Any = page_response(found.map(lambda one: _out(one, known)), request, response)
    return PageOut[ActivityOut].model_validate(body)


@router.post("", status_code=201)
async def register_activity(
    *,
    data: ActivityIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    request: Request,
    response: Response,
) -> ActivityOut:
    """Register an activity, best while it is planned.

    The answer lists what is known and planned already that comes near. Where something does, the
    activity gets under way only with a `going_ahead_reason`.
    """
    activity, matches = await service.register(session, Act(ics, reader, now), data)
    response.headers["Location"] = f"{request.url.path}/{activity.id}"
    return await _shown(session, reader, activity, matches, response)


@router.post("/near-matches")
async def find_near_matches(
    *, data: ActivityFields, session: Reading, reader: Reads, now: Now
) -> list[NearMatch]:
    """Ask before you ask: what is known and planned that comes near, registering nothing."""
    found = await matching.near(
        session, reader, service.facets_of(data), data.topic, on=day_in_england(now)
    )
    return found[: matching.SHOWN_MATCHES]


@router.get("/avoided")
async def count_avoided(
    *,
    session: Reading,
    reader: Reads,
    first: Annotated[
        date | None, Query(alias="from", description="The first day of registering.")
    ] = None,
    last: Annotated[
        date | None, Query(alias="to", description="The last day of registering.")
    ] = None,
) -> AvoidedOut:
    """Count the engagements that were called off because the answer was known.

    Beside them: how many were registered, how many of these came near to something, and how many
    went ahead in spite of it.
    """
    return await avoided_repository.avoided(session, reader, first, last)


async def calendar_window(
    *,
    now: Now,
    first: Annotated[
        date | None, Query(alias="from", description="The first day; today if left out.")
    ] = None,
    last: Annotated[
        date | None, Query(alias="to", description="The last day; 90 days later if left out.")
    ] = None,
    place: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    community: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    theme: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
) -> Window:
    """Read out of the address which days are asked for."""
    begins = first or day_in_england(now)
    ends = last or begins + min(timedelta(days=90), date.max - begins)
    return Window(begins, ends, place, community, theme)


Asked = Annotated[Window, Depends(calendar_window)]


@router.get("/calendar")
async def read_calendar(
    *,
    window: Asked,
    session: Reading,
    reader: Reads,
    page: Paging,
    request: Request,
    response: Response,
) -> CalendarOut:
    """Read who will be asked, where and when: the activities that you may see, by their first day.

    Activities without any date are not in it.
    """
    found = await calendar.planned(session, reader, window, page)
    if found.next_cursor is not None:
        address = request.url.include_query_params(cursor=found.next_cursor)
        response.headers.append("Link", f'<{address.path}?{address.query}>; rel="next"')
    return found


@router.get("/calendar.ics", response_class=Response)
async def read_calendar_as_icalendar(
    *, window: Asked, session: Reading, reader: Reads, ics: System, request: Request
) -> Response:
    """Read the same as iCalendar, to put it beside your own diary: 500 activities at most."""
    home: str = request.app.state.settings.public_url
    address = f"{home}{request.url.path.rpartition('/')[0]}"
    everything = PageRequest(limit=IN_ONE_CALENDAR)
    name = f"Planned engagement in {ics}"
    written = await calendar.as_icalendar(
        session, reader, window, everything, name=name, address=address
    )
    return Response(written, media_type=calendar.MEDIA_TYPE)


@router.get("/{activity_id}")
async def read_activity(
    *, activity_id: UUID, session: Reading, reader: Reads, response: Response
) -> ActivityOut:
    """Read one activity; its near matches are shown to those who lead it."""
    activity, matches = await service.get(session, activity_id, reader)
    return await _shown(session, reader, activity, matches, response)


@router.patch("/{activity_id}")
async def change_activity(
    *,
    activity_id: UUID,
    data: ActivityPatch,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> ActivityOut:
    """Change an activity, or move it on to under way or finished."""
    act = Act(ics, reader, now)
    activity, matches = await service.change(session, act, activity_id, expected, data)
    return await _shown(session, reader, activity, matches, response)


@router.post("/{activity_id}/call-off")
async def call_off_activity(
    *,
    activity_id: UUID,
    data: CallOffIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> ActivityOut:
    """Call an activity off. With findings that answer instead, an engagement was avoided."""
    act = Act(ics, reader, now)
    activity, matches = await service.call_off(session, act, activity_id, expected, data)
    return await _shown(session, reader, activity, matches, response)


async def _shown(
    session: ReadSession,
    reader: Reader,
    activity: Activity,
    matches: Sequence[NearMatch],
    response: Response,
) -> ActivityOut:
    response.headers["ETag"] = etag(activity.version)
    known = await service.known_findings(session, [activity], reader)
    return _out(activity, known, matches)


def _out(
    activity: Activity, known: Collection[UUID], matches: Sequence[NearMatch] = ()
) -> ActivityOut:
    names = ActivityOut.model_fields.keys() - {"near_matches", "reused_finding_ids"}
    fields = {name: getattr(activity, name) for name in names}
    reused = [one for one in activity.reused_finding_ids if one in known]
    return ActivityOut(**fields, reused_finding_ids=reused, near_matches=list(matches))
