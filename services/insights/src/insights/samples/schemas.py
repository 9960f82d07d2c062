"""What a library holds and when it came there, in a file: the made-up past of a made-up library."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from common.web.schemas import Model
from insights.activities.schemas import ActivityFields
from insights.findings.schemas import FindingContent, FindingPatch
from insights.organisations.schemas import OrganisationIn
from insights.stories.schemas import ConsentIn, StoryFields
from insights.words import Reason, Title

Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{2,60}$")]
"""What the file calls something; the library never sees it."""


class CalledOff(Model):
    """An activity was called off, and what was used in its place."""

    on: date
    reason: Reason
    reuses: list[Key] = []


class PastActivity(Model):
    """An activity, from the day on which it was registered."""

    key: Key
    organisation: Title = Field(description="Who leads; the name of an organisation.")
    registered_on: date
    going_ahead_reason: Reason | None = None
    under_way_on: date | None = None
    finished_on: date | None = None
    called_off: CalledOff | None = None
    said: ActivityFields


class Revision(Model):
    """A published finding was changed and published again."""

    on: date
    said: FindingPatch


class Replaced(Model):
    """Another finding stands in for this one."""

    on: date
    by: Key


class Withdrawn(Model):
    """A finding was taken back."""

    on: date
    reason: Reason


class PastFinding(Model):
    """A finding, from the day on which it was deposited."""

    key: Key
    organisation: Title = Field(description="Who deposits; the name of an organisation.")
    activities: list[Key] = []
    deposited_on: date
    submitted_on: date | None = None
    published_on: date | None = Field(
        default=None, description="The day of its approval, where it is under an embargo."
    )
    embargo_until: date | None = Field(
        default=None, description="To come: it waits for the morning of that day."
    )
    revised: list[Revision] = []
    replaced: Replaced | None = None
    withdrawn: Withdrawn | None = None
    said: FindingContent

    @model_validator(mode="after")
    def _published_after_it_was_submitted(self) -> Self:
        if self.published_on is not None and self.submitted_on is None:
            self.submitted_on = self.published_on
        return self


class PastStory(Model):
    """A story that a person tells, from the day on which it was deposited."""

    key: Key
    organisation: Title = Field(description="Who deposits; the name of an organisation.")
    deposited_on: date
    published_on: date | None = None
    withdrawn_on: date | None = None
    agreed: ConsentIn
    said: StoryFields


class PastFeedback(Model):
    """A file of comments was imported, by the ready mapping of the Friends and Family Test."""

    name: Title
    organisation: Title
    imported_on: date


class Library(Model):
    """Everything that came into a library."""

    organisations: list[OrganisationIn] = []
    activities: Annotated[list[PastActivity], Field(min_length=1)]
    findings: Annotated[list[PastFinding], Field(min_length=1)]
    stories: list[PastStory] = []
    feedback: PastFeedback | None = None
