"""Selections as staff prepare and read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from panel.selection.draw_schemas import DrawnByOut

Code = Annotated[str, Field(min_length=1, max_length=60)]
Reason = Literal["declined", "dropped_out"]
State = Literal[
    "calculating", "calculated", "infeasible", "failed", "committed", "drawn", "completed"
]
Pseudonym = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class QuotaIn(Model):
    """How many people of a panel have this value."""

    value: Code = Field(description="A term in force, or a heading that stands for all its terms.")
    minimum: int = Field(ge=0, le=1000)
    maximum: int = Field(ge=0, le=1000)


class CategoryIn(Model):
    """A question about oneself, or place, and the quotas of its values."""

    category: Code
    quotas: Annotated[list[QuotaIn], Field(min_length=1, max_length=60)]


Categories = Annotated[list[CategoryIn], Field(min_length=1, max_length=10)]


class SelectionIn(Model):
    """A new selection."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    seats: int = Field(ge=1, le=1000)
    categories: Categories
    segment_id: UUID | None = Field(default=None, description="Only members of this segment.")
    assembly_id: UUID | None = Field(
        default=None,
        description="The commission that it is for: GET /commissions. Its seats and categories "
        "are those of the selection.",
    )
    seconds: int = Field(
        default=120, ge=1, le=600, description="The time limit of the calculation."
    )


class CalculationIn(Model):
    """Calculate anew, from who is in the pool now."""

    categories: Categories | None = Field(default=None, description="All quotas anew.")


class CommitmentIn(Model):
    """Where the digits will come from."""

    source: Annotated[str, Field(min_length=10, max_length=500)] = Field(
        description="The public source of the three digits, exactly: which draw, which numbers."
    )
    draw_on: date = Field(
        description="After the day of the commitment, so that the digits cannot be known yet."
    )


class DrawIn(Model):
    """The digits as the source gave them."""

    digits: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    evidence: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="Where the result of the source can be read."
    )


class DropoutIn(Model):
    """Somebody gives their seat up."""

    pseudonym: Pseudonym
    reason: Reason


class ReplacementIn(Model):
    """Fill the vacant seats."""

    ease: bool = Field(
        default=False,
        description="Let quotas that cannot be kept give way, by the smallest changes.",
    )


class CompletionIn(Model):
    """The panel is as it will sit."""

    leave_vacant: bool = False


class ChangeOut(Model):
    """A quota that must give way; the numbers need panel:personal, since they count people."""

    category: str
    value: str
    minimum: int | None
    maximum: int | None


class OutcomeOut(Model):
    """How fair the lottery is; probabilities are per person. They count people (one of seven is
    drawn with 1/7), so they need panel:personal until the commitment publishes the pool."""

    least: float | None
    greatest: float | None
    bound: float | None = Field(description="No lottery gives everybody more than this.")
    gap: float
    proven: bool
    levels: int
    proven_levels: int
    complete: bool = Field(description="False where time ran out before every level was raised.")
    largest_deviation: float | None = Field(
        description="The most by which anybody's probability in the 1,000 panels differs."
    )


class LeftOutOut(Model):
    """Exact counts; they need panel:personal."""

    pool: int
    not_agreed: int = Field(description="Do not agree to be in a draw.")
    not_known: int = Field(description="Agree, and have not said what a quota asks about.")


class RoundOut(Model):
    """A replacement."""

    number: int
    asked_on: date
    draw: int = Field(description="Number of the entry of digits whose panel it is of.")
    state: Literal["choosing", "chosen", "unmeetable", "failed"]
    people: list[str]
    changes: list[ChangeOut]


class SelectionOut(Model):
    """A selection."""

    id: UUID
    title: str
    seats: int
    categories: list[CategoryIn]
    segment_id: UUID | None
    assembly_id: UUID | None
    state: State
    created_at: datetime
    outcome: OutcomeOut | None
    changes: list[ChangeOut] | None
    failure: str | None
    left_out: LeftOutOut | None
    source: str | None
    draw_on: date | None
    root: str | None
    committed_at: datetime | None
    digits: str | None
    evidence: str | None
    drawn_at: datetime | None
    completed_on: date | None
    version: int


class PanelOut(SelectionOut):
    """A selection with its panel as it is now, by pseudonym."""

    panel: list[str]
    vacant: int
    reserves: list[str] = Field(
        description="Those committed to with this panel, in the order in which they are asked."
    )
    replacements: list[RoundOut]
    draws: list[DrawnByOut] = Field(
        description="Every entry of digits that has or had effect; the last one is in force."
    )
    waiting_correction: DrawnByOut | None = Field(
        description="Has no effect until somebody else confirms it."
    )


class EntryOut(Model):
    """A row of the pool, opened: with this the published commitment can be made again."""

    selection_id: UUID
    title: str
    state: State
    pseudonym: str
    values: dict[str, str]
    household: str | None = Field(
        description="Name of the household in this selection; null of who did not tell theirs."
    )
    salt: str
    commitment: str
    probability: float
    on_panel: bool


class PersonOut(EntryOut):
    """A row of the pool as staff with panel:personal open it."""

    member_id: UUID
    may_be_asked: bool = Field(
        description="False where they have since taken back that they agree to a draw, object to "
        "it or are paused: do not write to them, and record that they gave their seat up."
    )


class DocumentOut(Model):
    """What is published, exactly as the root was made of it: `python -m panel.selection.verify`."""

    terms: dict[str, object]
    pool: list[dict[str, str]]
    panels: list[list[str]]
    reserves: list[list[str]] = Field(
        default=[], description="Of each panel, in their order; none in documents of before them."
    )


class OpeningIn(Model):
    """What a whole pool is opened for."""

    reason: Annotated[str, Field(min_length=10, max_length=500)]


class OpeningOut(Model):
    """Who opened a pool, when, what for, until when."""

    id: UUID
    selection_id: UUID
    opened_by: str
    reason: str
    opened_at: datetime
    until: datetime


class OpenedOut(Model):
    """A row of a pool: with this the published commitment can be made again."""

    pseudonym: str
    salt: str
    values: dict[str, str]
    household: str | None = Field(
        description="Its name in this selection, in the commitment of who told it; else null, and "
        "not in the commitment."
    )
