"""The mailbox: a page that lists and shows the mail which the file adapter wrote. Development only.

It reads the same .eml files that `make thread` reads; nothing is ever sent from here.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from pathlib import Path

from local_runner.pages import NOT_FOUND, Page

SHOWN = 200
"""Mails listed at most, the newest first."""

_STYLE = (
    "<style>body{font:1.1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:50rem;"
    "padding:0 1rem}li{margin:.5rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;"
    "background:#f0f4f5;padding:1rem}</style>"
)
_LINK = re.compile(r"https?://[^\s<>\"']+")


class MailboxPage:
    """Shows a folder of .eml files.

    Args:
        directory: the folder; it need not exist yet.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __call__(self, path: str) -> Page:
        """Give the list at `/`, a mail at `/<file name>`."""
        name = path.removeprefix("/")
        if not name:
            return self._list()
        file = next((file for file in self._files() if file.name == name), None)
        return NOT_FOUND if file is None else _show(_read(file))

    def _files(self) -> list[Path]:
        found = [(file.stat().st_mtime_ns, file) for file in self._directory.glob("*.eml")]
        return [file for _, file in sorted(found, reverse=True)[:SHOWN]]

    def _list(self) -> Page:
        rows = []
        for file in self._files():
            mail = _read(file)
            what = f"{mail['subject']} — to {mail['to']}, {mail['date']}"
            rows.append(f'<li><a href="/{escape(file.name)}">{escape(what)}</a></li>')
        listed = f"<ol>{''.join(rows)}</ol>" if rows else "<p>No mail has been sent yet.</p>"
        return _page("Mail sent on this machine", listed)


def _read(file: Path) -> EmailMessage:
    mail = message_from_bytes(file.read_bytes(), policy=default)
    if not isinstance(mail, EmailMessage):
        raise TypeError("the default policy reads EmailMessage")
    return mail


def _show(mail: EmailMessage) -> Page:
    body = mail.get_body(preferencelist=("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    heads = "".join(
        f"<p><strong>{name}:</strong> {escape(str(mail[name]))}</p>"
        for name in ("From", "To", "Date")
    )
    return _page(
        str(mail["subject"]),
        f'{heads}<pre>{_with_links(text)}</pre><p><a href="/">All mail</a></p>',
    )


def _with_links(text: str) -> str:
    parts, end = [], 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(".,;:)")
        start = found.start()
        parts.append(escape(text[end:start]))
        parts.append(f'<a href="{escape(address)}" rel="noreferrer">{escape(address)}</a>')
        end = start + len(address)
    return "".join([*parts, escape(text[end:])])


def _page(title: str, content: str) -> Page:
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    return Page(f"{head}{_STYLE}<main><h1>{escape(title)}</h1>{content}</main></html>")
