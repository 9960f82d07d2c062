"""The table of office terms."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified, Version
from governance.tables import Base


class OfficeTerm(Identified, Base):
    """A post holds an office of its body for a time."""

    __tablename__ = "office_terms"

    body_id: Mapped[UUID]
    office: Mapped[str]
    """As the terms of reference name it: chair, deputy_chair."""
    post_id: Mapped[UUID]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    """First day on which the post holds it no more."""
    version: Mapped[Version]
