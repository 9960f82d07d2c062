"""What the insights library says."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from common.events.envelope import EventData

Visibility = Literal["public", "partners", "organisation"]


class OrganisationRecorded(EventData):
    """An organisation was added or changed, or is told again as it is: from which day until which
    it is one of the system's partners."""

    event_type: ClassVar[str] = "insights.organisation.recorded.v1"
    topic: ClassVar[str] = "insights.organisations"
    subject_field: ClassVar[str] = "organisation_id"

    organisation_id: UUID
    version: int
    valid_from: date
    valid_to: date | None = None
    """The first day on which it is none any more; None where no end is known."""


class _ActivityEvent(EventData):
    topic: ClassVar[str] = "insights.activities"
    subject_field: ClassVar[str] = "activity_id"

    activity_id: UUID
    title: str
    method: str
    """Code of the method: survey, focus_group, outreach …"""
    spectrum_level: str | None = None
    """Code of the involvement spectrum: inform … empower."""
    places: list[str] = []
    communities: list[str] = []
    themes: list[str] = []
    starts_on: date | None = None
    ends_on: date | None = None
    organisation_id: UUID | None = None
    """Who leads it; None for the system's own involvement team."""
    survey_id: UUID | None = None
    """The panel's survey that this activity is, if it is one."""
    selection_id: UUID | None = None
    """The panel's selection whose assembly this activity is, if it is one."""
    visibility: Visibility = "public"


class ActivityRegistered(_ActivityEvent):
    """An engagement activity was registered, planned or under way."""

    event_type: ClassVar[str] = "insights.activity.registered.v1"


class ActivityChanged(_ActivityEvent):
    """A registered activity was changed, finished or called off."""

    event_type: ClassVar[str] = "insights.activity.changed.v1"

    status: Literal["planned", "under_way", "finished", "called_off"]


class _FindingEvent(EventData):
    topic: ClassVar[str] = "insights.findings"
    subject_field: ClassVar[str] = "finding_id"

    finding_id: UUID
    version: int


class FindingPublished(_FindingEvent):
    """A version of a finding was published."""

    event_type: ClassVar[str] = "insights.finding.published.v1"

    reference: str
    """Persistent, readable identifier within the system, such as QE1-F-2026-0001."""
    title: str
    summary: str
    activity_ids: list[UUID] = []
    organisation_id: UUID | None = None
    organisation_name: str | None = None
    places: list[str] = []
    communities: list[str] = []
    themes: list[str] = []
    people_heard: int | None = None
    """How many people it rests on, rounded; None where unknown or suppressed."""
    strength: str | None = None
    visibility: Visibility
    published_at: datetime
    report_id: UUID | None = None
    """The insight report that this is the item of: it tells of evidence, and is none itself."""


class FindingSuperseded(_FindingEvent):
    """A published finding was replaced by another or by its next version."""

    event_type: ClassVar[str] = "insights.finding.superseded.v1"

    superseded_by: UUID
    """The finding that replaces it; its own id where a newer version does."""
    superseded_at: datetime


class FindingWithdrawn(_FindingEvent):
    """A published finding was withdrawn; nothing may rest on it from now on."""

    event_type: ClassVar[str] = "insights.finding.withdrawn.v1"

    reason: str
    withdrawn_at: datetime


class _StoryEvent(EventData):
    """Of a story nothing is told but that there is one: its words stay in the library."""

    topic: ClassVar[str] = "insights.stories"
    subject_field: ClassVar[str] = "story_id"

    story_id: UUID


class StoryPublished(_StoryEvent):
    """A person's story may be shown from now on, for the uses of this version of their consent."""

    event_type: ClassVar[str] = "insights.story.published.v1"

    consent_version: int
    published_at: datetime


class StoryWithdrawn(_StoryEvent):
    """A story that was published is gone: the consent was withdrawn, or has ended. Whoever holds
    anything of it destroys it."""

    event_type: ClassVar[str] = "insights.story.withdrawn.v1"

    withdrawn_at: datetime
