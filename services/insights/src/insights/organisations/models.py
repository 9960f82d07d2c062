"""Tables of the organisations of a system, and of what each was when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Tenanted, Version
from insights.tables import Base


class Organisation(Identified, Base):
    """One organisation of a system, in being from a day until the day before another."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[Version]
    created_at: Mapped[CreatedAt]

    def valid_on(self, day: date) -> bool:
        """Tell whether the organisation is in being on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class OrganisationSpan(Tenanted, Base):
    """What an organisation is from a day on, until the next of its spans begins."""

    __tablename__ = "organisation_spans"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
