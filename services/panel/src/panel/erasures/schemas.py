"""Erasures on the wire. No field names a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import model_validator

from common.mail.addresses import EmailAddress
from common.web.schemas import Model
from panel.erasures.progress import Progress


class ErasureIn(Model):
    """Whom staff erase at a person's request: one of the two."""

    member_id: UUID | None = None
    email: EmailAddress | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.member_id is None) == (self.email is None):
            raise ValueError("give either member_id or email")
        return self


class ErasureAsked(Model):
    """An erasure that has begun; in the panel itself it is done."""

    erasure_id: UUID
    receipt: str
    """Address of the receipt. It is told this once: whoever has it sees how far the erasure is."""
    receipt_token: str
    """The last part of that address."""
    due_at: datetime


class ServiceErasure(Model):
    """One service's part in an erasure."""

    service: str
    acknowledged_at: datetime | None
    """Null until the service has erased."""


class ErasureOut(Model):
    """How far an erasure is."""

    erasure_id: UUID
    state: Literal["pending", "complete"]
    requested_at: datetime
    due_at: datetime
    completed_at: datetime | None
    services: list[ServiceErasure]
    receipt: str | None
    """Signed (JSON Web Signature, Ed25519); null until it is complete."""


class OutstandingErasure(Model):
    """An erasure that some service has not acknowledged."""

    erasure_id: UUID
    requested_at: datetime
    due_at: datetime
    overdue: bool
    missing: list[str]


class ReceiptKeys(Model):
    """A JSON Web Key Set (RFC 7517) that verifies receipts."""

    keys: list[dict[str, Any]]


def erasure_out(progress: Progress, receipt: str | None) -> ErasureOut:
    """Show an erasure with every service's part."""
    erasure, said = progress.erasure, progress.said
    parts = [ServiceErasure(service="panel", acknowledged_at=erasure.requested_at)]
    for name in sorted({*erasure.awaited, *said}):
        word = said.get(name)
        at = word.acknowledged_at if word is not None else None
        parts.append(ServiceErasure(service=name, acknowledged_at=at))
    return ErasureOut(
        erasure_id=erasure.id,
        state="pending" if erasure.completed_at is None else "complete",
        requested_at=erasure.requested_at,
        due_at=erasure.due_at,
        completed_at=erasure.completed_at,
        services=parts,
        receipt=receipt,
    )
