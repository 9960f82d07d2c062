"""Receipts on the wire."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model

ReceiptText = Annotated[str, Field(min_length=1, max_length=2000)]


class ReceiptIn(Model):
    """A receipt to be checked."""

    receipt: ReceiptText = Field(description="The whole receipt, as it was given.")


class ReceiptOut(Model):
    """What a genuine receipt says, all of it."""

    ics: str
    survey_id: UUID
    survey_opened: str = Field(description="Year and month in which the survey was opened.")
    nonce: str = Field(description="Random, and kept nowhere: the receipt's own name.")


class AnswerReceiptKeys(Model):
    """The JSON Web Key Set that verifies receipts (RFC 7517)."""

    keys: list[dict[str, Any]]
