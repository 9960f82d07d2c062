"""Gatherings on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, HttpUrl, model_validator

from common.mail.addresses import EmailAddress
from common.web.schemas import Model
from panel.assisted.schemas import Means, Witness

Form = Literal["in_person", "online", "hybrid"]
State = Literal["draft", "open", "held", "cancelled"]
BookingState = Literal["placed", "waiting", "offered", "lapsed", "given_up"]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Codes = Annotated[list[Code], Field(max_length=50)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Venue = Annotated[str, Field(min_length=1, max_length=500)]
Hours = Annotated[int, Field(ge=1, le=720)]
Capacity = Annotated[int, Field(ge=1, le=100_000)]
Members = Annotated[list[UUID], Field(max_length=10_000)]


class GatheringIn(Model):
    """A new draft."""

    title: Title
    summary: Words = Field(description="What it is about, in words that those invited read.")
    form: Form
    venue: Venue | None = Field(default=None, description="Where; may be left out if online.")
    online_link: HttpUrl | None = Field(
        default=None, description="Where to join online; shown to those who have a place alone."
    )
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    sign_up_until: AwareDatetime | None = Field(
        default=None, description="Left out: until it starts."
    )
    capacity: Capacity
    access_offered: Codes = Field(
        default=[], description="Codes of the vocabulary access_arrangement."
    )
    places: Codes = Field(default=[], description="Whose members may come; empty: all places.")
    segment_id: UUID | None = Field(default=None, description="Only members of a segment.")
    public: bool = Field(default=True, description="On the public pages and in the calendar.")
    activity_id: UUID | None = Field(
        default=None, description="The activity of the insights library that it is part of."
    )
    offer_hours: Hours = Field(default=48, description="How long a freed place is kept for one.")
    remind_hours: Hours = Field(default=48, description="How long before the start to remind.")

    @model_validator(mode="after")
    def _times_follow_each_other(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be later than starts_at")
        if self.sign_up_until is not None and self.sign_up_until > self.starts_at:
            raise ValueError("sign_up_until must be no later than starts_at")
        if self.form != "online" and self.venue is None:
            raise ValueError("venue is needed unless form is online")
        return self


class GatheringPatch(Model):
    """What is changed; what is left out stays. Those who signed up are told of time and place."""

    title: Title | None = None
    summary: Words | None = None
    venue: Venue | None = None
    online_link: HttpUrl | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    sign_up_until: AwareDatetime | None = None
    capacity: Capacity | None = None
    access_offered: Codes | None = None


class GatheringOut(Model):
    """A gathering as anybody may see it."""

    id: UUID
    title: str
    summary: str
    form: Form
    venue: str | None
    starts_at: datetime
    ends_at: datetime
    sign_up_until: datetime
    capacity: int
    access_offered: list[str]
    places: list[str]
    state: State
    full: bool = Field(description="No place is free now; people may wait for one.")


class GatheringForStaff(GatheringOut):
    """A gathering as staff see it; how many signed up needs panel:personal, see …/bookings."""

    online_link: str | None
    segment_id: UUID | None
    public: bool
    activity_id: UUID | None
    offer_hours: int
    remind_hours: int
    opened_at: datetime | None
    feedback_survey_id: UUID | None
    came: int | None = Field(
        description="How many came, after disclosure control; null where it is hidden or unknown."
    )
    version: int


class ListedOut(Model):
    """Public gatherings that are not over, by their start."""

    items: list[GatheringOut]


class NeedsIn(Model):
    """What somebody needs there: sealed, seen by those who arrange it, deleted soon after."""

    arrangements: Annotated[list[Code], Field(max_length=20)] = Field(
        default=[], description="Codes of the vocabulary access_arrangement."
    )
    note: Annotated[str, Field(max_length=500)] | None = None


class BookingIn(Model):
    """A request for a place, or the acceptance of one that was offered."""

    needs: NeedsIn = NeedsIn()


class HelpedIn(BookingIn):
    """What a member said who cannot use a link."""

    means: Means = Field(description="How they said it.")
    witness: Witness


class ExpenseOut(Model):
    """An expense or reward that can be claimed for coming."""

    kind: str
    label: str
    rate_pence: int
    unit: str


class MyBookingOut(Model):
    """A gathering as one of the members who may come sees it."""

    gathering: GatheringOut
    state: BookingState | None = Field(description="null where they have not asked for a place.")
    offered_until: datetime | None
    ahead: int | None = Field(description="How many wait before them; null if they do not wait.")
    needs: NeedsIn | None
    online_link: str | None = Field(description="null until they have a place.")
    may_ask: bool = Field(description="They may ask for a place, or accept the one offered.")
    expenses: list[ExpenseOut]


class PlaceCalendarOut(Model):
    """A gathering for the calendar of one who may come."""

    calendar: str = Field(description="An iCalendar file (RFC 5545).")


class InvitedTo(Model):
    """A gathering that a member may come to, and the token of their link to it."""

    gathering: GatheringOut
    state: BookingState | None
    token: str


class InvitedToOut(Model):
    """Gatherings that a member may come to, by their start."""

    items: list[InvitedTo]


class BookingOut(Model):
    """A booking as staff with panel:personal see it."""

    member_id: UUID
    number: int
    state: BookingState
    offered_until: datetime | None
    needs: NeedsIn | None
    attended: bool | None
    means: Means | None = Field(description="How they said it, where staff entered it.")
    witness: str | None
    entered_by: str | None


class AttendanceIn(Model):
    """Who came; everybody else who had a place did not."""

    came: Members


class LinkIn(Model):
    """An address to which a link is sent, if it is a member's."""

    email: EmailAddress


class FeedbackIn(Model):
    """The survey that asks those who came how it was."""

    survey_id: UUID = Field(description="A draft with questions; it is opened to those who came.")


class BookingHeld(Model):
    """A booking as the export gives it to its member."""

    title: str
    starts_at: datetime
    state: BookingState
    attended: bool | None
    needs: NeedsIn | None
    means: Means | None = Field(description="How you said it, where staff entered it for you.")
    witness: str | None
    entered_by: str | None
