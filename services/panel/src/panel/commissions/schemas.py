"""Commissions as staff read them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.web.schemas import Model


class CommissionOut(Model):
    """What a body commissioned: a selection is made for it by its id, as `assembly_id`."""

    id: UUID
    kind: str
    title: str
    question: str
    body_name: str
    seats: int
    categories: list[str]
    spectrum_level: str
    starts_on: date
    ends_on: date
    cancelled: bool
