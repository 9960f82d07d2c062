"""Addresses of holders as the API takes them; it gives none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.mail.addresses import EmailAddress
from common.web.schemas import Model


class ContactIn(Model):
    """Where the holder of a post is written to."""

    email: EmailAddress


class ContactOut(Model):
    """That there is an address; never which."""

    holder_id: UUID
    recorded_at: datetime
