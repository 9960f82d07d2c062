"""The mail port: how a mail leaves a service. `common.mail.carriers` gives the adapter."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from email.message import EmailMessage
from typing import Protocol


class MailRefused(Exception):
    """The mail will never be taken as it is: an address that does not exist, for one.

    Args:
        status: what the server says of the address (RFC 3463); None where it says nothing of it.
    """

    def __init__(self, why: str, status: str | None = None) -> None:
        super().__init__(why)
        self.status = status


class MailNotSent(Exception):
    """The mail could not be sent now; later it may."""


class Delivery(Protocol):
    """An open way to send mails, one after another."""

    async def send(self, message: EmailMessage, reference: str) -> None:
        """Send one mail.

        Args:
            message: with one recipient.
            reference: names the mail; sending it again under the same one does no harm.

        Raises:
            MailRefused: if trying again is no use.
            MailNotSent: if it is.
        """


class Carrier(Protocol):
    """Opens deliveries."""

    def open(self) -> AbstractAsyncContextManager[Delivery]:
        """Open a way to send several mails.

        Raises:
            MailNotSent: if nothing can be sent now.
        """

    async def forget(self, address: str) -> None:
        """Delete what is kept here of mails to an address; what was handed over is out of reach."""
