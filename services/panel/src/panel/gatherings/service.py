"""Drafting, opening, changing and cancelling gatherings; see `afterwards` for what comes then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.web.versions import check_version
from panel.burden import service as burden
from panel.burden.finding import Meant
from panel.gatherings import needs, notices, offering, repository
from panel.gatherings.errors import (
    FewerThanTaken,
    GatheringNotFound,
    LoweringCounts,
    NotInThisState,
)
from panel.gatherings.models import Booking, Gathering
from panel.gatherings.schemas import GatheringIn, GatheringPatch
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.segments import service as segments
from panel.systems import service as systems

_TOLD_OF = ("venue", "starts_at", "ends_at", "online_link")
"""What those who signed up are told of when it changes."""


async def draft(
    session: WriteSession,
    ics: SystemCode,
    said: GatheringIn,
    now: datetime,
    new_id: NewId = new_id,
) -> Gathering:
    """Write a new draft.

    Raises:
        SystemNotLoaded, SegmentNotFound
        Invalid: if a place or an arrangement is not one in force, or it would be over.
    """
    await systems.the_system(session, ics)
    await _refuse_past(said.starts_at, now)
    await systems.refuse_unknown_places(session, ics, said.places, "body.places")
    await needs.refuse_unknown(
        session, ics, said.access_offered, day_in_england(now), "body.access_offered"
    )
    if said.segment_id is not None:
        await segments.the_segment(session, ics, said.segment_id)
    values = said.model_dump()
    values["online_link"] = str(said.online_link) if said.online_link else None
    values["sign_up_until"] = said.sign_up_until or said.starts_at
    gathering = Gathering(
        ics=ics, id=new_id(), state="draft", sequence=0, groups=[], asked_places=[], audience=None,
        changed_at=now, created_at=now, version=1, **values,
    )  # fmt: skip
    session.add(gathering)
    await session.flush()
    return gathering


async def the_gathering(session: ReadSession, ics: SystemCode, gathering_id: UUID) -> Gathering:
    """Give a gathering.

    Raises:
        GatheringNotFound: if this system has none of that id.
    """
    return found_gathering(await repository.find(session, ics, gathering_id))


async def public_gathering(session: ReadSession, ics: SystemCode, gathering_id: UUID) -> Gathering:
    """Give a gathering that anybody may see.

    Raises:
        GatheringNotFound: if there is none, or it is a draft or not public.
    """
    gathering = await the_gathering(session, ics, gathering_id)
    if not gathering.public or gathering.state == "draft":
        raise GatheringNotFound
    return gathering


async def list_gatherings(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[Gathering]:
    """List gatherings, the newest first."""
    return await repository.list_gatherings(session, ics, page)


async def coming(session: ReadSession, ics: SystemCode, now: datetime) -> list[Gathering]:
    """Give the public gatherings that are open and not over, by their start."""
    return [one for one in await repository.coming(session, ics, now) if one.public]


async def which_are_full(
    session: ReadSession, ics: SystemCode, gatherings: Sequence[Gathering]
) -> set[UUID]:
    """Give those of some gatherings where who asks now would have to wait."""
    ids = [one.id for one in gatherings]
    taken = await repository.taken(session, ics, ids)
    queued = await repository.waiting(session, ics, ids)
    return {one.id for one in gatherings if taken.get(one.id, 0) >= one.capacity} | queued


async def open_gathering(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, gathering_id: UUID, now: datetime
) -> Gathering:
    """Open a draft, and invite the members who may come, agree to be told of events, and need not
    rest by the burden budget. Others who may come can still sign up by themselves.

    Raises:
        GatheringNotFound, NotInThisState, SegmentNotFound
        Invalid: if it is over.
    """
    gathering = await in_state(session, ics, gathering_id, "draft")
    await _refuse_past(gathering.starts_at, now)
    invitation = MailKind.GATHERING_INVITATION
    meant = Meant(
        invitation,
        notices.notice_id(gathering, invitation),
        offering.PURPOSE,
        gathering.places,
        gathering.segment_id,
        size=None,
        seed=0,
    )
    found = await burden.draw_guests(session, ics, keys, meant, now)
    gathering.state = "open"
    gathering.opened_at = now
    gathering.audience = found.counts
    if found.asked:
        gathering.groups, gathering.asked_places = found.groups, found.places
        gathering.invited_on = day_in_england(now)
    revised(gathering, now)
    await session.flush()
    if found.asked:
        await notices.tell(session, ics, invitation, gathering, found.asked)
    return gathering


async def change(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    gathering_id: UUID,
    patch: GatheringPatch,
    expected_version: int,
    counts: bool,
    now: datetime,
) -> Gathering:
    """Change a draft or an open gathering; of a new time or place everybody is told who signed up.
    Places that a greater capacity makes are offered to those who wait.

    Args:
        counts: whether the caller may know how many have a place. Only then is a capacity lowered:
            which ones are refused tells just that.

    Raises:
        GatheringNotFound, PreconditionFailed, NotInThisState, FewerThanTaken, LoweringCounts
        Invalid: if an arrangement is not one in force, or times don't follow each other.
    """
    gathering = found_gathering(await repository.lock(session, ics, gathering_id))
    check_version(gathering.version, expected_version)
    if gathering.state not in {"draft", "open"}:
        raise NotInThisState("a draft or open")
    values = patch.model_dump(exclude_none=True)
    lowered = values.get("capacity", gathering.capacity) < gathering.capacity
    if lowered and gathering.state == "open" and not counts:
        raise LoweringCounts
    if patch.online_link is not None:
        values["online_link"] = str(patch.online_link)
    if values.get("starts_at", gathering.starts_at) != gathering.starts_at:
        await _refuse_past(values["starts_at"], now)
        whole = gathering.sign_up_until == gathering.starts_at
        until = values["starts_at"] if whole else gathering.sign_up_until
        values.setdefault("sign_up_until", min(until, values["starts_at"]))
    await needs.refuse_unknown(
        session, ics, values.get("access_offered", []), day_in_england(now), "body.access_offered"
    )
    moved = any(name in values and values[name] != getattr(gathering, name) for name in _TOLD_OF)
    for name, value in values.items():
        setattr(gathering, name, value)
    _refuse_times(gathering)
    counted = await repository.taken(session, ics, [gathering.id])
    if counted.get(gathering.id, 0) > gathering.capacity:
        raise FewerThanTaken
    revised(gathering, now)
    if gathering.state == "open":
        if moved:
            gathering.reminded_at = None
            await _tell_all(session, ics, MailKind.GATHERING_CHANGED, gathering)
        await offering.offer_free(session, ics, keys, gathering, now)
    await session.flush()
    return gathering


async def cancel(
    session: WriteSession, ics: SystemCode, gathering_id: UUID, now: datetime
) -> Gathering:
    """Call an open gathering off, and tell everybody who wanted to come; what they needed is
    deleted.

    Raises:
        GatheringNotFound, NotInThisState
    """
    gathering = await in_state(session, ics, gathering_id, "open")
    held = await repository.bookings(session, ics, gathering.id, repository.COMING)
    # Members are held before their mails, as when one leaves.
    there = await repository.share_members(session, ics, [one.member_id for one in held])
    invited = notices.notice_id(gathering, MailKind.GATHERING_INVITATION)
    await mail.call_off(session, ics, MailKind.GATHERING_INVITATION, invited, now)
    gathering.state = "cancelled"
    revised(gathering, now)
    await notices.tell(session, ics, MailKind.GATHERING_CANCELLED, gathering, there)
    await repository.forget_needs(session, ics, now)
    await session.flush()
    return gathering


async def bookings(session: ReadSession, ics: SystemCode, gathering_id: UUID) -> Sequence[Booking]:
    """Give everybody who ever asked, in the order of asking; for staff who may see personal data.

    Raises:
        GatheringNotFound: if this system has none of that id.
    """
    await the_gathering(session, ics, gathering_id)
    return await repository.bookings(session, ics, gathering_id)


async def _tell_all(
    session: WriteSession, ics: SystemCode, kind: MailKind, gathering: Gathering
) -> None:
    held = await repository.bookings(session, ics, gathering.id, repository.COMING)
    await notices.tell(session, ics, kind, gathering, [one.member_id for one in held])


async def in_state(
    session: WriteSession, ics: SystemCode, gathering_id: UUID, state: str
) -> Gathering:
    """Give a gathering that is at one step, its row held.

    Raises:
        GatheringNotFound, NotInThisState
    """
    gathering = found_gathering(await repository.lock(session, ics, gathering_id))
    if gathering.state != state:
        raise NotInThisState(state)
    return gathering


async def _refuse_past(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Invalid(
            "It must be in the future.",
            fields=(FieldError("body.starts_at", "must be later than now"),),
        )


def _refuse_times(gathering: Gathering) -> None:
    if not gathering.sign_up_until <= gathering.starts_at < gathering.ends_at:
        raise Invalid(
            "It ends after it starts, and sign-up is over by then.",
            fields=(FieldError("body.starts_at", "does not fit the other times"),),
        )


def revised(gathering: Gathering, now: datetime, *, in_calendars: bool = True) -> None:
    """Count a change, and where calendars show it a revision."""
    gathering.version += 1
    if in_calendars:
        gathering.sequence += 1
        gathering.changed_at = now


def found_gathering(gathering: Gathering | None) -> Gathering:
    """Refuse what is not there.

    Raises:
        GatheringNotFound
    """
    if gathering is None:
        raise GatheringNotFound
    return gathering
