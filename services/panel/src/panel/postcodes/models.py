"""Tables: the directory, its releases, and where members are."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    LargeBinary,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class PostcodeRelease(Tenanted, Base):
    """The release that is in force."""

    __tablename__ = "postcode_releases"

    version: Mapped[str] = mapped_column(Text)
    slot: Mapped[int] = mapped_column(SmallInteger)
    postcodes: Mapped[int]
    deprivation: Mapped[str | None] = mapped_column(String(20))
    """Code of the index that its deciles are of; None where that is not known."""
    loaded_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("slot IN (0, 1)", name="slot"),)


class Postcode(Tenanted, Base):
    """A postcode, as a release has it."""

    __tablename__ = "postcodes"

    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    postcode: Mapped[str] = mapped_column(String(7), primary_key=True)
    """In capitals, without its space."""
    lsoa: Mapped[str | None] = mapped_column(String(9))
    authority: Mapped[str | None] = mapped_column(String(9))
    ended_on: Mapped[date | None]
    """The first day of the month in which it went out of use; None while it is in use."""
    decile: Mapped[int | None] = mapped_column(SmallInteger)
    """Of deprivation in England, 1 the most deprived; None elsewhere."""


class DeprivationRelease(Tenanted, Base):
    """The list of deciles that is in force, in place of what the directory tells."""

    __tablename__ = "deprivation_releases"

    deprivation: Mapped[str] = mapped_column(String(20))
    """Code of the index."""
    file: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    areas: Mapped[int]
    loaded_at: Mapped[datetime]


class AreaDecile(Tenanted, Base):
    """The decile of an LSOA."""

    __tablename__ = "area_deciles"

    lsoa: Mapped[str] = mapped_column(String(9), primary_key=True)
    decile: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (CheckConstraint("decile BETWEEN 1 AND 10", name="decile"),)


class MemberArea(Tenanted, Base):
    """Where a member lives, works or is cared for, to the LSOA; sealed."""

    __tablename__ = "member_areas"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    derived_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
    )
