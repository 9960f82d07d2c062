"""Payment details that staff take down for a member without email, who cannot enter them.

The member's consent is on record with its day, how they gave it and a witness's reference, as when
they were enrolled. Two people do it: one takes the details down, another enters them again from the
member's own words. Until both are the same nothing is paid there: whoever enters an account alone
could enter their own, and a mistyped one pays a stranger. Who comes to the member's page by a
letter's code enters an account as the member does: the code's making is on record, not prevented.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.assisted.errors import NoSuchMember
from panel.keys import PanelKeys
from panel.members import finding
from panel.rewards import paying, repository
from panel.rewards.audit import note
from panel.rewards.held import account_of
from panel.rewards.schemas import PaymentDetails
from panel.rewards.taking_errors import (
    DetailsDiffer,
    DetailsNotTaken,
    EntersTheirOwn,
    SameTaker,
)
from panel.rewards.taking_schemas import DetailsTakenIn


async def take(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member_id: UUID,
    said: DetailsTakenIn,
    by: str,
    now: datetime,
    new_id: NewId = new_id,
) -> None:
    """Keep where a member without email is paid, sealed, in place of what was held; it waits for
    somebody else to enter it again.

    Raises:
        NoSuchMember
        EntersTheirOwn: if the member has email.
        Invalid: if the consent is of a day to come.
    """
    await _assisted(session, ics, member_id)
    if said.consented_on > day_in_england(now):
        raise Invalid(
            "The member must have agreed before their account is kept.",
            fields=(FieldError("body.consented_on", "must not be to come"),),
        )
    sealed = paying.seal_account(ics, keys, member_id, account_of(said.details))
    taken_id = new_id()
    taken = {
        "taken_id": taken_id,
        "means": said.means,
        "witness": said.witness,
        "consented_on": said.consented_on,
        "taken_by": by,
    }
    await repository.write_payee(session, ics, member_id, sealed, taken)
    note(session, ics, subject=by, act="taken", about="account", about_id=taken_id, now=now)


async def confirm(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member_id: UUID,
    details: PaymentDetails,
    by: str,
    now: datetime,
) -> None:
    """Let an account be paid that somebody else took down, by entering it again.

    Raises:
        NoSuchMember, EntersTheirOwn
        DetailsNotTaken: if none waits.
        SameTaker: if they took it down themselves.
        DetailsDiffer: if the two are not the same; neither is shown.
    """
    await _assisted(session, ics, member_id)
    payee = await repository.payee_to_change(session, ics, member_id)
    if payee is None or payee.taken_id is None or payee.confirmed_by is not None:
        raise DetailsNotTaken
    if payee.taken_by == by:
        raise SameTaker
    if paying.open_account(ics, keys, member_id, payee.sealed) != account_of(details):
        raise DetailsDiffer
    payee.confirmed_by = by
    note(
        session, ics, subject=by, act="confirmed", about="account", about_id=payee.taken_id, now=now
    )


async def forget(
    session: WriteSession, ics: SystemCode, *, member_id: UUID, by: str, now: datetime
) -> None:
    """Delete what staff took down, as the member asks; nothing is done where there is nothing.

    Raises:
        NoSuchMember, EntersTheirOwn
    """
    await _assisted(session, ics, member_id)
    payee = await repository.payee_to_change(session, ics, member_id)
    if payee is None:
        return
    about_id = payee.taken_id or new_id()
    await repository.delete_payee(session, ics, member_id)
    note(session, ics, subject=by, act="forgotten", about="account", about_id=about_id, now=now)


async def _assisted(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    member = await finding.present_member(session, ics, member_id)
    if member is None:
        raise NoSuchMember
    if member.email_sealed is not None:
        raise EntersTheirOwn
