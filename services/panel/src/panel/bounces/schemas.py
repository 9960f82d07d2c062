"""Mails that came back, on the wire."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model


class FailingOut(Model):
    """A member whose address fails."""

    member_id: UUID
    hard: bool = Field(description="The address is no good; else several mails were in the way.")
    times: int = Field(description="Mails that came back.")
    last_on: date


class ReportTaken(Model):
    """What was made of a report."""

    outcome: Literal["hard", "soft", "ours", "former_address", "unknown_mail", "no_report"] = Field(
        description="hard: nothing more is sent to the address; soft: several do the same; "
        "ours: the fault is ours or a policy's; former_address: the member has another one by now, "
        "so nothing is noted; unknown_mail: no mail of this system is named."
    )


class BounceHeld(Model):
    """A mail to a member that came back, in the member's export."""

    mail_id: UUID
    hard: bool
    status: str
    noted_on: date
