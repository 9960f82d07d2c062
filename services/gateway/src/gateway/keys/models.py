"""Tables of API keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from gateway.tables import Base


class ApiKey(Identified, Base):
    """One key; the secret itself is nowhere but with its owner."""

    __tablename__ = "api_keys"

    prefix: Mapped[str]
    digest: Mapped[bytes]
    name: Mapped[str]
    organisation_id: Mapped[UUID | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    """When it was used last, to the hour at most: enough to find keys that nobody uses."""
    replaces_id: Mapped[UUID | None]
    """The key that this one was rotated from."""
    version: Mapped[Version]
