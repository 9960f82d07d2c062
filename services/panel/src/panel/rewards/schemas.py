"""Rewards on the wire. Money is in whole pence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from common.web.schemas import Model
from panel.rewards.bacs import bank_name
from panel.rewards.voucher_schemas import MyVoucherOut

Decision = Literal["accepted", "declined", "donated"]
ClaimState = Literal[
    "submitted", "approved", "refused", "cancelled", "exported", "paid", "returned", "given"
]
GivenAs = Literal["money", "voucher"]
About = Literal["offer", "claim", "batch", "load", "voucher", "account"]
Activity = Literal["survey", "event", "selection", "other"]
Level = Literal["published", "exact"]


class KindOut(Model):
    """A kind of reward or expense as in force on a day."""

    code: str
    label: str
    unit: str = Field(description="What a quantity counts.")
    rate_pence: int
    cap_pence: int = Field(description="The most that one member may have on one offer.")
    evidence: bool
    counts_as_income: bool
    given_as: GivenAs = Field(description="As money, or as vouchers worth the rate each.")


class WarningOut(Model):
    """The benefits warning; its version is what is acknowledged."""

    version: str
    wording: str


class CauseOut(Model):
    """A cause that a member may give to."""

    code: str
    name: str


class CatalogueOut(Model):
    """What a system offers today."""

    kinds: list[KindOut]
    causes: list[CauseOut]
    warning: WarningOut | None


class OfferIn(Model):
    """An offer to some members, for an activity."""

    kind: str = Field(max_length=60)
    activity: Activity
    activity_id: UUID | None = Field(default=None, description="Of a survey, event or selection.")
    title: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="What members read; a survey's own title where it is left out.",
    )
    first_day: date
    last_day: date | None = Field(default=None, description="first_day where it is left out.")
    member_ids: list[UUID] | None = Field(
        default=None,
        min_length=1,
        max_length=5000,
        description="Whom it is made to; for a survey, all who were asked where it is left out.",
    )
    leave_out_offered: bool = Field(
        default=False, description="Make it to those alone who do not have it already."
    )

    @model_validator(mode="after")
    def _names_its_activity(self) -> Self:
        if (self.activity == "other") != (self.activity_id is None):
            raise ValueError("activity_id is needed, but where the activity is other")
        if self.activity != "survey" and (self.title is None or self.member_ids is None):
            raise ValueError("title and member_ids may be left out for a survey only")
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("last_day is first_day or later")
        if self.activity == "survey" and self.last_day not in (None, self.first_day):
            raise ValueError("a survey has one day, so that no claim tells when somebody answered")
        return self


class OfferOut(Model):
    """An offer as staff see it: not to whom it was made."""

    id: UUID
    kind: str
    activity: Activity
    activity_id: UUID | None
    title: str
    first_day: date
    last_day: date
    offered_on: date


class DecisionIn(Model):
    """What a member decides on an offer."""

    decision: Decision
    warning_version: str | None = Field(
        default=None,
        max_length=60,
        description="The version of the benefits warning that was read; needed but to decline.",
    )
    cause: str | None = Field(default=None, max_length=60, description="Where it is donated.")

    @model_validator(mode="after")
    def _names_a_cause_to_give(self) -> Self:
        if (self.decision == "donated") != (self.cause is not None):
            raise ValueError("cause is given where the decision is donated, and nowhere else")
        return self


class ClaimIn(Model):
    """What is claimed on an offer."""

    quantity: Decimal = Field(
        gt=0, le=100_000, max_digits=8, decimal_places=2, description="In the unit of its kind."
    )
    happened_on: date


class ClaimForIn(ClaimIn):
    """A claim that staff enter for a member."""

    offer_id: UUID
    member_id: UUID


class ApproveIn(Model):
    """Approving a claim."""

    evidence_seen: bool = False


class ReasonIn(Model):
    """Why; the member reads it."""

    reason: str = Field(min_length=1, max_length=500)


class MyClaimOut(Model):
    """A claim as its member sees it."""

    id: UUID
    quantity: Decimal
    happened_on: date
    rate_pence: int
    amount_pence: int
    state: ClaimState
    reason: str | None
    cause: str | None
    given_as: GivenAs
    entered_on: date
    decided_on: date | None


class ClaimOut(MyClaimOut):
    """A claim as staff see it."""

    offer_id: UUID
    member_id: UUID
    kind: str
    evidence_needed: bool
    entered_by: str
    decided_by: str | None


class MyOfferOut(Model):
    """An offer as its member sees it."""

    id: UUID
    title: str
    kind: KindOut | None = Field(
        description="As in force on the first day of the activity; null where it was not."
    )
    activity: Activity
    first_day: date
    last_day: date
    decision: Literal["open", "accepted", "declined", "donated"]
    cause: str | None
    warning_version: str | None
    claims: list[MyClaimOut]
    vouchers: list[MyVoucherOut]


class MyRewardsOut(Model):
    """What a member is offered and has claimed."""

    warning: WarningOut | None
    causes: list[CauseOut]
    payment_details_end_in: str | None = Field(
        description="The last two digits of the account number; null where none is held."
    )
    offers: list[MyOfferOut]


def _is_a_bank_name(name: str) -> str:
    if not bank_name(name):
        raise ValueError("needs at least one letter or digit that a bank can print")
    return name


class PaymentDetails(Model):
    """A UK account. Its form is checked, not whether it exists: the bank's weights for that are
    not part of this system."""

    account_name: Annotated[str, AfterValidator(_is_a_bank_name)] = Field(
        min_length=1, max_length=70
    )
    sort_code: str = Field(
        pattern=r"^[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}$", description="Six digits: 12-34-56."
    )
    account_number: str = Field(
        pattern=r"^[0-9]{6,8}$", description="Eight digits; six or seven get noughts in front."
    )


class BatchOut(Model):
    """A batch and its control figures."""

    id: UUID
    number: int
    made_on: date
    made_by: str
    lines: int
    total_pence: int
    settled_on: date | None


class ReturnIn(ReasonIn):
    """A payment that came back."""

    line: int = Field(ge=1, le=1_000_000)


class SettleIn(Model):
    """What became of a batch: these came back, all others were paid."""

    returned: list[ReturnIn] = Field(default=[], max_length=5000)


class AuditOut(Model):
    """Who did what, and when."""

    at: datetime
    subject: str
    act: str
    about: About
    about_id: UUID


class KindTotal(Model):
    """What was paid of a kind in a month; null where a figure must not be shown."""

    kind: str
    people: int | None
    amount_pence: int | None = Field(
        description="Published: rounded as people are, to some of the greatest payment."
    )


class Returned(Model):
    """What came back from the bank in a month, of payments of any month."""

    kind: str
    amount_pence: int


class TotalsOut(Model):
    """What was paid in a month, by kind."""

    level: Level
    month: str
    people: int | None
    amount_pence: int | None = Field(
        description="Published: what is shown of the kinds, added up; null where any is null."
    )
    kinds: list[KindTotal]
    returned: list[Returned] | None = Field(
        default=None,
        description="What came back in the month, which the figures above have in them where it "
        "was paid in it; null in what is published.",
    )
