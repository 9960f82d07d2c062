"""Tables of registered sites."""

from __future__ import annotations

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from gateway.tables import Base


class Site(Identified, Base):
    """A website that may show our form in a frame, or read our feeds from its pages."""

    __tablename__ = "sites"

    name: Mapped[str]
    origin: Mapped[str]
    """Scheme, host and port, as browsers send it."""
    uses: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """embed, feeds, or both."""
    created_at: Mapped[CreatedAt]
    version: Mapped[Version]
