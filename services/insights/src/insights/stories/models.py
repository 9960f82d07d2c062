"""Tables of stories and of the consent that each rests on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from insights.tables import Base

SHOWN = "shown"
REMOVED = "removed"


class Story(Identified, Base):
    """A person's story. Once it is gone, nothing of what they told is in its row."""

    __tablename__ = "stories"

    reference: Mapped[str]
    organisation_id: Mapped[UUID | None]
    state: Mapped[str]
    revision: Mapped[Version]
    content_version: Mapped[int]
    """Grows with every change of words or media: a consent is to one of them."""
    consent_version: Mapped[int]
    """The consent in force."""
    title: Mapped[str | None]
    words: Mapped[str | None]
    described_as: Mapped[str | None]
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    withdrawal_code_hash: Mapped[bytes | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    published_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]


class Consent(Tenanted, Base):
    """What the person agreed to: for what, where, until when, by which form, how, told by whom."""

    __tablename__ = "story_consents"

    story_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content_version: Mapped[int]
    uses: Mapped[list[str]] = mapped_column(ARRAY(Text))
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    valid_until: Mapped[date]
    agreement: Mapped[str]
    means: Mapped[str]
    agreed_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    ended_at: Mapped[datetime | None]


class StoryClearance(Tenanted, Base):
    """Somebody's word that what reads like personal data isn't, or may stay."""

    __tablename__ = "story_clearances"

    story_id: Mapped[UUID] = mapped_column(primary_key=True)
    content_version: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    cleared_at: Mapped[datetime]
    cleared_by: Mapped[str]


class StoryCounter(Tenanted, Base):
    """The last number given to a story of a system in a year."""

    __tablename__ = "story_counters"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class StoryFeedPosition(Tenanted, Base):
    """The last position given out in a system's feed of stories."""

    __tablename__ = "story_feed_positions"

    last: Mapped[int]


class StoryFeedEntry(Tenanted, Base):
    """A story came before the public (``shown``), or left it (``removed``)."""

    __tablename__ = "story_feed_entries"

    position: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[UUID]
    kind: Mapped[str]
    recorded_at: Mapped[datetime]
