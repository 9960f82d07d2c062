"""What is wrong with which field, in plain words and never with the value that was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from common.errors import FieldError

_MAX_ERRORS = 50
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")

_MESSAGES: Mapping[str, str] = {
    "missing": "is missing; send it",
    "extra_forbidden": "is not known here; leave it out",
    "json_invalid": "is not valid JSON",
    "string_type": "must be text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "is not of the form that this field takes",
    "string_unicode": "must be valid Unicode text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "multiple_of": "must be a multiple of {multiple_of}",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "mapping_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "too_short": "must have at least {min_length} items",
    "too_long": "must have at most {max_length} items",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "union_tag_invalid": "names none of the kinds {expected_tags}",
    "union_tag_not_found": "must say which kind it is in {discriminator}",
    "none_required": "must be null",
    "uuid_type": "must be a UUID",
    "uuid_parsing": "must be a UUID",
    "uuid_version": "must be a UUID of version {expected_version}",
    "url_type": "must be an absolute address such as https://example.org/",
    "url_parsing": "must be an absolute address such as https://example.org/",
    "url_scheme": "must be an address that begins with {expected_schemes}",
    "date_type": "must be a date such as 2026-11-30",
    "date_parsing": "must be a date such as 2026-11-30",
    "date_from_datetime_parsing": "must be a date such as 2026-11-30",
    "date_from_datetime_inexact": "must be a date without a time",
    "date_future": "must lie in the future",
    "date_past": "must lie in the past",
    "datetime_type": "must be a date and time such as 2026-11-30T09:00:00Z",
    "datetime_parsing": "must be a date and time such as 2026-11-30T09:00:00Z",
    "datetime_from_date_parsing": "must be a date and time such as 2026-11-30T09:00:00Z",
    "datetime_object_invalid": "must be a date and time such as 2026-11-30T09:00:00Z",
    "timezone_aware": "must say its time zone, such as 2026-11-30T09:00:00Z",
    "time_type": "must be a time such as 09:30",
    "time_parsing": "must be a time such as 09:30",
}
"""Kind of error → words. Others get no more than "is not valid": a library's own message may
repeat the value."""


def field_errors(errors: Sequence[Any]) -> tuple[FieldError, ...]:
    """Turn pydantic's errors into field paths and plain words."""
    return tuple(FieldError(_path(e), _message(e)) for e in errors[:_MAX_ERRORS])


def _message(error: Mapping[str, Any]) -> str:
    context = error.get("ctx") or {}
    if error["type"] in {"value_error", "assertion_error"}:
        return _own_words(context.get("error"))
    template = _MESSAGES.get(error["type"], "is not valid")
    try:
        return template.format_map(context)
    except (KeyError, ValueError, IndexError):
        return "is not valid"


def _own_words(error: object) -> str:
    # Validators of ours raise plain ValueError with words fit for the caller. A subclass comes
    # from a library (email-validator for one), whose words repeat the value.
    if type(error) is ValueError and error.args:
        return str(error.args[0])
    if error is not None and type(error).__module__.startswith("email_validator"):
        return "must be an email address such as name@example.org"
    return "is not valid"


def _path(error: Mapping[str, Any]) -> str:
    location = list(error["loc"])
    if error["type"] == "json_invalid":
        location = location[:1]
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _NAME.fullmatch(part):
            path += f".{part}" if path else part
        else:
            # Someone may put anything into the name of a field, an address for one.
            path += ".?"
    return path
