"""What governance and its worker must be told."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from common.settings import ServiceSettings

DEVELOPMENT_LOG = "golden-thread.local/log"


class GovernanceSettings(ServiceSettings):
    """Settings of governance."""

    service: ClassVar[str] = "governance"

    log_keys: str | None = Field(
        default=None,
        description="Path of a JSON Web Key Set: the private keys that sign the decision log's "
        "checkpoints; needed by the worker only.",
    )
    log_name: str = Field(
        default=DEVELOPMENT_LOG,
        pattern=r"^[a-z0-9.\-:]+(/[A-Za-z0-9.\-]+)*$",
        max_length=200,
        description="What the public name of every decision log begins with: the public address "
        "of the logs without https://, such as `involve.example.org/log`. It is signed into every "
        "checkpoint and never changes.",
    )

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        if self.log_keys is not None and self.log_name == DEVELOPMENT_LOG:
            return ["GT_LOG_NAME is the development name; a log bears its public address"]
        return []
