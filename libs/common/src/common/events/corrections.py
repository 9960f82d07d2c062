"""Corrections of what was recorded of an assembly, as governance publishes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from common.events.governance import AssemblyEvent, RecommendationMade


class AssemblyCorrected(AssemblyEvent):
    """A recommendation was recorded wrongly: it stands as it is told here. What was recorded first,
    and every correction since, stays to be read."""

    event_type: ClassVar[str] = "governance.assembly.corrected.v1"

    receiving_body_name: str
    selection_id: UUID
    answer_due_on: date
    correction_id: UUID
    recommendation: RecommendationMade
    withdrawn: bool = False
    """The assembly made no such recommendation; its words are those that were recorded last."""
    reason: str
    """Why it was corrected."""
    answer: str | None = None
    """Code of the answer that stands; None if there is none."""
    answer_reason: str | None = None
    decision_id: UUID | None = None
    """The decision that the answer rests on; None too where it is withheld by now."""
    answered_at: datetime | None = None
    corrected_at: datetime
