"""The residents' mail: what the system sent, as a mail program reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Letter:
    """One message to one resident."""

    to: str
    subject: str
    text: str

    def link(self, part: str) -> str | None:
        """Give the first link that has this part of a path in it, or None."""
        return next((link for link in _LINK.findall(self.text) if part in link), None)


class Mailbox:
    """The folder that the system's file mail writes to, one file a message."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._read: dict[Path, Letter] = {}

    def letters(self, to: str) -> list[Letter]:
        """Give every letter to an address, oldest first."""
        return [letter for letter in self._all() if letter.to == to]

    def _all(self) -> Iterator[Letter]:
        for file in sorted(self.directory.glob("*.eml")):
            if file not in self._read:
                self._read[file] = _letter(file.read_bytes())
            yield self._read[file]


def _letter(content: bytes) -> Letter:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  # what policy.default makes
    body = message.get_body(preferencelist=("plain", "html"))
    return Letter(
        to=str(message["To"]).strip().lower(),
        subject=str(message["Subject"]),
        text="" if body is None else str(body.get_content()),
    )
