"""Table: what members said no to, known again by keyed hashes alone."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class Withdrawal(Tenanted, Base):
    """Somebody's no, or that they took it back; only ever added to, the latest word counts."""

    __tablename__ = "withdrawal_ledger"

    subject_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Of what it is about, see `PanelKeys.withdrawn`."""
    said_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """left, consent, objection or pause."""
    stands: Mapped[bool] = mapped_column(Boolean)
    """False of what is taken back: an objection, or a pause that was ended."""
    purpose: Mapped[str | None] = mapped_column(String(60))
    """What is objected to."""
    until: Mapped[date | None]
    """The first day after a pause."""
    email_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the address of who left, see `PanelKeys.erased_address`; null where it wasn't known."""

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint("kind IN ('left', 'consent', 'objection', 'pause')", name="kind"),
        CheckConstraint("stands OR kind IN ('objection', 'pause')", name="stands"),
        CheckConstraint("(kind = 'objection') = (purpose IS NOT NULL)", name="purpose"),
        CheckConstraint("(kind = 'pause' AND stands) = (until IS NOT NULL)", name="until"),
        CheckConstraint("kind = 'left' OR email_hash IS NULL", name="email_hash"),
    )
