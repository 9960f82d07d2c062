"""Bulletins as teams write and read them, and as anybody reads one that was sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model

State = Literal["draft", "scheduled", "sent", "cancelled"]
Returned = Literal["item_not_available", "nobody_to_send_to", "budget_spent"]
Written = Literal["en", "pl"]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
Words = Annotated[str, Field(min_length=1, max_length=5000)]
Address = Annotated[
    str,
    Field(
        max_length=500,
        pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?$",
        description="Where the link leads; https, without a user's name in it.",
    ),
]


class LinkIn(Model):
    """A link of an item of the team's own words."""

    label: Line = Field(description="What one finds there; “click here” tells nobody.")
    address: Address


class TextItem(Model):
    """Words of the team's own."""

    kind: Literal["text"]
    heading: Line | None = None
    text: Words = Field(description="Paragraphs; an empty line between them.")
    link: LinkIn | None = None


class SurveyItem(Model):
    """A survey that is open; who was asked and has not answered gets their own link."""

    kind: Literal["survey"]
    survey_id: UUID


class FindingItem(Model):
    """A public finding of the insights library."""

    kind: Literal["finding"]
    finding_id: UUID
    text: Words | None = Field(default=None, description="In place of the finding's summary.")


class DecisionItem(Model):
    """A decision of a board."""

    kind: Literal["decision"]
    decision_id: UUID
    text: Words | None = Field(default=None, description="Put below what was decided.")


class FeedbackItem(Model):
    """A "you said, we did"."""

    kind: Literal["feedback"]
    feedback_id: UUID


Item = Annotated[
    TextItem | SurveyItem | FindingItem | DecisionItem | FeedbackItem,
    Field(discriminator="kind"),
]
Items = Annotated[list[Item], Field(max_length=30)]


class BulletinIn(Model):
    """A new draft."""

    title: Line = Field(description="Also the subject of the mail.")
    language: Written = Field(default="en", description="That it is written in.")
    items: Items = []
    segment_id: UUID | None = Field(
        default=None, description="Sent to its members alone; left out, to all who agree."
    )


class BulletinPatch(Model):
    """What is changed of a draft; what is left out stays."""

    title: Line | None = None
    language: Written | None = None
    items: Items | None = Field(default=None, description="All of them anew.")
    segment_id: UUID | None = Field(default=None, description="null sends it to all who agree.")


class ScheduleIn(Model):
    """When it is sent."""

    send_at: datetime | Literal["now"] = Field(
        description="A moment with its zone, from now until a year ahead; `now` sends at once."
    )


class BulletinSummary(Model):
    """A bulletin in a list."""

    id: UUID
    title: str
    language: Written
    segment_id: UUID | None
    state: State
    send_at: datetime | None
    sent_at: datetime | None
    returned_for: Returned | None = Field(
        description="Why it was not sent when it was due, and is a draft again."
    )
    created_at: datetime
    version: int


class BulletinOut(BulletinSummary):
    """A bulletin with its items."""

    items: list[Item]


class HardSentence(Model):
    """A sentence that is hard to read."""

    text: str
    words: int
    reading_age: float = Field(description="Years, of this sentence by itself.")


class ReadingAgeOut(Model):
    """How hard the bulletin is to read; of English alone."""

    reading_age: float = Field(description="Years, by Flesch-Kincaid; 9 to 11 is plain English.")
    smog_age: float = Field(description="Years, by SMOG.")
    smog_is_estimate: bool = Field(description="There are fewer than 30 sentences.")
    sentences: int
    words: int
    hardest: list[HardSentence] = Field(description="The hardest first.")


class NotAvailable(Model):
    """An item that cannot be sent as things stand."""

    item: int = Field(description="Its number, from 1.")
    why: Literal["not_published", "corrected", "survey_not_open"] = Field(
        description="corrected: another answer has taken its place, which can be told."
    )


class PreviewOut(Model):
    """A bulletin as it will be sent, or was."""

    subject: str
    html: str = Field(description="The part in HTML, of a copy that counts nothing.")
    text: str = Field(description="The part in plain text.")
    page: str = Field(description="Address of its page; there once it is sent.")
    language: Written
    languages: list[Written] = Field(
        description="In which it will be sent, or was: its own first, then those that it is "
        "translated into throughout."
    )
    reading_age: ReadingAgeOut | None = Field(description="null where it is not in English.")
    not_available: list[NotAvailable]


class MaterialOut(Model):
    """Something that a bulletin can tell."""

    kind: Literal["survey", "finding", "decision", "feedback"]
    id: UUID
    title: str
    on: date | None = Field(description="When it was opened, published or decided.")


class PageLink(Model):
    """A link on the page."""

    label: str
    address: str


class PageSection(Model):
    """One item on the page."""

    heading: str | None
    paragraphs: list[str]
    link: PageLink | None
    withdrawn: bool = Field(description="It was withdrawn since; its words are not shown.")
    corrected_at: datetime | None = Field(
        description="When another answer took the place of the one that it tells; else null."
    )


class PageLanguage(Model):
    """A language that a bulletin was sent in."""

    code: Written
    name: str = Field(description="In the language itself.")


class PageOut(Model):
    """A bulletin that was sent, for anybody."""

    id: UUID
    title: str
    language: Written
    languages: list[PageLanguage] = Field(description="All that it was sent in, its own first.")
    sent_on: date
    sections: list[PageSection]


class PageSummary(Model):
    """A bulletin that was sent to all, in the list for anybody."""

    id: UUID
    title: str
    sent_on: date


class TokenIn(Model):
    """The token that all copies of a bulletin share."""

    token: Annotated[str, Field(min_length=20, max_length=100)]


class ClickIn(TokenIn):
    """A link that was followed."""

    link: Annotated[int, Field(ge=1, le=100)] = Field(description="Its number in the bulletin.")


class ClickOut(Model):
    """Where it leads."""

    address: str


class LinkFollowed(Model):
    """How often a link was followed."""

    link: int
    label: str
    address: str
    followed: int | None


class ReceptionOut(Model):
    """How a bulletin was received. All figures are of copies and of acts, never of persons."""

    level: Literal["published", "exact"]
    counted_until: datetime
    copies: int | None = Field(description="Copies that were sent.")
    counted: int | None = Field(
        description="Copies of people who agreed that openings are counted; others count nothing."
    )
    opened: int | None = Field(
        description="How often the picture of a counted copy was fetched. A mail program keeps it, "
        "so opening again mostly counts once; two devices count twice; a program that fetches "
        "pictures unread counts, and one that fetches none does not."
    )
    opened_percent: float | None = Field(description="opened in a hundred counted copies.")
    links: list[LinkFollowed]
    came_back: int | None = Field(description="Copies that came back; with panel:personal alone.")
    mails: dict[str, int] | None = Field(
        description="Mails by state (waiting, held, sent, failed …); with panel:personal alone."
    )
