"""What the gateway and its worker must be told before they may start."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from common.settings import ImportSettings

DEVELOPMENT_PEPPER = "development-only-pepper-not-for-production"
_MIB = 1024 * 1024


class GatewaySettings(ImportSettings):
    """Settings of the only door. Each is read from the environment as ``GT_<FIELD>``."""

    service: ClassVar[str] = "gateway"

    public_url: str = Field(
        default="http://127.0.0.1:8080",
        pattern=r"^https?://[^/?#]+$",
        description="Address by which people and programs reach the gateway; no slash at the end.",
    )
    panel_url: str = Field(
        default="http://127.0.0.1:8101",
        pattern=r"^https?://[^/?#]+$",
        description="Address of the panel service, inside.",
    )
    insights_url: str = Field(
        default="http://127.0.0.1:8102",
        pattern=r"^https?://[^/?#]+$",
        description="Address of the insights service, inside.",
    )
    governance_url: str = Field(
        default="http://127.0.0.1:8103",
        pattern=r"^https?://[^/?#]+$",
        description="Address of the governance service, inside.",
    )
    key_pepper: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_PEPPER),
        min_length=32,
        description="Secret that keys the hash of API keys and signs form tokens; whoever steals "
        "the database without it can test no guess. Changing it voids every API key.",
    )
    key_cache_seconds: float = Field(
        default=2.0,
        ge=0,
        le=5,
        description="How long a process trusts an API key without asking the database again; a "
        "revoked key works at most this long.",
    )
    key_rate: int = Field(
        default=1200, ge=1, description="Requests that one API key may make in a minute."
    )
    anonymous_rate: int = Field(
        default=300,
        ge=1,
        description="Requests without a key that one network (IPv4 address, IPv6 /64) may make in "
        "a minute.",
    )
    form_rate: int = Field(
        default=20, ge=1, description="Forms that one network may send in a minute."
    )
    form_seconds: float = Field(
        default=1.0,
        ge=0,
        le=10,
        description="Seconds in which nobody can fill in a form; what comes back sooner waits.",
    )
    wide_form_rate: int = Field(
        default=120,
        ge=1,
        description="Forms that one wider network (IPv4 /24, IPv6 /48) may send in a minute.",
    )
    challenge_difficulty: int = Field(
        default=50_000,
        ge=0,
        le=10_000_000,
        description="Proof of work of the sign-up form: the largest number that a browser may have "
        "to try; half of it on the average. 0 asks for none.",
    )
    challenge_seconds: int = Field(
        default=1800, ge=10, le=86_400, description="Seconds in which a proof of work can be done."
    )
    unproved_rate: int = Field(
        default=3,
        ge=1,
        description="Forms without a good proof of work (no JavaScript, too late, used "
        "before) that one network may send in a minute.",
    )
    unproved_system_rate: int = Field(
        default=30,
        ge=1,
        description="Forms without a good proof of work that one system takes in a minute.",
    )
    unproved_seconds: float = Field(
        default=3.0,
        ge=0,
        le=30,
        description="Seconds that a form without a good proof of work waits.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many proxies of ours stand before the gateway and add to "
        "X-Forwarded-For; 0 takes the address of the connection.",
    )
    max_body: int = Field(
        default=_MIB, ge=1024, description="Largest body of an ordinary request, in bytes."
    )
    connect_timeout: float = Field(
        default=2.0, gt=0, description="Seconds to reach a service before giving up."
    )
    idle_timeout: float = Field(
        default=15.0, gt=0, description="Seconds that a service may stay silent before giving up."
    )
    total_timeout: float = Field(
        default=60.0, gt=0, description="Seconds that an ordinary request may take in all."
    )
    import_timeout: float = Field(
        default=900.0, gt=0, description="Seconds that an import or an export may take in all."
    )
    upstream_connections: int = Field(
        default=64, ge=1, description="Connections to one service that one process keeps at most."
    )
    breaker_failures: int = Field(
        default=5, ge=1, description="Failures in a row after which a service is left alone."
    )
    breaker_seconds: float = Field(
        default=5.0, gt=0, description="Seconds that a failing service is left alone before a try."
    )
    feed_seconds: float = Field(
        default=10.0,
        ge=0,
        description="How long a feed is served from memory before it is asked for again.",
    )
    open_data_readers: int = Field(
        default=4,
        ge=1,
        description="Files of open data that one process gives out at once, half of them to one "
        "network at most; who comes then is asked to come again.",
    )

    reference_directory: str | None = Field(
        default=None,
        description="Folder of the services' OpenAPI documents; unset, `docs/reference` of the "
        "repository that the gateway is installed from.",
    )

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        problems = []
        if self.key_pepper.get_secret_value() == DEVELOPMENT_PEPPER:
            problems.append("GT_KEY_PEPPER is the development pepper; make 32 random bytes or more")
        if not self.public_url.startswith("https://"):
            problems.append("GT_PUBLIC_URL must begin with https://")
        return problems

    @property
    def upstreams(self) -> dict[str, str]:
        """Give each service's inside address by its name in paths."""
        return {
            "panel": self.panel_url,
            "insights": self.insights_url,
            "governance": self.governance_url,
        }
