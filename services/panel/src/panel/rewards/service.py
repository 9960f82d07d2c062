"""Offering rewards, and what members decide on them.

Nobody accepts or gives away before the benefits warning in force was acknowledged: giving away may
count as income too, and whoever wants neither declines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.answers import service as answers
from panel.gatherings import service as gatherings
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import service as members
from panel.rewards import catalogue, repository
from panel.rewards.audit import note
from panel.rewards.errors import (
    AlreadyOffered,
    DecisionStands,
    EverybodyHasIt,
    NobodyToReward,
    NothingInForce,
    OfferNotFound,
    WarningNotAcknowledged,
)
from panel.rewards.models import Offered, RewardKind, RewardOffer
from panel.rewards.schemas import DecisionIn, OfferIn
from panel.selection import service as selections
from panel.surveys import service as surveys

_MOST_NAMED = 20
"""Places in a request of which a refusal says what is wrong there."""


async def offer(
    session: WriteSession,
    ics: SystemCode,
    said: OfferIn,
    *,
    subject: str,
    now: datetime,
    new_id: NewId = new_id,
) -> RewardOffer:
    """Offer a reward to members, for taking part in an activity, and tell them by mail.

    Raises:
        SurveyNotFound, GatheringNotFound, SelectionNotFound: if there is no such activity.
        NobodyToReward
        AlreadyOffered, EverybodyHasIt: where somebody has it, and where nobody else is left.
        Invalid: if the kind is not in force on the activity's first day.
    """
    title, member_ids = await _about(session, ics, said)
    kind = await catalogue.kind_on(session, ics, said.kind, said.first_day)
    if kind is None:
        raise Invalid(
            "The kind is not one in force on the first day. GET /rewards/kinds lists them.",
            fields=(FieldError("body.kind", "is no kind in force on that day"),),
        )
    if not member_ids or await members.hold_present(session, ics, member_ids) != set(member_ids):
        raise NobodyToReward
    made = RewardOffer(
        ics=ics,
        id=new_id(),
        kind=said.kind,
        activity=said.activity,
        activity_id=said.activity_id,
        title=title,
        first_day=said.first_day,
        last_day=said.last_day or said.first_day,
        offered_on=day_in_england(now),
    )
    twice = await repository.have_it(session, made, member_ids)
    if twice and said.leave_out_offered:
        member_ids = [one for one in member_ids if one not in twice]
        if not member_ids:
            raise EverybodyHasIt
    elif twice:
        named = said.member_ids or []
        raise AlreadyOffered(
            [place for place, one in enumerate(named) if one in twice][:_MOST_NAMED]
        )
    session.add(made)
    await session.flush()
    offered = sorted(set(member_ids))
    await repository.make_offered(session, ics, made.id, offered)
    note(session, ics, subject=subject, act="offered", about="offer", about_id=made.id, now=now)
    await mail.queue_about(
        session,
        ics,
        kind=MailKind.REWARD_OFFER,
        about_id=made.id,
        said={"activity": said.activity, "title": title, "reward": kind.label},
        member_ids=offered,
    )
    return made


async def decide(
    session: WriteSession,
    ics: SystemCode,
    *,
    offer_id: UUID,
    member_id: UUID,
    said: DecisionIn,
    subject: str,
    now: datetime,
) -> Offered:
    """Accept, decline or give away what was offered.

    Args:
        subject: `audit.MEMBER`, or of the staff to whom the member said it.

    Raises:
        OfferNotFound, DecisionStands
        NothingInForce: if the system has no benefits warning.
        WarningNotAcknowledged: if another version than the one in force was read, or none.
        Invalid: if the cause is not one in force.
    """
    offered = await offered_to(session, ics, offer_id, member_id)
    if await repository.claimed_pence(session, ics, offer_id, member_id):
        raise DecisionStands
    in_force = await catalogue.on_day(session, ics, day_in_england(now))
    if said.decision != "declined":
        if in_force.warning is None:
            raise NothingInForce("benefits warning")
        if said.warning_version != in_force.warning.version:
            raise WarningNotAcknowledged
    if said.cause is not None and said.cause not in {cause.code for cause in in_force.causes}:
        raise Invalid(
            "The cause is not one in force. GET /rewards/kinds lists them.",
            fields=(FieldError("body.cause", "is no cause in force"),),
        )
    offered.decision = said.decision
    offered.cause = said.cause
    offered.warning_version = said.warning_version if said.decision != "declined" else None
    offered.decided_on = day_in_england(now)
    note(
        session, ics, subject=subject, act=said.decision, about="offer", about_id=offer_id, now=now
    )
    return offered


async def offered_for(
    session: ReadSession, ics: SystemCode, activity_id: UUID
) -> Sequence[RewardKind]:
    """Give the kinds of rewards and expenses that are offered for one activity, as they are on its
    first day; nothing of to whom."""
    offers = await repository.offers_for(session, ics, activity_id)
    kinds = {
        one.kind: await catalogue.kind_on(session, ics, one.kind, one.first_day) for one in offers
    }
    return [kind for kind in kinds.values() if kind is not None]


async def the_offer(session: ReadSession, ics: SystemCode, offer_id: UUID) -> RewardOffer:
    """Give an offer.

    Raises:
        OfferNotFound: if there is none of that id.
    """
    found = await repository.find_offer(session, ics, offer_id)
    if found is None:
        raise OfferNotFound
    return found


async def offered_to(
    session: WriteSession, ics: SystemCode, offer_id: UUID, member_id: UUID
) -> Offered:
    """Give what a member was offered and decided, locked.

    Raises:
        OfferNotFound: if it was not offered to them.
    """
    offered = await repository.lock_offered(session, ics, offer_id, member_id)
    if offered is None:
        raise OfferNotFound
    return offered


async def _about(
    session: ReadSession, ics: SystemCode, said: OfferIn
) -> tuple[str, Sequence[UUID]]:
    title, member_ids = said.title, said.member_ids
    if said.activity == "event" and said.activity_id is not None:
        await gatherings.the_gathering(session, ics, said.activity_id)
    if said.activity == "selection" and said.activity_id is not None:
        await selections.the_selection(session, ics, said.activity_id)
    if said.activity == "survey" and said.activity_id is not None:
        survey = await surveys.the_survey(session, ics, said.activity_id)
        title = title or survey.title
        if member_ids is None:
            member_ids = list(await answers.asked(session, ics, survey.id))
    return title or "", member_ids or []
