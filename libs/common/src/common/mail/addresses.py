"""Email addresses as people send them."""

from __future__ import annotations

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field


def _address(text: str) -> str:
    """Read an address by its form alone; whether it exists, the mail to it will tell."""
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError("must be an email address such as name@example.org") from None
    return checked.ascii_email or checked.normalized


EmailAddress = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_address)]
