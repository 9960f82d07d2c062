"""Vouchers on the wire. A code comes in once, and goes out to whom it was handed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from common.web.schemas import Model

Code = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=4, max_length=200, pattern=r"^[!-~]+( [!-~]+)*$"
    ),
]
"""What a till or a web page takes: printable, on one line."""
MOST_AT_ONCE = 1000


class VouchersIn(Model):
    """Vouchers of one sort, bought from a supplier."""

    supplier: str = Field(
        min_length=1, max_length=100, description="Where they can be spent; members read it."
    )
    value_pence: int = Field(
        ge=1, le=1_000_000, description="What one is worth; the rate of the kind that it is for."
    )
    currency: Literal["GBP"] = Field(
        default="GBP", description="ISO 4217. Rates are in pence, so there is no other."
    )
    expires_on: date = Field(description="The last day on which they can be spent.")
    codes: list[Code] = Field(min_length=1, max_length=MOST_AT_ONCE)


class LoadedOut(Model):
    """Vouchers that were put into the stock together."""

    id: UUID
    vouchers: int
    total_pence: int


class InStockOut(Model):
    """How many vouchers of one sort are in stock and have not expired."""

    supplier: str
    value_pence: int
    currency: str
    expires_on: date
    vouchers: int


class StockOut(Model):
    """The stock, and what waits for it."""

    items: list[InStockOut]
    waiting_claims: int = Field(description="Approved claims whose vouchers are not handed out.")


class HandOutIn(Model):
    """Which approved claims to hand out vouchers for."""

    claim_ids: list[UUID] | None = Field(
        default=None, min_length=1, max_length=200, description="All that wait where left out."
    )


class Lacking(Model):
    """Vouchers that approved claims still wait for."""

    value_pence: int
    vouchers: int


class HandedOut(Model):
    """What was handed out now, and what the stock was too small for."""

    claims: int
    vouchers: int
    lacking: list[Lacking]


class MyVoucherOut(Model):
    """A voucher that a member was handed, without its code."""

    voucher_id: UUID
    supplier: str
    value_pence: int
    currency: str
    expires_on: date
    handed_on: date = Field(
        description="When the claim was given its vouchers; of a replacement, that day too."
    )
    shown_on: date | None = Field(description="When its code was shown; null if not yet.")


class VoucherOut(MyVoucherOut):
    """A voucher as staff see it, who have no use for its code."""

    claim_id: UUID
    member_id: UUID


class CodeOut(Model):
    """The code of a voucher. Whoever reads it can spend it."""

    supplier: str
    value_pence: int
    currency: str
    expires_on: date
    code: str
