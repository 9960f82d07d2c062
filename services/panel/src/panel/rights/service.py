"""Objecting, pausing, and what of both is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.keys import PanelKeys
from panel.rights import repository
from panel.rights.models import Objection
from panel.rights.schemas import ObjectionChange, RightsPatch
from panel.vocabularies import service as vocabularies
from panel.withdrawals import service as withdrawals

PURPOSES = ("objection_purpose", "consent_purpose")
"""Vocabularies of what may be objected to."""
LONGEST_PAUSE = timedelta(days=5 * 366)
"""A day further off than this is taken for a slip of the keys."""


@dataclass(frozen=True)
class Rights:
    """What a member has said by these rights, as it stands on a day."""

    objections: Sequence[Objection] = ()
    paused_until: date | None = None
    """The first day on which they may be written to again; None where they are not paused."""


async def change(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    *,
    keys: PanelKeys,
    said: RightsPatch,
    now: datetime,
) -> None:
    """Do what a member says by these rights.

    Raises:
        Invalid: if what is objected to is no purpose in force, or the pause ends on no day to come.
    """
    await _change_objections(session, ics, member_id, said.objections, keys=keys, now=now)
    if "paused_until" in said.model_fields_set:
        await _pause(session, ics, member_id, said.paused_until, day_in_england(now))
        until = said.paused_until
        await withdrawals.note_pause(session, ics, member_id, until, keys=keys, now=now)


async def _change_objections(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    changes: Sequence[ObjectionChange],
    *,
    keys: PanelKeys,
    now: datetime,
) -> None:
    """Make objections and take some back.

    Raises:
        Invalid: if what is objected to is no purpose in force. Taking back is always possible.
    """
    made = [one.purpose for one in changes if one.objects]
    if made:
        in_force = await vocabularies.in_force(session, ics, day_in_england(now), PURPOSES)
        if any(all(v.choice(purpose) is None for v in in_force.values()) for purpose in made):
            raise Invalid(
                f"Choose from the vocabularies {' and '.join(PURPOSES)}: GET /vocabularies lists "
                "them.",
                fields=(FieldError("body.objections", "has a purpose that is not in force"),),
            )
    for purpose in made:
        await repository.object_to(session, ics, member_id, purpose, now)
    withdrawn = [one.purpose for one in changes if not one.objects]
    await repository.take_back(session, ics, member_id, withdrawn)
    stand = {purpose: purpose not in withdrawn for purpose in [*made, *withdrawn]}
    await withdrawals.note_objections(session, ics, member_id, stand.items(), keys=keys, now=now)


async def _pause(
    session: WriteSession, ics: SystemCode, member_id: UUID, until: date | None, today: date
) -> None:
    """Leave a member in peace until a day; None ends a pause.

    Raises:
        Invalid: if the day is not to come, or more than five years off.
    """
    if until is None:
        await repository.resume(session, ics, member_id)
        return
    if not today < until <= today + LONGEST_PAUSE:
        raise Invalid(
            "Name the first day on which we may write to you again: after today, and within five "
            "years.",
            fields=(FieldError("body.paused_until", "must be a day to come, within five years"),),
        )
    await repository.pause(session, ics, member_id, until)


async def of_members(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID], on: date
) -> Mapping[UUID, Rights]:
    """Give what some members have said, as it stands on a day; who said nothing is left out."""
    objections: dict[UUID, list[Objection]] = {}
    for one in await repository.objections_of(session, ics, member_ids):
        objections.setdefault(one.member_id, []).append(one)
    pauses = {
        p.member_id: p.until for p in await repository.pauses_of(session, ics, member_ids, on)
    }
    return {
        member_id: Rights(objections.get(member_id, ()), pauses.get(member_id))
        for member_id in objections.keys() | pauses.keys()
    }


async def object_again(
    session: WriteSession, ics: SystemCode, member_id: UUID, purpose: str, at: datetime
) -> bool:
    """Write an objection anew that a restore took away; False if it is there."""
    return await repository.object_to(session, ics, member_id, purpose, at)


async def pause_again(session: WriteSession, ics: SystemCode, member_id: UUID, until: date) -> bool:
    """Write a pause anew that a restore took away; False if it is there."""
    there = await repository.pauses_of(session, ics, [member_id], date.min)
    if any(pause.until == until for pause in there):
        return False
    await repository.pause(session, ics, member_id, until)
    return True


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete what a member said by these rights."""
    await repository.delete_of_member(session, ics, member_id)
