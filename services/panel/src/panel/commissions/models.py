"""Table of commissions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from panel.tables import Base


class Commission(Identified, Base):
    """An assembly or jury that a body commissioned; its id is the assembly's."""

    __tablename__ = "commissions"

    told_version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    body_name: Mapped[str] = mapped_column(Text)
    seats: Mapped[int]
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    spectrum_level: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    cancelled: Mapped[bool]

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)
