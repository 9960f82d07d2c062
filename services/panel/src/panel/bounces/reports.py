"""Reading a report of failed delivery (RFC 3464). Pure; whatever is sent, it raises nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from common.mail.statuses import Verdict, status_in, verdict

MOST = 512 * 1024
"""Bytes of a report that are read."""

_ID = r"([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})"
_MESSAGE_ID = re.compile(rf"<{_ID}@", re.IGNORECASE)
_RETURN_PATH = re.compile(rf"\+{_ID}@", re.IGNORECASE)
_BARE = re.compile(rf"\s*{_ID}\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """That a mail of ours was not delivered."""

    mail_id: UUID
    status: str
    verdict: Verdict


def read_report(raw: bytes) -> Report | None:
    """Read a report; None of what is none, of one that says that delivery goes on being tried, and
    of one that names no mail of ours."""
    try:
        message = message_from_bytes(raw[:MOST])
        if message.get_content_type() != "multipart/report":
            return None
        parts = list(message.walk())
        status = next(_failed(parts), None)
        mail_id = next(_named(message, parts), None)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        return None  # no mail program made this
    if status is None or mail_id is None:
        return None
    return Report(mail_id, status, verdict(status))


def _failed(parts: list[Message]) -> Iterator[str]:
    """Give the status of each recipient whom the mail did not reach; ours have one each."""
    for part in parts:
        if str(part.get("Action", "")).strip().lower() == "failed":
            yield status_in(str(part.get("Status", ""))) or "5.0.0"


def _named(report: Message, parts: list[Message]) -> Iterator[UUID]:
    """Give the id of our mail: by the return path that the report came to, by the envelope's id,
    or by the mail that is returned, in this order."""
    for header in ("To", "Delivered-To", "X-Original-To"):
        for value in report.get_all(header, []):
            yield from _ids(_RETURN_PATH, str(value))
    for part in parts:
        yield from _ids(_BARE, str(part.get("Original-Envelope-Id", "")))
    for part in parts[1:]:
        yield from _ids(_MESSAGE_ID, str(part.get("Message-ID", "")))
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            returned = message_from_bytes(headers if isinstance(headers, bytes) else b"")
            yield from _ids(_MESSAGE_ID, str(returned.get("Message-ID", "")))


def _ids(pattern: re.Pattern[str], value: str) -> Iterator[UUID]:
    found = pattern.search(value[:1000])
    if found:
        yield UUID(found.group(1))
