"""Whether a member agrees to a mail, by what it is and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from panel.mail.kinds import MailKind
from panel.members.recipients import Recipient

_OFFERED_FOR = {"survey": "surveys", "event": "events", "selection": "assembly_pool"}
"""Activity that a reward is offered for → the purpose of consent that it belongs to."""


def agrees(recipient: Recipient, kind: MailKind, said: Mapping[str, Any]) -> bool:
    """Say whether a member agrees to a mail. An offer of a reward goes to who agrees to what it is
    for; one for something else, to who agrees to be written to for anything."""
    if kind is not MailKind.REWARD_OFFER:
        return recipient.agreed_to(kind.purpose)
    purpose = _OFFERED_FOR.get(said.get("activity", ""))
    return recipient.agreed_to(purpose) if purpose is not None else bool(recipient.purposes)


def asks(kind: MailKind) -> bool:
    """Say whether a mail asks something of a member, so that it waits while they have a pause."""
    return kind.purpose is not None or kind is MailKind.REWARD_OFFER
