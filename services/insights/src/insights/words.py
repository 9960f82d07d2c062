"""Text as the API takes it: bounded, and without characters that no text has."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def printable(text: str) -> str:
    """Refuse control characters: neither Postgres nor XML can hold all of them.

    Raises:
        ValueError: if there is one; tab and line ends are text.
    """
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return text


Code = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(printable)]
"""A code of a vocabulary."""
Codes = Annotated[list[Code], Field(max_length=200)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(printable)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=5_000), AfterValidator(printable)]
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=1_000), AfterValidator(printable)
]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
]
"""A moment with its zone that is one by every clock: others cannot be stored."""
Words = Annotated[str, StringConstraints(max_length=400), AfterValidator(printable)]
"""What somebody searches for."""

Reference = Annotated[
    str,
    Field(
        pattern="^[A-Za-z0-9-]{1,40}$",
        description="The reference as papers print it, such as QE1-F-2026-0001; in whatever case.",
    ),
]
"""A persistent identifier of a finding."""
