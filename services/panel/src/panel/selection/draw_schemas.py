"""What a correction of a draw takes, and how entries of digits are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from common.web.schemas import Model


class CorrectionIn(Model):
    """The digits as the source really gave them, where they were entered wrongly."""

    digits: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    evidence: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="Where the result of the source can be read."
    )
    reason: Annotated[str, Field(min_length=10, max_length=500)] = Field(
        description="How the entry before came to be wrong. It is published: name nobody."
    )
    told: Annotated[str, Field(min_length=10, max_length=500)] | None = Field(
        default=None,
        description="Where anybody was invited by the entry before: what those who lose their seat "
        "are told. It is published: name nobody. Leave it out where nobody was invited.",
    )


class ConfirmationIn(Model):
    """The digits as whoever confirms a correction read them in the source themselves."""

    digits: Annotated[str, Field(pattern=r"^[0-9]{3}$")]


class DrawnOut(Model):
    """An entry of digits that has or had effect; the last one is in force."""

    number: int
    digits: str
    evidence: str
    recorded_at: datetime
    reason: str | None = Field(description="Why the entry before was wrong; null of the first.")
    told: str | None = Field(
        description="What those invited by the entry before are told; null where nobody was."
    )
    confirmed_at: datetime | None = Field(description="When a correction took effect.")
    lost: int | None = Field(description="How many lost a seat by it.")
    gained: int | None = Field(description="How many were given a seat by it.")


class DrawnByOut(DrawnOut):
    """An entry of digits, with who made it, for staff."""

    recorded_by: str | None
    confirmed_by: str | None


class CorrectionOut(DrawnByOut):
    """A correction that waits for somebody else, and what it would do to the panel."""

    keep: int = Field(description="How many who have a seat would keep it.")
    lose: int = Field(description="How many who have a seat would lose it.")
    gain: int = Field(description="How many would be given a seat, and must be asked.")
