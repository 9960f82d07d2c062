"""Payment details that staff take down, on the wire."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from common.web.schemas import Model
from panel.assisted.schemas import Means, Witness
from panel.rewards.schemas import PaymentDetails


class DetailsTakenIn(Model):
    """Where a member without email is paid, as they told it."""

    details: PaymentDetails
    means: Means = Field(description="How the member told it.")
    consented_on: date = Field(description="When they agreed that it is kept, to be paid.")
    consent: Literal[True] = Field(
        description="The member agrees that their account is kept, for payment alone, until they "
        "leave or take it back."
    )
    witness: Witness


class DetailsTakenHeld(Model):
    """How an account was taken down by staff, as the member sees it."""

    means: Means
    witness: str
    consented_on: date
    taken_by: str
    confirmed_by: str | None
