"""Pre-election periods as a system's file gives them."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from governance.words import Code, Title


class PeriodRecord(BaseModel):
    """One pre-election period."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    name: Title
    begins_on: date
    ends_on: date = Field(description="Polling day.")
    source: Title

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.ends_on < self.begins_on:
            raise ValueError("ends_on must not be before begins_on")
        return self
