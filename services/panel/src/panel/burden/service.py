"""Drawing on the budget, and telling what is asked of whom and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.insights import ActivityChanged, ActivityRegistered
from panel.burden import repository
from panel.burden.errors import NoAudience, NoDraw
from panel.burden.finding import Found, Meant, find
from panel.burden.models import BulletinDraw, Contact, Draw
from panel.keys import PanelKeys
from panel.mail.kinds import MailKind
from panel.systems.schemas import SystemFile


@dataclass(frozen=True)
class Sample:
    """Whom a survey means to ask."""

    survey_id: UUID
    purpose: str
    """The purpose of consent without which nobody is asked."""
    places: Sequence[str]
    segment_id: UUID | None
    size: int | None
    seed: int


@dataclass(frozen=True)
class Circulation:
    """To whom a bulletin means to go."""

    bulletin_id: UUID
    purpose: str
    """The purpose of consent without which nobody is sent it."""
    segment_id: UUID | None
    languages: Sequence[str]
    """That it is written in, its own first."""


async def draw_sample(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, sample: Sample, now: datetime
) -> Sequence[UUID]:
    """Draw the members whom a survey asks, and enter them in the ledger.

    Whoever draws on a system's budget has it alone until their transaction ends, so two surveys
    that open at once see each other's contacts.

    Returns:
        The members to ask; none if nobody fits who can be reached. Who leaves or is erased while
        this is done is not among them.

    Raises:
        SegmentNotFound
        BudgetSpent: if everybody who could be asked has to rest.
    """
    meant = Meant(
        MailKind.SURVEY_INVITATION,
        sample.survey_id,
        sample.purpose,
        sample.places,
        sample.segment_id,
        sample.size,
        sample.seed,
    )
    found = await find(session, ics, keys, meant, now)
    found.refuse_rested()
    if not found.asked:
        return []
    session.add(
        Draw(
            ics=ics,
            survey_id=sample.survey_id,
            opened_on=day_in_england(now),
            places=found.places,
            groups=found.groups,
            segment_version=found.segment_version,
            size=sample.size,
            seed=sample.seed,
            counts=found.counts,
        )
    )
    await session.flush()
    return found.asked


async def draw_readers(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, meant: Circulation, now: datetime
) -> Sequence[UUID]:
    """Give the members to whom a bulletin goes, and enter them in the ledger; see `draw_sample`.

    Raises:
        SegmentNotFound
        BudgetSpent: if everybody to whom it could go has to rest.
    """
    everyone = Meant(
        MailKind.BULLETIN,
        meant.bulletin_id,
        meant.purpose,
        (),
        meant.segment_id,
        None,
        0,
        meant.languages,
    )
    found = await find(session, ics, keys, everyone, now)
    found.refuse_rested()
    if not found.asked:
        return []
    session.add(
        BulletinDraw(
            ics=ics,
            bulletin_id=meant.bulletin_id,
            sent_on=day_in_england(now),
            places=found.places,
            groups=found.groups,
            segment_version=found.segment_version,
            counts=found.counts,
        )
    )
    await session.flush()
    return found.asked


async def record_feedback(
    session: WriteSession, ics: SystemCode, about_id: UUID, member_ids: Sequence[UUID], on: date
) -> None:
    """Enter in the ledger that members are told what came of it. It is owed to them, so it is sent
    whatever the budget says; later surveys find less of it left."""
    await repository.lock(session, ics)
    await repository.record(
        session, ics, member_ids=member_ids, kind="feedback", about_id=about_id, on=on
    )


async def draw_guests(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, meant: Meant, now: datetime
) -> Found:
    """Give everybody whom a gathering may invite, and enter them in the ledger. There may be nobody
    if all have to rest: who may come can still sign up.

    Raises:
        SegmentNotFound
    """
    return await find(session, ics, keys, meant, now)


async def record_gathering(
    session: WriteSession, ics: SystemCode, about_id: UUID, member_ids: Sequence[UUID], on: date
) -> None:
    """Enter in the ledger that members are reminded of a gathering that they signed up for."""
    await repository.lock(session, ics)
    await repository.record(
        session, ics, member_ids=member_ids, kind="gathering", about_id=about_id, on=on
    )


async def record_asked(
    session: WriteSession,
    ics: SystemCode,
    survey_id: UUID,
    member_ids: Sequence[UUID],
    *,
    places: Sequence[str] | None,
    groups: Sequence[str],
    on: date,
) -> None:
    """Enter in the ledger that members are asked in a survey that was opened to them by name. They
    are asked whatever the budget says; what is asked of them later finds less of it left.

    Args:
        places, groups: of the communities that they are of; empty means all. No places at all
            means that they are of none that was asked.
    """
    await repository.lock(session, ics)
    asked = len(member_ids)
    nobody = dict.fromkeys(("unreachable", "no_usable_format", "rested", "spare"), 0)
    if places is not None:
        session.add(
            Draw(
                ics=ics,
                survey_id=survey_id,
                opened_on=on,
                places=list(places),
                groups=list(groups),
                segment_version=None,
                size=None,
                seed=0,
                counts={"fit": asked, **nobody, "asked": asked},
            )
        )
    await repository.record(
        session, ics, member_ids=member_ids, kind="survey", about_id=survey_id, on=on
    )


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's part of the ledger."""
    await repository.delete_of_member(session, ics, member_id)


async def held_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Contact]:
    """Give a member's part of the ledger, in order."""
    return await repository.of_member(session, ics, member_id)


async def note_activity(
    session: WriteSession, ics: SystemCode, said: ActivityRegistered | ActivityChanged
) -> None:
    """Let a partner's activity draw on the budget of its communities; one that is a survey of this
    panel draws on it as a survey."""
    if said.survey_id is not None:
        return
    values = {
        "id": said.activity_id,
        "title": said.title if said.visibility == "public" else None,
        "method": said.method,
        "places": said.places,
        "communities": said.communities,
        "starts_on": said.starts_on,
        "ends_on": said.ends_on,
        "called_off": isinstance(said, ActivityChanged) and said.status == "called_off",
    }
    await repository.keep_activity(session, ics, values)


async def the_draw(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Draw:
    """Give the draw of a survey.

    Raises:
        NoDraw: if there is none.
    """
    found = await repository.find_draw(session, ics, survey_id)
    if found is None:
        raise NoDraw
    return found


async def audience(
    session: ReadSession, ics: SystemCode, kind: MailKind, about_id: UUID
) -> Mapping[str, int]:
    """Tell, exactly, how many a bulletin was sent to or a gathering invited, and how many it could
    not reach; for those who may see that.

    Raises:
        NoAudience: if there is none of that id, or it was not sent or opened yet.
    """
    counts = await repository.audience(session, ics, kind, about_id)
    if counts is None:
        raise NoAudience
    return counts


async def most_asked(session: ReadSession, ics: SystemCode, survey_id: UUID) -> int | None:
    """Give how many a survey was to ask at most, which is no secret; None for all, or no draw."""
    found = await repository.find_draw(session, ics, survey_id)
    return found.size if found is not None else None


async def published_asked(session: ReadSession, ics: SystemCode, survey_id: UUID) -> int | None:
    """Give how many a survey asked, as its results were published; None before, or where hidden."""
    return await repository.published_asked(session, ics, survey_id)


async def load(session: WriteSession, file: SystemFile) -> None:
    """Write a system's limits; safe to repeat."""
    await repository.replace_limits(session, file)
