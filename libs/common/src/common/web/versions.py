"""Versions of what is changed: the rule behind ``If-Match``, for services, which serve no HTTP."""

from __future__ import annotations

from common.errors import PreconditionFailed


def check_version(current: int, expected: int) -> None:
    """Refuse a change to a version that the caller has not seen.

    Raises:
        PreconditionFailed: if the current version isn't the expected one.
    """
    if current != expected:
        raise PreconditionFailed("Read it again, apply your change to it, and send its new ETag.")
