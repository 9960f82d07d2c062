"""What the insights service and its worker must be told."""

from __future__ import annotations

import base64
import binascii
from typing import ClassVar, Self

from pydantic import Field, SecretStr, model_validator

from common.crypto.sealing import KEY_BYTES, Sealer
from common.mail.settings import MailSettings

_DEVELOPMENT_SEALING_KEYS = (
    "development:" + base64.b64encode(b"insights sealing keys, for tests").decode()
)
_DEVELOPMENT_INDEX_KEY = base64.b64encode(b"insights index keys, for testing").decode()


class InsightsSettings(MailSettings):
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

    sealing_keys: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_SEALING_KEYS),
        description="Keys that seal the mail addresses of organisations, as id:base64,id:base64 of "
        "32 bytes each; the first seals, the others open what is older.",
    )
    index_key: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_INDEX_KEY),
        description="Base64 of 32 bytes: the tokens that stop mail are derived from it. Changing "
        "it makes the link in every mail invalid.",
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
        try:
            key = base64.b64decode(self.index_key.get_secret_value(), validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise ValueError("GT_INDEX_KEY is 32 bytes in base64")
        return key

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        local = "//127.0.0.1" in self.public_url or "//localhost" in self.public_url
        problems = super().development_defaults()
        if local:
            problems.append("GT_PUBLIC_URL is a loopback address")
        if self.harvest_contact.endswith(".invalid"):
            problems.append("GT_HARVEST_CONTACT is nobody's address")
        if self.sealing_keys.get_secret_value() == _DEVELOPMENT_SEALING_KEYS:
            problems.append("GT_SEALING_KEYS is the published development key")
        if self.index_key.get_secret_value() == _DEVELOPMENT_INDEX_KEY:
            problems.append("GT_INDEX_KEY is the published development key")
        return problems
