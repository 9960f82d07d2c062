"""Tables of rewards: what the system file says, offers and what members decided, claims.

Nothing here names an answer or a pseudonym. An offer may be about a survey; whether and when
somebody answered it is not known here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Numeric, String
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from panel.tables import Base

_SYSTEM = (["ics"], ["panel.systems.ics"])


class RewardKind(Tenanted, Base):
    """A kind of reward or expense, as it is in some span of days."""

    __tablename__ = "reward_kinds"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    label: Mapped[str] = mapped_column(SqlText)
    unit: Mapped[str] = mapped_column(String(30))
    """What a quantity counts: mile, hour, session; pound where the cost itself is paid back."""
    rate_pence: Mapped[int]
    """Pence for one unit."""
    cap_pence: Mapped[int]
    """The most that one member may have on one offer."""
    evidence: Mapped[bool]
    """Whether a receipt or invoice must be seen."""
    counts_as_income: Mapped[bool]
    """Whether it counts as income for benefits, as far as the system knows."""
    given_as: Mapped[str] = mapped_column(String(10))
    """money; or voucher: then a unit is one voucher, worth the rate."""

    __table_args__ = (
        ForeignKeyConstraint(*_SYSTEM),
        CheckConstraint("given_as IN ('money', 'voucher')", name="given_as"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
        CheckConstraint("rate_pence >= 1 AND cap_pence >= 1", name="pence"),
    )


class RewardWarning(Tenanted, Base):
    """The benefits warning, as it is worded in some span of days."""

    __tablename__ = "reward_warnings"

    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    wording: Mapped[str] = mapped_column(SqlText)

    __table_args__ = (
        ForeignKeyConstraint(*_SYSTEM),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )


class RewardCause(Tenanted, Base):
    """A named cause that members may give to, and the account that it is paid to."""

    __tablename__ = "reward_causes"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    name: Mapped[str] = mapped_column(SqlText)
    account_name: Mapped[str] = mapped_column(String(70))
    sort_code: Mapped[str] = mapped_column(String(6))
    account_number: Mapped[str] = mapped_column(String(8))

    __table_args__ = (
        ForeignKeyConstraint(*_SYSTEM),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )


class RewardTerms(Tenanted, Base):
    """How long the ledger is kept, and from which share on a sum would tell of one payment."""

    __tablename__ = "reward_terms"

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    ledger_years: Mapped[int]
    """Years after the end of the financial year (31 March) of an entry."""
    dominance_percent: Mapped[int]
    """A sum is not published of which one payment is more than this share."""
    voucher_days: Mapped[int]
    """Days that a voucher must be good for yet when it is handed out."""

    __table_args__ = (
        ForeignKeyConstraint(*_SYSTEM),
        CheckConstraint("voucher_days >= 0", name="voucher_days"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )


class RewardOffer(Identified, Base):
    """A kind of reward, offered for taking part in one activity."""

    __tablename__ = "reward_offers"

    kind: Mapped[str] = mapped_column(String(60))
    activity: Mapped[str] = mapped_column(String(20))
    """survey, event, selection, or other: a title alone."""
    activity_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(SqlText)
    first_day: Mapped[date]
    last_day: Mapped[date]
    """Days of the activity; a claim is for one of them."""
    offered_on: Mapped[date]

    __table_args__ = (
        ForeignKeyConstraint(*_SYSTEM),
        CheckConstraint("activity IN ('survey', 'event', 'selection', 'other')", name="activity"),
        CheckConstraint("(activity = 'other') = (activity_id IS NULL)", name="activity_id"),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("activity <> 'survey' OR first_day = last_day", name="survey_day"),
    )


class Offered(Tenanted, Base):
    """One member to whom an offer was made, and what they decided. Goes with the member."""

    __tablename__ = "reward_offered"

    offer_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    decision: Mapped[str] = mapped_column(String(10))
    """open, accepted, declined or donated."""
    cause: Mapped[str | None] = mapped_column(String(60))
    warning_version: Mapped[str | None] = mapped_column(String(60))
    """The version of the benefits warning that was acknowledged."""
    decided_on: Mapped[date | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "offer_id"], ["panel.reward_offers.ics", "panel.reward_offers.id"]
        ),
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        CheckConstraint("decision IN ('open', 'accepted', 'declined', 'donated')", name="decision"),
        CheckConstraint("(decision = 'donated') = (cause IS NOT NULL)", name="cause"),
        CheckConstraint(
            "decision NOT IN ('accepted', 'donated') OR warning_version IS NOT NULL", name="warned"
        ),
        Index(None, "ics", "member_id"),
    )


class Claim(Identified, Base):
    """What a member claims on an offer."""

    __tablename__ = "reward_claims"

    offer_id: Mapped[UUID]
    member_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(60))
    quantity: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    happened_on: Mapped[date]
    rate_pence: Mapped[int]
    """As in force on the day that it happened."""
    amount_pence: Mapped[int]
    evidence_needed: Mapped[bool]
    cause: Mapped[str | None] = mapped_column(String(60))
    """The cause that it is paid to instead of the member."""
    given_as: Mapped[str] = mapped_column(String(10))
    """money or voucher, as its kind was when it was made; what a cause gets is always money."""
    state: Mapped[str] = mapped_column(String(10))
    """See `panel.rewards.states`."""
    entered_by: Mapped[str] = mapped_column(SqlText)
    """`member`, or the subject of the token of whoever entered it for them."""
    entered_on: Mapped[date]
    decided_by: Mapped[str | None] = mapped_column(SqlText)
    decided_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(SqlText)
    """Why it was refused, or returned; shown to the member."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "offer_id", "member_id"],
            [f"panel.reward_offered.{name}" for name in ("ics", "offer_id", "member_id")],
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "state IN ('submitted', 'approved', 'refused', 'cancelled', 'exported', 'paid', "
            "'returned', 'given')",
            name="state",
        ),
        CheckConstraint("given_as IN ('money', 'voucher')", name="given_as"),
        CheckConstraint(
            "CASE given_as WHEN 'money' THEN state <> 'given' "
            "ELSE cause IS NULL AND state NOT IN ('exported', 'paid', 'returned') END",
            name="one_way",
        ),
        CheckConstraint("amount_pence >= 1 AND quantity > 0", name="amount"),
        CheckConstraint("decided_by IS DISTINCT FROM entered_by", name="four_eyes"),
        CheckConstraint(
            "state IN ('submitted', 'cancelled') OR decided_by IS NOT NULL", name="decided"
        ),
        Index(None, "ics", "offer_id", "member_id"),
        Index(None, "ics", "state", "id"),
    )


