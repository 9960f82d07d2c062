"""Development: each mail is a file, complete from the moment that its name appears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

from common.mail.port import Delivery, MailNotSent


class FileCarrier:
    """Writes ``<reference>.eml`` files into a folder, which it makes if it isn't there."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivery]:
        """Make the folder."""
        try:
            await asyncio.to_thread(self._directory.mkdir, parents=True, exist_ok=True)
        except OSError as error:
            raise MailNotSent(f"cannot make the mail folder: {error.strerror}") from None
        yield self

    async def send(self, message: EmailMessage, reference: str) -> None:
        """Write one mail to a name that readers pass over, then give it its own."""
        try:
            await asyncio.to_thread(self._write, message, reference)
        except OSError as error:
            raise MailNotSent(f"cannot write the mail: {error.strerror}") from None

    async def forget(self, address: str) -> None:
        """Delete the files of mails to an address."""
        await asyncio.to_thread(self._forget, address.casefold())

    def _forget(self, address: str) -> None:
        for path in self._directory.glob("*.eml"):
            try:
                with path.open("rb") as file:
                    recipient = BytesHeaderParser(policy=default).parse(file)["To"]
            except FileNotFoundError:
                continue  # somebody else deleted it meanwhile
            if parseaddr(str(recipient))[1].casefold() == address:
                path.unlink(missing_ok=True)

    def _write(self, message: EmailMessage, reference: str) -> None:
        partial = self._directory / f".{reference}.part"
        partial.write_bytes(message.as_bytes())
        partial.replace(self._directory / f"{reference}.eml")
