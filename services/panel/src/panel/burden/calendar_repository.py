"""SQL of the calendar: what is asked on any of some days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, cast, func, or_, select

from common.clock import ENGLAND
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.bulletins.models import Bulletin
from panel.burden.models import BulletinDraw, Draw, PartnerActivity
from panel.gatherings.models import Gathering
from panel.surveys.models import Survey


async def surveys_between(
    session: ReadSession, ics: SystemCode, first: date, last: date
) -> Sequence[tuple[Survey, Draw]]:
    """Give the surveys that take or took answers on any of some days, with their draws."""
    ended = func.coalesce(_day(Survey.closed_at), Survey.closes_on)
    query = (
        select(Survey, Draw)
        .join(Draw, (Draw.ics == Survey.ics) & (Draw.survey_id == Survey.id))
        .where(Survey.ics == ics, Draw.opened_on <= last)
        .where(or_(ended.is_(None), ended >= first))
        .order_by(Draw.opened_on, Survey.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def activities_between(
    session: ReadSession, ics: SystemCode, first: date, last: date
) -> Sequence[PartnerActivity]:
    """Give the partners' activities on any of some days; those without a day are left out."""
    query = (
        select(PartnerActivity)
        .where(PartnerActivity.ics == ics, PartnerActivity.called_off.is_(False))
        .where(PartnerActivity.starts_on <= last)
        .where(func.coalesce(PartnerActivity.ends_on, PartnerActivity.starts_on) >= first)
        .order_by(PartnerActivity.starts_on, PartnerActivity.id)
    )
    return (await session.scalars(query)).all()


async def bulletins_between(
    session: ReadSession, ics: SystemCode, first: date, last: date
) -> Sequence[tuple[Bulletin, BulletinDraw]]:
    """Give the bulletins that were sent on any of some days, with their draws."""
    query = (
        select(Bulletin, BulletinDraw)
        .join(
            BulletinDraw,
            (BulletinDraw.ics == Bulletin.ics) & (BulletinDraw.bulletin_id == Bulletin.id),
        )
        .where(Bulletin.ics == ics, BulletinDraw.sent_on.between(first, last))
        .order_by(BulletinDraw.sent_on, Bulletin.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def bulletins_to_come(
    session: ReadSession, ics: SystemCode, first: date, last: date
) -> Sequence[Bulletin]:
    """Give the bulletins that are to be sent on any of some days."""
    query = (
        select(Bulletin)
        .where(Bulletin.ics == ics, Bulletin.state == "scheduled")
        .where(_day(Bulletin.send_at).between(first, last))
        .order_by(Bulletin.send_at, Bulletin.id)
    )
    return (await session.scalars(query)).all()


async def gatherings_between(
    session: ReadSession, ics: SystemCode, first: date, last: date
) -> Sequence[Gathering]:
    """Give the gatherings to which people were invited by the last of some days, and which were not
    over before the first; of one that was called off the day of its invitation counts alone."""
    over = func.greatest(Gathering.invited_on, _day(Gathering.starts_at))
    query = (
        select(Gathering)
        .where(Gathering.ics == ics, Gathering.invited_on <= last)
        .where(
            or_(Gathering.invited_on >= first, (Gathering.state != "cancelled") & (over >= first))
        )
        .order_by(Gathering.invited_on, Gathering.id)
    )
    return (await session.scalars(query)).all()


def _day(moment: ColumnElement[object] | object) -> ColumnElement[date]:
    return cast(func.timezone(ENGLAND.key, moment), Date)
