"""Open polls on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from panel.surveys.questions import Option

LIMITS = (
    "This is an open poll: anybody could answer, and more than once. It does not stand for "
    "everybody who lives here, and is kept apart from what members of the panel say."
)
"""To be shown beside every figure."""


class PollIn(Model):
    """A new poll; it is open at once."""

    question: Annotated[str, Field(min_length=1, max_length=200)]
    options: list[Option] = Field(min_length=2, max_length=6)
    closes_on: date | None = Field(default=None, description="The last day for votes.")

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        if len({option.code for option in self.options}) != len(self.options):
            raise ValueError("must not have two options of one code")
        return self


class FiguresOut(Model):
    """What is published of a poll so far."""

    total: int | None = Field(description="Rounded; null where suppressed.")
    counts: dict[str, int | None] = Field(
        description="Code of the option → how many, rounded; null where suppressed."
    )
    released_at: datetime
    weighted: Literal[False] = False
    limits: str = LIMITS


class PollOut(Model):
    """A poll, as staff see it."""

    id: UUID
    question: str
    options: list[Option]
    state: Literal["open", "closed"]
    closes_on: date | None
    created_by: str
    created_at: datetime
    closed_at: datetime | None
    figures: FiguresOut | None = Field(description="As published; null before the first release.")
    votes: dict[str, int] | None = Field(
        description="Exact, by option; null without panel:personal."
    )


class PollToAnswer(Model):
    """A poll as anybody sees it."""

    id: UUID
    question: str
    options: list[Option]
    open: bool
    figures: FiguresOut | None = Field(
        description="null while it is open: they are shown to who has voted."
    )


class VoteIn(Model):
    """A vote."""

    choice: Annotated[str, Field(max_length=60)]


class VoteOut(Model):
    """The vote is counted."""

    figures: FiguresOut | None = Field(
        description="As published last; null before enough people have voted."
    )
