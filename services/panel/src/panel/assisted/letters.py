"""Codes in letters: how a member without email comes to their own page."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.assisted import repository
from panel.assisted.errors import NoSuchMember, WrittenToByEmail
from panel.assisted.models import Enrolment, LetterCode
from panel.keys import PanelKeys
from panel.members import finding
from panel.members.errors import LinkNotValid

GOOD_FOR = timedelta(days=30)
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are read for others: I, L, O, U, 0 and 1."""
_GROUPS, _GROUP = 3, 5

Choose = Callable[[str], str]
"""Gives one character of several, at random."""

_NOT_VALID = (
    "This code is not valid. It may have been used already, or be older than 30 days. Ask for a "
    "new letter."
)


@dataclass(frozen=True)
class Issued:
    """A code, this once, and until when it is good."""

    code: str
    expires_at: datetime


async def issue(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member_id: UUID,
    by: str,
    now: datetime,
    choose: Choose = secrets.choice,
) -> Issued:
    """Make a code for a letter to a member without email; earlier ones open nothing any more.

    Raises:
        NoSuchMember: if there is none of that id.
        WrittenToByEmail: if the member has an email address.
    """
    member = await finding.present_member(session, ics, member_id)
    if member is None:
        raise NoSuchMember
    if member.email_sealed is not None:
        raise WrittenToByEmail
    await repository.void_codes(session, ics, member_id, now)
    groups = ["".join(choose(LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    issued = Issued("-".join(groups), now + GOOD_FOR)
    session.add(
        LetterCode(
            ics=ics,
            id=new_id(),
            member_id=member_id,
            code_hash=keys.letter_code(ics, _plain(issued.code)),
            issued_at=now,
            issued_by=by,
            expires_at=issued.expires_at,
            used_at=None,
        )
    )
    await session.flush()
    return issued


async def redeem(
    session: WriteSession, ics: SystemCode, *, keys: PanelKeys, code: str, now: datetime
) -> str:
    """Use a code up, however it is typed; gives the token of the member's own page.

    Raises:
        LinkNotValid: if it opens nothing.
    """
    hashed = keys.letter_code(ics, _plain(code))
    # The member is held before their codes, as when staff make one or the member leaves.
    member_id = await repository.member_of_code(session, ics, hashed)
    member = await finding.present_member(session, ics, member_id) if member_id else None
    if member is None or not await repository.use_code(session, ics, hashed, now):
        raise LinkNotValid(_NOT_VALID)
    return keys.manage_token(ics, member.id, member.address_number)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's codes: they open nothing any more."""
    await repository.delete_codes(session, ics, member_id)


async def held_of(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> tuple[Enrolment | None, Sequence[LetterCode]]:
    """Give how a member was enrolled, and the letters with a code to them."""
    return (
        await repository.enrolment_of(session, ics, member_id),
        await repository.codes_of(session, ics, member_id),
    )


def _plain(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())
