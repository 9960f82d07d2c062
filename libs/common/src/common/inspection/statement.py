"""What a body says beside a file that not everybody can read.

Regulation 8(4) of the Accessibility Regulations 2018 asks for what is not accessible and why, for
the alternatives, and for how to ask.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from common.inspection.rules import Failure

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return text


_Said = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1_000, strip_whitespace=True),
    AfterValidator(_printable),
]


class AccessStatement(BaseModel):
    """Why a file is published that not everybody can read, and what those do who cannot."""

    model_config = ConfigDict(extra="forbid")

    reason: _Said = Field(description="Why it is published as it is.")
    how_to_ask: _Said = Field(
        description="How to ask for it in another format: an office's telephone, address or form."
    )
    accessible_by: date | None = Field(
        default=None, description="The day by which an accessible version follows."
    )


class Accessibility(BaseModel):
    """Whether everybody can read a document, and what is said to those who cannot."""

    pages: int | None = Field(description="Pages or slides; null where the file does not say.")
    failures: list[Failure] = Field(description="The serious first; empty where none was found.")
    statement: AccessStatement | None
    needs_statement: bool = Field(
        description="A serious failure, and no statement: it is not published so."
    )


def accessibility(
    failures: list[Any] | None, statement: dict[str, Any] | None, pages: int | None
) -> Accessibility | None:
    """Tell of a file what is kept of it; None where it was never looked through."""
    if failures is None:
        return None
    judged = [Failure.model_validate(one) for one in failures]
    said = None if statement is None else AccessStatement.model_validate(statement)
    lacks = said is None and any(one.severity == "serious" for one in judged)
    return Accessibility(pages=pages, failures=judged, statement=said, needs_statement=lacks)
