"""Tables: erasures, what each service acknowledged, and the ledger. None names a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from panel.tables import Base


class Erasure(Identified, Base):
    """One erasure, from being asked for to its completion. It does not say whose it is."""

    __tablename__ = "erasures"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the receipt's address, which the person alone has."""
    asked_by: Mapped[str] = mapped_column(String(10))
    """`member`, `staff`, or `ledger` where a restore had brought somebody back."""
    awaited: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The services that had to acknowledge when it was asked for."""
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    announced_at: Mapped[datetime]
    """When the services were last told."""
    member_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The opaque id of who is erased, to tell them again; gone with the last acknowledgement."""

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint("asked_by IN ('member', 'staff', 'ledger')", name="asked_by"),
        CheckConstraint(
            "completed_at IS NULL OR member_sealed IS NULL", name="member_until_completed"
        ),
        Index(None, "ics", "token_hash", unique=True),
        Index(
            "ix_erasures_outstanding",
            "ics",
            "due_at",
            postgresql_where=text("completed_at IS NULL"),
        ),
    )


class Acknowledgement(Tenanted, Base):
    """One service's word that it erased what it held."""

    __tablename__ = "erasure_acknowledgements"

    erasure_id: Mapped[UUID] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(30), primary_key=True)
    acknowledged_at: Mapped[datetime]
    """When the service erased, by its own clock."""
    erased: Mapped[int]
    """Rows that it erased."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "erasure_id"], ["panel.erasures.ics", "panel.erasures.id"]),
    )


class LedgerEntry(Tenanted, Base):
    """Somebody who was erased, known again by keyed hashes alone; only ever added to."""

    __tablename__ = "erasure_ledger"

    member_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """See `PanelKeys.erased_member`."""
    email_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """See `PanelKeys.erased_address`; null where the person had left before."""
    erased_at: Mapped[datetime]

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)
