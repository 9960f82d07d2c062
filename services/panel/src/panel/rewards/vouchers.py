"""Tables of vouchers: the stock, what members were handed, and the ledger of both.

A voucher's code is money to whoever reads it. In stock it is sealed with the service's own keys; in
a member's hands with their own key, which is destroyed when they go. It is in one of the two tables
and never in both: handing out deletes the row of the stock. The ledger has no code and no person;
of a code it keeps a blind index, so that none is loaded twice, however long ago it was given.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from panel.tables import Base

_SYSTEM = (["ics"], ["panel.systems.ics"])


class Voucher(Identified, Base):
    """A voucher in stock."""

    __tablename__ = "reward_vouchers"

    load_id: Mapped[UUID]
    """Vouchers that were loaded together; the audit says by whom."""
    supplier: Mapped[str] = mapped_column(String(100))
    value_pence: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    """ISO 4217."""
    expires_on: Mapped[date]
    """The last day on which it can be used."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The code."""

    __table_args__ = (
        ForeignKeyConstraint(*_SYSTEM),
        CheckConstraint("value_pence >= 1", name="value"),
        Index(None, "ics", "value_pence", "expires_on", "id"),
    )


class Handed(Tenanted, Base):
    """A voucher that a member was handed. Goes with the claim, and with the member."""

    __tablename__ = "reward_handed"

    voucher_id: Mapped[UUID] = mapped_column(primary_key=True)
    claim_id: Mapped[UUID]
    member_id: Mapped[UUID]
    supplier: Mapped[str] = mapped_column(String(100))
    value_pence: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    expires_on: Mapped[date]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The code, sealed with the member's own key; null once it has expired or they have left."""
    handed_on: Mapped[date]
    """When the claim was given its vouchers; of a replacement too, which counts nobody anew."""
    shown_on: Mapped[date | None]
    """When the member read the code, or staff read it out to them."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "claim_id"],
            ["panel.reward_claims.ics", "panel.reward_claims.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        Index(None, "ics", "claim_id"),
        Index(None, "ics", "member_id"),
    )


class VoucherEntry(Tenanted, Base):
    """What became of a voucher; no person. Only ever added to, and taken out when the law no longer
    asks for it."""

    __tablename__ = "reward_voucher_ledger"

    voucher_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(String(12), primary_key=True)
    """loaded, given, replacement (given for one that was faulty), faulty or expired."""
    kind: Mapped[str | None] = mapped_column(String(60))
    supplier: Mapped[str] = mapped_column(String(100))
    value_pence: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    expires_on: Mapped[date]
    entered_on: Mapped[date]
    keep_until: Mapped[date]
    first_of_kind: Mapped[bool]
    """As in the ledger of money: people are counted by it without being named."""
    first_of_all: Mapped[bool]
    code_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Blind index of the code, in the entry of loading it."""

    __table_args__ = (
        ForeignKeyConstraint(*_SYSTEM),
        CheckConstraint(
            "entry IN ('loaded', 'given', 'replacement', 'faulty', 'expired')", name="entry"
        ),
        CheckConstraint("(entry IN ('given', 'replacement')) = (kind IS NOT NULL)", name="kind"),
        CheckConstraint("(entry = 'loaded') = (code_index IS NOT NULL)", name="code_index"),
        Index(None, "ics", "entered_on"),
        Index(None, "ics", "code_index", unique=True),
    )
