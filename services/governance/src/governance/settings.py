"""What governance and its worker must be told."""

from __future__ import annotations

from typing import ClassVar

from common.settings import ServiceSettings


class GovernanceSettings(ServiceSettings):
    """Settings of governance."""

    service: ClassVar[str] = "governance"
