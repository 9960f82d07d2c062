"""Tables of petitions and their signatures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from governance.senders.models import Sent
from governance.tables import Base


class Petition(Sent, Base):
    """A petition to a body."""

    __tablename__ = "petitions"

    body_id: Mapped[UUID]
    reference: Mapped[str]
    state: Mapped[str]
    """received → open → closed → answered; or refused, or withdrawn."""
    show_name: Mapped[bool]
    shown_name: Mapped[str | None]
    """Of who started it, by consent."""
    title: Mapped[str | None]
    text: Mapped[str | None]
    """As it was cleared for the public."""
    cleared_reason: Mapped[str | None]
    ground: Mapped[str | None]
    refusal_reason: Mapped[str | None]
    scheme: Mapped[dict[str, Any]]
    """The body's scheme on the day on which it was started: it stands for this petition."""
    opened_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    """Last day on which it can be signed."""
    signatures: Mapped[int]
    """Given online. Exact; never published."""
    paper_signatures: Mapped[int]
    """Counted on paper. Exact; never published."""
    paper_basis: Mapped[int]
    """The count that the published figure of those on paper stands for."""
    debate_item_id: Mapped[UUID | None]
    """The item of the plan under which it is debated."""
    reached: Mapped[list[Any]]
    """The thresholds that were announced."""
    basis: Mapped[int]
    """The count that the published figure stands for."""
    counted_at: Mapped[datetime | None]
    """When the basis was counted."""
    released_on: Mapped[date | None]
    """The day on which it was last considered whether to renew the basis."""
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_on: Mapped[date | None]
    decision_id: Mapped[UUID | None]
    asked_on: Mapped[date]
    due_on: Mapped[date]
    """While it is received: of the check. Then: of the answer, or the day on which it closes."""
    erase_on: Mapped[date | None]
    version: Mapped[Version]
    created_at: Mapped[CreatedAt]


class PaperCount(Identified, Base):
    """Staff counted signatures on paper; append-only."""

    __tablename__ = "petition_paper_counts"

    petition_id: Mapped[UUID]
    signatures: Mapped[int]
    counted_on: Mapped[date]
    counted_by: Mapped[str]
    kept_at: Mapped[str]
    """Where the sheets are kept."""
    corrects_id: Mapped[UUID | None]
    """The count that this one takes the place of."""
    reason: Mapped[str | None]
    """Why; of a correction."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Signature(Identified, Base):
    """One address has signed one petition."""

    __tablename__ = "signatures"

    petition_id: Mapped[UUID]
    address: Mapped[bytes] = mapped_column(LargeBinary)
    """Blind index, another one in each petition."""
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Kept only where the signer agreed that it is shown."""
    signed_at: Mapped[datetime]
