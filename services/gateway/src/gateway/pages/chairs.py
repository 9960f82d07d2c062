"""Who was in the chair of a meeting, as its pages tell it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from common.db.tenancy import SystemCode
from common.errors import DomainError
from gateway.dependencies import Parts
from gateway.pages.open import read_open


async def chairs_of(parts: Parts, ics: SystemCode, meeting_id: UUID) -> list[dict[str, Any]]:
    """Tell who was in the chair of a meeting; nothing while governance is away."""
    try:
        found = await read_open(parts, ics, f"/published-meetings/{meeting_id}/chairs")
    except DomainError:
        return []
    return list(found.get("chairs", [])) if found is not None else []
