"""Telling what is asked of which communities, and when: all that draws on the budget; no counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.burden import calendar_repository as repository
from panel.burden.schemas import CalendarItem
from panel.gatherings.models import Gathering
from panel.segments import service as segments


async def between(
    session: ReadSession, ics: SystemCode, first: date, last: date
) -> list[CalendarItem]:
    """Tell what is asked on any of some days, the earliest first."""
    items = [
        CalendarItem(
            kind="survey",
            title=survey.title,
            places=drawn.places,
            communities=drawn.groups,
            starts_on=drawn.opened_on,
            ends_on=day_in_england(survey.closed_at) if survey.closed_at else survey.closes_on,
        )
        for survey, drawn in await repository.surveys_between(session, ics, first, last)
    ]
    items += [
        CalendarItem(
            kind="activity",
            title=activity.title,
            places=activity.places,
            communities=activity.communities,
            starts_on=activity.starts_on,
            ends_on=activity.ends_on,
        )
        for activity in await repository.activities_between(session, ics, first, last)
        if activity.starts_on is not None
    ]
    items += await _bulletins(session, ics, first, last)
    items += _gatherings(await repository.gatherings_between(session, ics, first, last))
    return sorted(items, key=lambda item: item.starts_on)


async def _bulletins(
    session: ReadSession, ics: SystemCode, first: date, last: date
) -> list[CalendarItem]:
    """Tell of bulletins that were sent, and of those that are to be."""
    items = [
        CalendarItem(
            kind="bulletin",
            title=bulletin.title,
            places=drawn.places,
            communities=drawn.groups,
            starts_on=drawn.sent_on,
            ends_on=drawn.sent_on,
        )
        for bulletin, drawn in await repository.bulletins_between(session, ics, first, last)
    ]
    for bulletin in await repository.bulletins_to_come(session, ics, first, last):
        if bulletin.send_at is not None:
            reach = await segments.reach(session, ics, bulletin.segment_id)
            day = day_in_england(bulletin.send_at)
            items.append(
                CalendarItem(
                    kind="bulletin",
                    title=bulletin.title,
                    places=sorted(reach.places),
                    communities=sorted(reach.groups),
                    starts_on=day,
                    ends_on=day,
                )
            )
    return items


def _gatherings(found: Sequence[Gathering]) -> Iterator[CalendarItem]:
    for one in found:
        if one.invited_on is not None:
            called_off = one.state == "cancelled"
            yield CalendarItem(
                kind="gathering",
                title=one.title,
                places=one.asked_places,
                communities=one.groups,
                starts_on=one.invited_on,
                ends_on=one.invited_on if called_off else day_in_england(one.starts_at),
            )
