"""The table of pre-election periods."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class PreElectionPeriod(Tenanted, Base):
    """The days before an election, from the first up to polling day."""

    __tablename__ = "pre_election_periods"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    """Polling day; it is the last day."""
    source: Mapped[str]