class Payee(Tenanted, Base):
    """Where a member is paid: name, sort code and account number, sealed; and where staff took it
    down, on what consent. Goes with the member."""

    __tablename__ = "reward_payees"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed with the system and the member's id as associated data."""
    taken_id: Mapped[UUID | None]
    """By what the audit knows this taking; None, as all below, where the member entered it."""
    means: Mapped[str | None] = mapped_column(String(20))
    """How the member told it to staff."""
    witness: Mapped[str | None] = mapped_column(String(40))
    consented_on: Mapped[date | None]
    """When the member agreed that it is kept, so that they are paid."""
    taken_by: Mapped[str | None] = mapped_column(SqlText)
    confirmed_by: Mapped[str | None] = mapped_column(SqlText)
    """Who read it from the member's own words again; nothing is paid before."""

    __table_args__ = (
        CheckConstraint("means IN ('telephone', 'paper', 'face_to_face')", name="means"),
        CheckConstraint(
            "num_nulls(taken_id, means, witness, consented_on, taken_by) IN (0, 5)", name="taken"
        ),
        CheckConstraint("confirmed_by IS NULL OR taken_by IS NOT NULL", name="confirmed"),
        CheckConstraint("confirmed_by <> taken_by", name="four_eyes"),
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
    )

    @property
    def can_be_paid(self) -> bool:
        """Whether the member entered it themselves, or two people took it down."""
        return self.taken_by is None or self.confirmed_by is not None
