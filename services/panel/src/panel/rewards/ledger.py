"""Tables of what is paid: batches and their lines, the accounting ledger, the audit.

Ledger and audit name no person and no answer, and outlive both. The ledger is what the law asks to
be kept of a payment; a right to erasure does not reach that (UK GDPR, article 17(3)(b)). How long
is a term of the system: six years after the financial year in the samples, in which a claim under
a contract can be brought (Limitation Act 1980, section 5) and which company and tax law ask of
accounts at most. Amount, day and kind are kept, and whom it went to is not: that is in the bank's
records, which finance keeps.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from panel.tables import Base


class Batch(Identified, Base):
    """Claims that are paid together, by one file."""

    __tablename__ = "reward_batches"

    number: Mapped[int]
    """1, 2, 3 … in the system."""
    made_on: Mapped[date]
    made_by: Mapped[str] = mapped_column(Text)
    """The subject of a token."""
    lines: Mapped[int]
    total_pence: Mapped[int] = mapped_column(BigInteger)
    settled_on: Mapped[date | None]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint("lines >= 1 AND total_pence >= lines", name="figures"),
        Index(None, "ics", "number", unique=True),
    )


class Line(Tenanted, Base):
    """One claim in one batch, with where it is paid as it was then. Goes with the claim."""

    __tablename__ = "reward_lines"

    claim_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The primary key: a claim is in one batch, and in it once."""
    batch_id: Mapped[UUID]
    line: Mapped[int]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the member's payee; null for a cause, and once the batch is settled."""
    account_name: Mapped[str | None] = mapped_column(String(70))
    """Of the cause, null for a member."""
    sort_code: Mapped[str | None] = mapped_column(String(6))
    account_number: Mapped[str | None] = mapped_column(String(8))

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "claim_id"],
            ["panel.reward_claims.ics", "panel.reward_claims.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["ics", "batch_id"], ["panel.reward_batches.ics", "panel.reward_batches.id"]
        ),
        Index(None, "ics", "batch_id", "line", unique=True),
    )


class LedgerEntry(Tenanted, Base):
    """What was paid, or came back: amount, day, kind; no person. Only ever added to, and taken out
    when the law no longer asks for it."""

    __tablename__ = "reward_ledger"

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(String(10), primary_key=True)
    """payment or return."""
    kind: Mapped[str] = mapped_column(String(60))
    amount_pence: Mapped[int]
    happened_on: Mapped[date]
    entered_on: Mapped[date]
    keep_until: Mapped[date]
    first_of_kind: Mapped[bool]
    """Whether it is the first that its person had of the kind in the month; by such entries people
    are counted without being named."""
    first_of_all: Mapped[bool]
    """Whether it is the first that its person had at all in the month."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "batch_id"], ["panel.reward_batches.ics", "panel.reward_batches.id"]
        ),
        CheckConstraint("entry IN ('payment', 'return')", name="entry"),
        CheckConstraint("amount_pence >= 1", name="amount"),
        Index(None, "ics", "entered_on"),
    )


class AuditEntry(Identified, Base):
    """Who did what and when; only ever added to."""

    __tablename__ = "reward_audit"

    at: Mapped[datetime]
    subject: Mapped[str] = mapped_column(Text)
    """The subject of a token, or `member`."""
    act: Mapped[str] = mapped_column(String(30))
    about: Mapped[str] = mapped_column(String(10))
    """offer, claim, batch, load (of vouchers), voucher, or account (that staff took down)."""
    about_id: Mapped[UUID]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint(
            "about IN ('offer', 'claim', 'batch', 'load', 'voucher', 'account')", name="about"
        ),
        Index(None, "ics", "about_id"),
    )
