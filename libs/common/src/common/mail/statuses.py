"""What a status of a failed delivery says of the address (RFC 3463). Pure."""

from __future__ import annotations

import re
from enum import StrEnum

_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")

_HARD = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, no such system, moved without a new address, mailbox disabled."""
_OURS = re.compile(r"[45]\.(?:1\.[78]|3\.4|5\.\d+|6\.\d+|7\.\d+)$")
"""Our address as sender, the size of our mail, protocol, content, policy and security."""


class Verdict(StrEnum):
    """What a failure says."""

    HARD = "hard"
    """The address is no good."""
    SOFT = "soft"
    """Something was in the way, such as a full mailbox."""
    OURS = "ours"
    """The fault is on our side, or that of a policy against us; nothing of the address."""


def status_in(text: str) -> str | None:
    """Give the status at the beginning of a server's words or of a report's field; None if there
    is none. Nothing else of the words is looked at: they quote addresses."""
    found = _STATUS.match(text)
    return ".".join(found.groups()) if found else None


def status_of_reply(code: int, words: str) -> str:
    """Give the status of an SMTP reply to a recipient.

    Where the server gives none, 551 and 553 say that the mailbox is elsewhere or cannot be
    (RFC 5321, section 4.2.3). A bare 550 may be a policy as well as a missing mailbox, so it counts
    as something in the way.
    """
    given = status_in(words)
    if given is not None:
        return given
    return "5.1.1" if code in {551, 553} else f"{code // 100}.0.0"


def verdict(status: str) -> Verdict:
    """Say what a status means for the address."""
    if status in _HARD:
        return Verdict.HARD
    return Verdict.OURS if _OURS.match(status) else Verdict.SOFT
