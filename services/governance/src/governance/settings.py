"""What governance and its worker must be told."""

from __future__ import annotations

import base64
from typing import ClassVar, Self

from pydantic import Field, SecretStr, model_validator

from common.crypto.sealing import Sealer, read_key
from common.mail.settings import MailSettings

DEVELOPMENT_LOG = "golden-thread.local/log"
_DEVELOPMENT_SEALING_KEYS = (
    "development:" + base64.b64encode(b"governance sealing, known to all").decode()
)
_DEVELOPMENT_INDEX_KEY = base64.b64encode(b"governance indexes, known to all").decode()


class GovernanceSettings(MailSettings):
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
    sealing_keys: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_SEALING_KEYS),
        description="Keys that seal the names and addresses of those who ask questions and sign "
        "petitions, and addresses of those who hold posts, as id:base64,id:base64 of 32 bytes "
        "each; the first seals, the others open what is older. Nothing is sealed for longer than "
        "the scheme of its body says, but the address of a holder: as long as they hold the post. "
        "Put those again before an older key is left out; whoever's cannot be opened is not "
        "mailed, and the log names the key.",
    )
    index_key: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_INDEX_KEY),
        description="Base64 of 32 bytes: the blind indexes of addresses and the tokens of mails "
        "are derived from it. Changing it makes every link invalid, and lets people sign an open "
        "petition again.",
    )

    @model_validator(mode="after")
    def _keys_can_be_used(self) -> Self:
        Sealer.parse(self.sealing_keys.get_secret_value())
        self.index_key_bytes()
        return self

    def index_key_bytes(self) -> bytes:
        """Give the index key.

        Raises:
            ValueError: if it isn't base64 of 32 bytes.
        """
        return read_key(self.index_key.get_secret_value(), "GT_INDEX_KEY")

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        problems = super().development_defaults()
        if self.log_keys is not None and self.log_name == DEVELOPMENT_LOG:
            problems.append("GT_LOG_NAME is the development name; a log bears its public address")
        if self.sealing_keys.get_secret_value() == _DEVELOPMENT_SEALING_KEYS:
            problems.append("GT_SEALING_KEYS is the published development key")
        if self.index_key.get_secret_value() == _DEVELOPMENT_INDEX_KEY:
            problems.append("GT_INDEX_KEY is the published development key")
        return problems
