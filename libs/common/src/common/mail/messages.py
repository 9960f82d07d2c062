"""The head of a mail, alike for all that leave."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr


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
    message = EmailMessage(policy=SMTP)
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
