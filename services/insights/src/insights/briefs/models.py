"""Tables of briefs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from insights.tables import Base


class Brief(Identified, Base):
    """A brief: what was asked, and what doesn't depend on a finding's words. It never changes."""

    __tablename__ = "briefs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None]
    visibility: Mapped[str]
    question: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    as_of: Mapped[date]
    frame: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class BriefFinding(Tenanted, Base):
    """A version of a finding in a brief; the lowest position weighs most."""

    __tablename__ = "brief_findings"

    brief_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID]
    version: Mapped[int]
