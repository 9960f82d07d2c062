"""Tables of saved searches."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from insights.tables import Base


class SavedSearch(Identified, Base):
    """A search that its owner keeps; no organisation means the system's editors."""

    __tablename__ = "saved_searches"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None]
    name: Mapped[str]
    query: Mapped[dict[str, Any]] = mapped_column(JSONB)
    told_by: Mapped[str]
    version: Mapped[Version]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class SavedSearchMatch(Tenanted, Base):
    """A finding that came before the owner and matched; once, whatever versions follow."""

    __tablename__ = "saved_search_matches"

    saved_search_id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    matched_at: Mapped[datetime]
