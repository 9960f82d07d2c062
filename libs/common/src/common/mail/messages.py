"""The head of a mail, alike for all that leave."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from typing import cast


class _Verbatim(UniqueUnstructuredHeader):
    """A header that mail programs read as it stands. The library folds a word that is longer than a
    line into encoded words (RFC 2047), in which no program finds an address."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """Write it on one line."""
        return f"{self.name}: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
    known = HeaderRegistry()
    for name in ("list-unsubscribe", "list-unsubscribe-post"):
        known.map_to_type(name, cast("type[BaseHeader]", _Verbatim))
    return known


_POLICY = EmailPolicy(
    linesep=SMTP.linesep, max_line_length=SMTP.max_line_length, cte_type="7bit",
    header_factory=_headers(),
)  # fmt: skip
"""Seven bits only, so that no server on the way encodes a mail anew after it was signed (RFC 6376,
section 5.3)."""


def new_message(
    *, sender: str, to: str, subject: str, reference: str, now: datetime, stop_link: str | None
) -> EmailMessage:
    """Begin a mail that nobody need answer.

    Args:
        sender: ``Name <address>``.
        reference: names the mail; becomes its Message-ID, so that a mail sent twice is seen to be
            the same.
        stop_link: stops further mail with one POST (RFC 8058), without asking anything of the
            person; None where there is none to stop.
    """
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(sender)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{reference}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if stop_link is not None:
        message["List-Unsubscribe"] = f"<{stop_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message
