"""Kinds of text that requests bear, with their bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints


def without_nul(text: str) -> str:
    """Let text pass that Postgres can keep."""
    if "\x00" in text:
        raise ValueError("must not contain NUL characters")
    return text


_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters that nobody sees."""


def seen(text: str) -> str:
    """Give a text without the letters that nobody sees."""
    return "".join(one for one in text if one not in _FILLERS)


def worded(text: str) -> str:
    """Let text pass that says something: a mark or an invisible character alone does not."""
    if not any(one.isalnum() for one in seen(text)):
        raise ValueError("must say something in words")
    return text


Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
"""A code of a vocabulary."""
BodyCode = Annotated[str, Field(min_length=2, max_length=20, pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]
"""A body's short name in references of decisions: ICP, WIRRAL-PBP. The year and the number, which
follow it, are told from the end."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(without_nul)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(without_nul)]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(without_nul)
]
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=1_000), AfterValidator(without_nul)
]
Said = Annotated[Text, AfterValidator(worded)]
"""An answer that the law or the guidance asks for."""
Because = Annotated[Reason, AfterValidator(worded)]
"""A reason that the law or the guidance asks for: it cannot be left out by a dot."""
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
"""A day that can be counted back from, and on from, in working days."""
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
]
"""A moment that is one by every clock: others cannot be stored."""
