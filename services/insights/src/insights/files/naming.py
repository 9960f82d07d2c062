"""The name of a file, as it is sent (RFC 6266) and as it is given back."""

from __future__ import annotations

import re
import unicodedata
from email.message import Message
from urllib.parse import quote

from common.errors import FieldError
from insights.files.errors import NAME, FileRefused

LONGEST = 150
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""What no file's name has on some system, or what hides how it ends."""


def declared_name(disposition: str | None) -> str:
    """Read the name out of ``Content-Disposition: attachment; filename="report.pdf"``.

    Raises:
        FileRefused: if there is none, or it can't be a file's name.
    """
    name = ""
    if disposition is not None:
        message = Message()
        message["Content-Disposition"] = disposition
        name = unicodedata.normalize("NFC", message.get_filename() or "").strip()
    if not name:
        raise FileRefused(
            'Say how the file is called: Content-Disposition: attachment; filename="report.pdf".',
            fields=(FieldError(NAME, "names no file"),),
        )
    if len(name) > LONGEST or _UNFIT.search(name) or name.startswith("."):
        raise FileRefused(
            f"A file's name has {LONGEST} characters at most, no slash, colon or control "
            "character, and does not begin with a dot. Rename it.",
            fields=(FieldError(NAME, "is not a name that a file can have here"),),
        )
    return name


def disposition(name: str, *, inline: bool) -> str:
    """Write the header by which a file is given out."""
    how = "inline" if inline else "attachment"
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"
