"""What can go wrong with API keys."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class KeyNotFound(NotFound):
    """This system has no such key."""

    code = "api-key-not-found"
    title = "There is no such API key"


class KeyNotUsable(Conflict):
    """The key was revoked, has expired or was rotated already."""

    code = "api-key-not-usable"
    title = "This API key cannot be rotated"
