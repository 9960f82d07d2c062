"""What the panel must be told before it may start."""

from __future__ import annotations

import base64
from typing import ClassVar, Self

from pydantic import Field, SecretStr, model_validator

from common.crypto.sealing import Sealer, read_key
from common.mail.settings import MailSettings

_DEVELOPMENT_SEALING_KEYS = (
    "development:" + base64.b64encode(b"development sealing key, public!").decode()
)
_DEVELOPMENT_KEY_ENCRYPTION_KEYS = (
    "development:" + base64.b64encode(b"development key encryption, open").decode()
)
_DEVELOPMENT_INDEX_KEY = base64.b64encode(b"development index key, known all").decode()


class PanelSettings(MailSettings):
    """Settings of the panel's API, worker and load command."""

    service: ClassVar[str] = "panel"

    sealing_keys: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_SEALING_KEYS),
        description="Keys that seal what is no member's yet or outlives one: addresses that are "
        "not confirmed, payment details; as id:base64,id:base64 of 32 bytes each. The first seals, "
        "the others open what is older.",
    )
    key_encryption_keys: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_KEY_ENCRYPTION_KEYS),
        description="Keys that wrap each member's own data key, as id:base64,id:base64 of 32 bytes "
        "each; the first wraps, the others unwrap what is older. A key may go once "
        "`python -m panel.datakeys rotate` has left nothing under it. Losing them loses what is "
        "held of every member.",
    )
    index_key: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_INDEX_KEY),
        description="Base64 of 32 bytes: blind indexes, of answers about oneself too, pseudonyms "
        "and the tokens of mails are derived from it. Changing it makes every link and lookup "
        "invalid.",
    )

    erasure_services: str = Field(
        default="gateway,governance,insights",
        description="Services that must acknowledge an erasure before it is complete, as "
        "name,name; the panel itself erases at once.",
    )
    erasure_due_seconds: int = Field(
        default=300,
        ge=1,
        description="Seconds within which an erasure must be complete; one that takes longer "
        "counts as overdue.",
    )

    erasure_repeat_seconds: int = Field(
        default=120,
        ge=1,
        description="Seconds after which an erasure that a service has not acknowledged is "
        "announced to all of them again.",
    )
    erasure_ledger: str | None = Field(
        default=None,
        description="File that the worker keeps the erasure ledger in, outside what backups of the "
        "database hold; by it a restored older backup is noticed, who was erased since is erased "
        "again, and who left or withdrew a consent has done so again. Unset: export and reapply it "
        "by `python -m panel.erasures`.",
    )

    @model_validator(mode="after")
    def _keys_can_be_used(self) -> Self:
        Sealer.parse(self.sealing_keys.get_secret_value())
        try:
            Sealer.parse(self.key_encryption_keys.get_secret_value())
        except ValueError as error:
            raise ValueError(f"GT_KEY_ENCRYPTION_KEYS: {error}") from None
        self.index_key_bytes()
        return self

    def erasure_awaits(self) -> list[str]:
        """Name the services that must acknowledge an erasure."""
        return sorted({name.strip() for name in self.erasure_services.split(",") if name.strip()})

    def index_key_bytes(self) -> bytes:
        """Give the index key.

        Raises:
            ValueError: if it isn't base64 of 32 bytes.
        """
        return read_key(self.index_key.get_secret_value(), "GT_INDEX_KEY")

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        problems = super().development_defaults()
        if self.sealing_keys.get_secret_value() == _DEVELOPMENT_SEALING_KEYS:
            problems.append("GT_SEALING_KEYS is the published development key")
        if self.key_encryption_keys.get_secret_value() == _DEVELOPMENT_KEY_ENCRYPTION_KEYS:
            problems.append("GT_KEY_ENCRYPTION_KEYS is the published development key")
        if self.index_key.get_secret_value() == _DEVELOPMENT_INDEX_KEY:
            problems.append("GT_INDEX_KEY is the published development key")
        return problems
