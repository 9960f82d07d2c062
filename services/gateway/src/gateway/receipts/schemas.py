"""Receipts on the wire."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from gateway.thread.schemas import ThreadOut


class ReceiptIn(Model):
    """A receipt that somebody shows."""

    receipt: Annotated[str, Field(min_length=1, max_length=2000)]


class CameOfIt(Model):
    """What a genuine receipt leads to."""

    survey_id: UUID
    survey_opened: str = Field(description="Year and month in which the survey was opened.")
    thread: ThreadOut | None = Field(
        description="From the survey to the answer that people got, as far as anybody may see it; "
        "null while the record does not have the survey yet."
    )


class KeySetOut(Model):
    """A JSON Web Key Set (RFC 7517)."""

    keys: list[dict[str, Any]]
