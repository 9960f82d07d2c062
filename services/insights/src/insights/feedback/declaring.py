"""What a file of feedback is said to be, read out of its media type."""

from __future__ import annotations

from common.errors import FieldError, Invalid
from common.web.form import UnsupportedMediaType
from insights.feedback.forms import FORMS_OF_TYPES, XLSX, Declared
from insights.feedback.mapping import Encoding

CHARSETS: dict[str, Encoding] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
    "iso-8859-1": "windows-1252",
}
"""Charsets by the encoding that reads them; the web takes ISO-8859-1 for Windows-1252 too."""


def declared_by(content_type: str, field: str) -> Declared:
    """Read a media type, such as ``text/csv; charset=utf-8``.

    Args:
        field: where it stands in the request.

    Raises:
        UnsupportedMediaType: if it is none of a table.
        Invalid: if its charset isn't read here.
    """
    media_type, _, parameters = content_type.partition(";")
    media_type = media_type.strip().lower()
    if media_type not in FORMS_OF_TYPES:
        raise UnsupportedMediaType(
            f"A file of feedback is text/csv, {XLSX} or application/jsonl. Say which it is.",
            fields=(FieldError(field, "names none of these"),),
        )
    form = FORMS_OF_TYPES[media_type]
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            encoding = CHARSETS.get(value.strip().strip('"').lower())
            if encoding is None:
                raise Invalid(
                    "Files are read as utf-8 or windows-1252. Save the file in one of these.",
                    fields=(FieldError(field, "names a charset not read here"),),
                )
            return Declared(form, encoding)
    return Declared(form)
