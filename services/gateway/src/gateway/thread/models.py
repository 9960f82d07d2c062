"""Tables of the thread."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Json, Tenanted
from gateway.tables import Base


class ThreadNode(Tenanted, Base):
    """One thing on the thread, as the last event about it told."""

    __tablename__ = "thread_nodes"

    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    """Of the facts that are told here; 0 while only the state is known."""
    state: Mapped[str]
    state_rank: Mapped[int] = mapped_column(BigInteger)
    """Orders states: a later one replaces an earlier one in whatever order they arrive."""
    title: Mapped[str]
    summary: Mapped[str | None]
    visibility: Mapped[str]
    """public, partners, organisation, confidential, or unknown."""
    organisation_id: Mapped[UUID | None]
    occurred_at: Mapped[datetime | None]
    data: Mapped[Json]
    updated_at: Mapped[CreatedAt]


class ThreadEdge(Tenanted, Base):
    """A step of the thread: from what came later to what it rests on."""

    __tablename__ = "thread_edges"

    from_kind: Mapped[str] = mapped_column(primary_key=True)
    from_id: Mapped[UUID] = mapped_column(primary_key=True)
    to_kind: Mapped[str] = mapped_column(primary_key=True)
    to_id: Mapped[UUID] = mapped_column(primary_key=True)
    relation: Mapped[str]
    to_version: Mapped[int | None] = mapped_column(BigInteger)
    """The version that it rests on, where that matters."""
