"""What became of an embargo, as the API gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from common.web.schemas import Model

Step = Literal["set", "moved", "lifted", "approved", "ended", "withdrawn"]


class StepOut(Model):
    """Something that was done to the embargo of a version."""

    version: int
    step: Step = Field(
        description="set, moved, lifted; approved: it waits for the moment. ended: the version was "
        "published, late where `at` is long after `until`. withdrawn: with its finding."
    )
    until: datetime | None = Field(description="The moment, as it stood after the step.")
    at: datetime
    by: str | None = Field(description="Who; null where the library did it by itself.")


class FailureOut(Model):
    """A version whose embargo has ended and which could not be published yet."""

    version: int
    attempts: int
    failed_since: datetime
    due_at: datetime = Field(description="When it is tried again.")


class EmbargoLogOut(Model):
    """What became of the embargoes of a finding's versions."""

    steps: list[StepOut] = Field(description="Oldest first.")
    failing: FailureOut | None
