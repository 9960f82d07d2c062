"""Tables of what boards mean to take up."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from insights.tables import Base


class PlannedItem(Identified, Base):
    """An item of a body's forward plan, as governance told of it last."""

    __tablename__ = "planned_items"

    body_id: Mapped[UUID]
    body_name: Mapped[str]
    in_public: Mapped[bool]
    """Whether the body meets in public."""
    kind: Mapped[str]
    title: Mapped[str | None]
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Names, as the body writes them."""
    state: Mapped[str]
    comes_on: Mapped[list[date]] = mapped_column(ARRAY(Date))
    themes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """What a person says that it is about; None where nobody has."""
    themes_by: Mapped[str | None]
