"""What the insights service and its worker must be told."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from common.settings import ServiceSettings


class InsightsSettings(ServiceSettings):
    """Settings of the insights service."""

    service: ClassVar[str] = "insights"

    public_url: str = Field(
        default="http://127.0.0.1:8080",
        pattern=r"^https?://[^/\s]+$",
        description="Public address of the gateway, without a path; links in feeds begin with it.",
    )

    harvest_contact: str = Field(
        default="feeds@localhost.invalid",
        pattern=r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$",
        description="E-mail address of whoever runs the feeds; told to harvesters (OAI-PMH).",
    )

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        local = "//127.0.0.1" in self.public_url or "//localhost" in self.public_url
        problems = super().development_defaults()
        if local:
            problems.append("GT_PUBLIC_URL is a loopback address")
        if self.harvest_contact.endswith(".invalid"):
            problems.append("GT_HARVEST_CONTACT is nobody's address")
        return problems
