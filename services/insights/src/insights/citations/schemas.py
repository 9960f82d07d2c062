"""Where a finding was used, as the API gives it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model


class CitingDecision(Model):
    """A decision that relies on a finding. Title and outcome are null where it is confidential."""

    decision_id: UUID
    version: int
    reference: str
    title: str | None
    outcome: str | None
    body_name: str
    decided_on: date
    confidential: bool
    finding_version: int = Field(description="The version of the finding that it cites.")


class Impact(Model):
    """What came of it: the answer published to those who spoke."""

    feedback_id: UUID
    decision_id: UUID
    decision_reference: str
    decision_title: str
    you_said: str
    we_did: str
    did_not: str | None
    published_at: datetime
    corrects_id: UUID | None = Field(description="The earlier answer whose place it takes.")
    corrected_at: datetime | None = Field(
        description="When another answer took its place; null of one that stands."
    )


class UseOut(Model):
    """Where a finding was used, newest decision first, and what came of it."""

    finding_id: UUID
    decisions: list[CitingDecision]
    impact: list[Impact]
