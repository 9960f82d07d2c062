"""SMTP: one connection for all mails of a round."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from common.mail.port import Delivery, MailNotSent, MailRefused
from common.mail.statuses import status_of_reply

TIMEOUT_SECONDS = 15
_PORTS = {"smtp": 25, "smtps": 465}


class _SmtpDelivery:
    def __init__(self, client: aiosmtplib.SMTP, bounces_to: str | None) -> None:
        self._client = client
        self._bounces_to = bounces_to

    async def send(self, message: EmailMessage, reference: str) -> None:
        """Hand one mail over; ``reference`` is in its Message-ID already."""
        # What a server says about a refused mail quotes the address, so only codes are kept.
        try:
            await self._client.send_message(
                message,
                sender=return_path(self._bounces_to, reference),
                mail_options=self._options(reference),
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            worst = max(error.recipients, key=lambda refused: refused.code)
            raise _refused(worst.code, status_of_reply(worst.code, worst.message)) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _refused(error.code) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailNotSent(type(error).__name__) from None

    def _options(self, reference: str) -> list[str]:
        """Ask that a report names our mail and returns no more than its headers (RFC 3461)."""
        known = self._client.supports_extension("dsn")
        return ["RET=HDRS", f"ENVID={reference}"] if known else []


def return_path(bounces_to: str | None, reference: str) -> str | None:
    """Give the address to which a mail comes back: the mailbox's, with the mail's id in it (VERP),
    which says nothing of its recipient; None for the sender's own."""
    if bounces_to is None:
        return None
    mailbox, _, domain = bounces_to.rpartition("@")
    return f"{mailbox}+{reference.replace('-', '')}@{domain}"


def _refused(code: int, status: str | None = None) -> Exception:
    """Make the error of an SMTP reply: 5xx is for good, 4xx for now (RFC 5321, section 4.2.1)."""
    why = f"the mail server answered {code}"
    return MailRefused(why, status) if code >= 500 else MailNotSent(why)


@dataclass(frozen=True)
class SmtpCarrier:
    """Speaks to one mail server.

    Args:
        implicit_tls: TLS from the first byte (``smtps://``); otherwise STARTTLS where it is
            offered.
    """

    host: str
    port: int
    implicit_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    bounces_to: str | None = None
    """Mailbox of the return path; None for the sender's."""

    @classmethod
    def parse(cls, url: str, bounces_to: str | None = None) -> SmtpCarrier:
        """Read ``smtp://[user:password@]host[:port]`` or ``smtps://…``.

        Raises:
            ValueError: if it isn't of that form.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("an SMTP address begins with smtp:// or smtps:// and names a host")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            implicit_tls=parts.scheme == "smtps",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            bounces_to=bounces_to,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivery]:
        """Connect and sign in."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.implicit_tls,
            start_tls=False if self.implicit_tls else None,
            username=self.user,
            password=self.password,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailNotSent(f"cannot reach the mail server: {type(error).__name__}") from None
        try:
            yield _SmtpDelivery(client, self.bounces_to)
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
        finally:
            client.close()

    async def forget(self, address: str) -> None:
        """Do nothing: what the server took is in the recipient's own mailbox."""
