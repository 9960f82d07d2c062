"""Text as the API takes it: bounded, and without characters that no text has."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

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
Words = Annotated[str, StringConstraints(max_length=400), AfterValidator(printable)]
"""What somebody searches for."""
