"""Reading mails as people do."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit


def read_mail(content: bytes) -> EmailMessage:
    """Read a mail."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    """Give a mail's plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def links_in(message: EmailMessage) -> list[str]:
    """Give the addresses in a mail's plain text, in order."""
    return [word for word in text_of(message).split() if word.startswith("http")]


def token_in(message: EmailMessage) -> str:
    """Give the token of the first link in a mail."""
    return parse_qs(urlsplit(links_in(message)[0]).query)["token"][0]
