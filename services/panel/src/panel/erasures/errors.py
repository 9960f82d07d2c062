"""What can go wrong with erasures."""

from __future__ import annotations

from common.errors import NotFound


class ErasureNotFound(NotFound):
    """No erasure has this receipt address."""

    code = "erasure-not-found"
    title = "There is no such erasure"


class NobodyToErase(NotFound):
    """Staff named somebody who is no member."""

    code = "nobody-to-erase"
    title = "There is no such member"
