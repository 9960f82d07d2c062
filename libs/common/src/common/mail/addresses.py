"""Email addresses as people send them."""

from __future__ import annotations

import re
from typing import Annotated

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import AfterValidator, Field

_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63})"
)
_SPECIAL = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)


def _address(text: str) -> str:
    """Read an address by its form alone; whether it exists, the mail to it will tell."""
    if _is_plain(text):
        return text
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError("must be an email address such as name@example.org") from None
    return checked.ascii_email or checked.normalized


def _is_plain(text: str) -> bool:
    """Say whether an address is of the common form that the library gives back as it is.

    The library looks at each character for what other alphabets may hide in it, which is a tenth
    of the time of a request to join. Capitals, two dashes (Punycode) and special domains are left
    to it.
    """
    found = _PLAIN.fullmatch(text)
    return found is not None and found[1] not in _SPECIAL and "--" not in text


EmailAddress = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_address)]
