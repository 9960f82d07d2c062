"""The mails about a gathering: what each says, and to whom it goes.

A mail goes once to a member for each thing that it tells: one invitation, a change for each
revision, an offer for each deadline. The id that it is about is made of these, so that asking twice
sends once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from common.clock import ENGLAND, day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.gatherings.models import Booking, Gathering
from panel.mail import service as mail
from panel.mail.kinds import MailKind


async def tell(
    session: WriteSession,
    ics: SystemCode,
    kind: MailKind,
    gathering: Gathering,
    member_ids: Sequence[UUID],
) -> UUID:
    """Queue a mail about a gathering as it is now; gives the id that it is about."""
    about_id = notice_id(gathering, kind)
    said = words(gathering)
    await mail.queue_about(
        session, ics, kind=kind, about_id=about_id, said=said, member_ids=member_ids
    )
    return about_id


async def tell_one(
    session: WriteSession, ics: SystemCode, kind: MailKind, gathering: Gathering, booking: Booking
) -> None:
    """Queue a mail about what became of somebody's booking."""
    said = words(gathering)
    what = f"{kind.value}:{booking.number}"
    if booking.offered_until is not None:
        local = booking.offered_until.astimezone(ENGLAND)
        said |= {
            "until_on": day_in_england(booking.offered_until).isoformat(),
            "until_at": f"{local:%H:%M}",
        }
        what += f":{booking.offered_until.isoformat()}"
    about_id = uuid5(booking.id, what)
    to = [booking.member_id]
    await mail.queue_about(session, ics, kind=kind, about_id=about_id, said=said, member_ids=to)


def notice_id(gathering: Gathering, kind: MailKind) -> UUID:
    """Give the id that a mail to several members is about. People are invited once; of what the
    other mails tell there is more with each revision."""
    once = kind is MailKind.GATHERING_INVITATION
    return uuid5(gathering.id, kind.value if once else f"{kind.value}:{gathering.sequence}")


def words(gathering: Gathering) -> dict[str, Any]:
    """Give what the mails about a gathering say alike; nothing of any person."""
    starts = gathering.starts_at.astimezone(ENGLAND)
    ends = gathering.ends_at.astimezone(ENGLAND)
    return {
        "gathering_id": str(gathering.id),
        "title": gathering.title,
        "summary": gathering.summary,
        "starts_on": day_in_england(starts).isoformat(),
        "starts_at": _clock(starts),
        "ends_at": _clock(ends),
        "venue": gathering.venue,
        "online": "yes" if gathering.form != "in_person" else None,
    }


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"
