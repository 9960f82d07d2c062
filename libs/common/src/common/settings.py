"""Settings: one class per service, validated at start, refusing to start with a clear line.

Every field is read from the environment as ``GT_<FIELD>``. A variable that begins with ``GT_`` and
is no setting is refused too: a misspelt security setting must not pass in silence.
"""

from __future__ import annotations

import os
import sys
from typing import Any, ClassVar, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "GT_"


class ServiceSettings(BaseSettings):
    """What every service and worker must be told before it may start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    service: ClassVar[str] = "service"
    """The service's name; its schema, its roles and the source of its events bear it."""

    environment: Literal["development", "production"] = Field(
        default="production",
        description="`production` refuses development defaults: known secrets, file mail, "
        "local keys.",
    )
    database_url: SecretStr = Field(
        description="postgresql:// address of the service's own schema, as the role <service>_app."
    )
    relay_database_url: SecretStr | None = Field(
        default=None,
        description="The same database as the role <service>_relay; needed by workers only.",
    )
    database_pool: int = Field(
        default=5, ge=1, le=100, description="Connections that one process keeps at most."
    )
    event_log: Literal["postgres", "kafka"] = Field(
        description="Which adapter carries events: `kafka`, or `postgres` for one machine."
    )
    event_log_url: SecretStr = Field(
        description="postgresql:// address of the event log's schema, or Kafka bootstrap servers "
        "as host:port,host:port."
    )
    token_keys: str = Field(
        description="Path of a JSON Web Key Set: the gateway's private keys, or for other services "
        "the public keys that verify the gateway's tokens."
    )
    host: str = Field(default="127.0.0.1", description="Address that the API listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the API listens on.")
    log_format: Literal["json", "console"] = Field(
        default="json", description="`json` for machines, `console` for people."
    )
    metrics_port: int | None = Field(
        default=None, description="Port of a worker's own /metrics and /health; none if unset."
    )

    @model_validator(mode="after")
    def _refuse_development_defaults(self) -> Self:
        if self.environment == "production":
            problems = list(self.development_defaults())
            if problems:
                raise ValueError("not allowed in production: " + "; ".join(problems))
        return self

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        return []


LARGEST_IMPORT = 4 * 1024**3
"""Bytes that no body may go beyond, whatever the setting says."""


class ImportSettings(ServiceSettings):
    """What the gateway and the services that take large files are told alike."""

    max_import_body: int = Field(
        default=512 * 1024**2,
        ge=1024,
        le=LARGEST_IMPORT,
        description="Largest file of feedback, and largest body of an import or of a file (of "
        "findings and of stories), in bytes. Give the gateway and the insights library the same.",
    )


S = TypeVar("S", bound=ServiceSettings)


def load_settings(kind: type[S], **overrides: Any) -> S:
    """Read the settings, or end the process with one clear line for each thing that is wrong.

    Raises:
        SystemExit: with status 78 (EX_CONFIG) where a setting is missing, wrong or unknown.
    """
    try:
        settings = kind(**overrides)
        unknown = _unknown_names(kind)
    except ValidationError as error:
        lines = [_line(e["loc"], e["msg"]) for e in error.errors()]
        _refuse(kind, lines)
    if unknown:
        _refuse(
            kind, [f"{name}: no such setting; see docs/reference/settings.md" for name in unknown]
        )
    return settings


def _unknown_names(kind: type[ServiceSettings]) -> list[str]:
    known = {(PREFIX + name).upper() for name in kind.model_fields}
    return sorted(n for n in os.environ if n.upper().startswith(PREFIX) and n.upper() not in known)


def _line(location: tuple[int | str, ...], message: str) -> str:
    name = PREFIX + "_".join(str(part) for part in location).upper() if location else "settings"
    return f"{name}: {message}"


def _refuse(kind: type[ServiceSettings], lines: list[str]) -> Any:
    for line in lines:
        sys.stderr.write(f"{kind.service} cannot start: {line}\n")
    raise SystemExit(78)
