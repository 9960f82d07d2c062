"""The name of a file, as it is sent (RFC 6266) and as it is given back."""

from __future__ import annotations

from common.errors import FieldError
from common.web.file_names import LONGEST, is_fit, sent_name
from insights.files.errors import NAME, FileRefused


def declared_name(header: str | None) -> str:
    """Read the name out of ``Content-Disposition: attachment; filename="report.pdf"``.

    Raises:
        FileRefused: if there is none, or it can't be a file's name.
    """
    name = sent_name(header)
    if not name:
        raise FileRefused(
            'Say how the file is called: Content-Disposition: attachment; filename="report.pdf".',
            fields=(FieldError(NAME, "names no file"),),
        )
    if not is_fit(name):
        raise FileRefused(
            f"A file's name has {LONGEST} characters at most, no slash, colon or control "
            "character, and does not begin with a dot. Rename it.",
            fields=(FieldError(NAME, "is not a name that a file can have here"),),
        )
    return name
