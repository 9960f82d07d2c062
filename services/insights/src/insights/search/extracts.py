"""Extracts as HTML: the text escaped, what was found in <mark>."""

from __future__ import annotations

import html
import secrets


def new_marks() -> tuple[str, str]:
    """Give marks for the beginning and the end of what is found, which no text can hold.

    They are drawn afresh for each search: a text that holds yesterday's marks is only text.
    """
    mark = secrets.token_hex(8)
    return f"[{mark}[", f"]{mark}]"


def as_html(extract: str, marks: tuple[str, str]) -> str:
    """Escape an extract and turn its marks into <mark> elements."""
    escaped = html.escape(extract)
    return escaped.replace(marks[0], "<mark>").replace(marks[1], "</mark>")
