"""What governance says of boards' forward plans."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from common.events.envelope import EventData


class PlanItemPlanned(EventData):
    """An item of a body's forward plan, as it stands: entered, changed, placed, done or dropped."""

    event_type: ClassVar[str] = "governance.plan_item.planned.v1"
    topic: ClassVar[str] = "governance.plan_items"
    subject_field: ClassVar[str] = "plan_item_id"

    plan_item_id: UUID
    body_id: UUID
    body_name: str
    in_public: bool
    """Whether the body's terms say that it meets in public: only then may everybody who works on
    insights know what it means to take up."""
    kind: str
    """standing, place_update, deep_dive or once."""
    title: str | None
    """None where it reads like personal data, or is withheld on an agenda."""
    places: list[str] = []
    """Names of the places that take turns, of a place update."""
    state: str
    """active, waiting, done or dropped."""
    comes_on: list[date] = []
    """Days of the meetings, still to be held, that it is placed at."""
