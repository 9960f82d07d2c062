"""The address for notices as the API takes and gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from common.mail.addresses import EmailAddress
from common.web.schemas import Model

State = Literal["waiting", "confirmed", "given_up"]


class AddressIn(Model):
    """Where notices shall go: the mailbox of a role rather than a person's."""

    email: EmailAddress


class AddressOut(Model):
    """The address that your organisation has given."""

    email: str
    state: State = Field(
        description="`waiting`: the link in the mail to it was not used yet; nothing else is sent. "
        "`given_up`: mail to it failed again and again; give it anew, or another."
    )
    expires_at: datetime | None = Field(description="When it is deleted unless confirmed.")
    confirmed_at: datetime | None
    given_up_at: datetime | None


class LinkIn(Model):
    """The token of a mailed link."""

    token: str = Field(min_length=20, max_length=100)
