"""Members as mail needs to know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.access import service as access
from panel.access.rules import Formats, Rules
from panel.bounces import standing
from panel.datakeys import service as datakeys
from panel.keys import PanelKeys
from panel.members import repository
from panel.members.contacts import email_of
from panel.rights import service as rights

_NO_NEEDS = Rules()


@dataclass(frozen=True)
class Recipient:
    """A member as mail needs to know one."""

    member_id: UUID
    email: str | None
    """None of who has none: messages are brought to them."""
    language: str
    mail_format: str
    """The format that they like best: html or plain_text."""
    purposes: frozenset[str]
    """What they agree to and do not object to."""
    rules: Rules = _NO_NEEDS
    """What their communication needs mean for messages."""
    by_post: bool = False
    by_telephone: bool = False
    """There is a postal address, or a telephone number."""
    address_fails: bool = False
    """Mails came back from it; see `panel.bounces`."""
    paused_until: date | None = None
    """The first day on which they may be asked anything again; None where they are not paused."""
    address_number: int = 1
    """Which of their addresses this is."""
    version: int = 1
    """Grows when anything of this changes."""

    def can_be_brought(self, formats: Formats) -> bool:
        """Say whether a message can be brought to them by post or telephone, in some format."""
        ways = [*(["post"] if self.by_post else []), *(["phone"] if self.by_telephone else [])]
        return any(self.rules.allow(c) for c, way in formats.headings.items() if way in ways)

    def agreed_to(self, purpose: str | None) -> bool:
        """Say whether mail for a purpose may be sent; mail without one always may."""
        return purpose is None or purpose in self.purposes


async def ids_by_address(
    session: WriteSession, ics: SystemCode, indexes: Sequence[bytes]
) -> Mapping[bytes, UUID]:
    """Give the members that some addresses are of, by the addresses' blind indexes; they can't be
    erased before the transaction ends."""
    return await repository.ids_by_address(session, ics, indexes) if indexes else {}


async def recipients(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    member_ids: Sequence[UUID],
    on: date,
) -> Mapping[UUID, Recipient]:
    """Give the addresses of some members; those who left are not among them.

    Args:
        on: the day by which needs are understood and pauses end.
    """
    # The members are read first: whoever changes their needs grows the version before.
    present = await repository.present_with_keys(session, ics, member_ids)
    own = await datakeys.opened(ics, keys, ((member.id, row) for member, row in present))
    purposes: dict[UUID, set[str]] = {}
    for consent in await repository.consents_in_force(session, ics, member_ids):
        purposes.setdefault(consent.member_id, set()).add(consent.purpose)
    failing = await standing.failing(session, ics, member_ids, on)
    said = await rights.of_members(session, ics, member_ids, on)
    for member_id, one in said.items():
        purposes.get(member_id, set()).difference_update(o.purpose for o in one.objections)
    rules = await access.rules_for(session, ics, keys=keys, member_ids=member_ids, on=on)
    return {
        member.id: Recipient(
            member_id=member.id,
            email=email_of(own[member.id], member),
            language=member.language,
            mail_format=member.mail_format,
            purposes=frozenset(purposes.get(member.id, ())),
            rules=rules.get(member.id, _NO_NEEDS),
            by_post=member.post_index is not None,
            by_telephone=member.telephone_index is not None,
            address_fails=member.id in failing,
            paused_until=said[member.id].paused_until if member.id in said else None,
            address_number=member.address_number,
            version=member.version,
        )
        for member, _ in present
    }
