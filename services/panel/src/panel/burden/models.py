"""Tables: limits, the ledger of contacts, draws, and the activities of partners."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from panel.tables import Base


class BurdenLimit(Tenanted, Base):
    """How many contacts there may be in any so many days; no row in force means no limit."""

    __tablename__ = "burden_limits"

    scope: Mapped[str] = mapped_column(String(20), primary_key=True)
    """person, or community: a group of people in a place, or everybody there."""
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    """The last day; None while it has no end."""
    contacts: Mapped[int]
    days: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint("scope IN ('person', 'community')", name="scope"),
        CheckConstraint("contacts >= 1 AND days >= 1", name="contacts"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )


class Contact(Tenanted, Base):
    """The ledger: a member was written to about one thing. Goes when the member goes."""

    __tablename__ = "contacts"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    """survey, reminder (of a survey), feedback, bulletin or gathering."""
    about_id: Mapped[UUID] = mapped_column(primary_key=True)
    contacted_on: Mapped[date]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        CheckConstraint(
            "kind IN ('survey', 'reminder', 'feedback', 'bulletin', 'gathering')", name="kind"
        ),
    )


class Draw(Tenanted, Base):
    """How the people were found whom a survey asked; exact figures for staff who may see them."""

    __tablename__ = "draws"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    opened_on: Mapped[date]
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Terms of the segment's demographics; empty means everybody."""
    segment_version: Mapped[int | None]
    size: Mapped[int | None]
    """How many were to be asked; None for all."""
    seed: Mapped[int] = mapped_column(BigInteger)
    counts: Mapped[dict[str, Any]]
    """fit, unreachable, no_usable_format, rested, asked, spare; exact, never leaves without
    panel:personal: whoever may open surveys could ask for them at will, so no rounding would keep
    them from being subtracted."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], ["panel.surveys.ics", "panel.surveys.id"]),
    )

    @property
    def chose(self) -> bool:
        """Whether people were chosen by what they told about themselves."""
        return bool(self.places or self.segment_version or self.size)


class BulletinDraw(Tenanted, Base):
    """How the people were found to whom a bulletin went; see `Draw`."""

    __tablename__ = "bulletin_draws"

    bulletin_id: Mapped[UUID] = mapped_column(primary_key=True)
    sent_on: Mapped[date]
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    segment_version: Mapped[int | None]
    counts: Mapped[dict[str, Any]]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "bulletin_id"], ["panel.bulletins.ics", "panel.bulletins.id"]),
    )


class PartnerActivity(Identified, Base):
    """An activity of the insights library that is no survey of this panel."""

    __tablename__ = "partner_activities"

    title: Mapped[str | None] = mapped_column(Text)
    """None unless the activity is public."""
    method: Mapped[str] = mapped_column(Text)
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    called_off: Mapped[bool]

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)
