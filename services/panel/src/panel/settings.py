"""What the panel must be told before it may start."""

from __future__ import annotations

import base64
import binascii
from email.utils import parseaddr
from typing import ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from common.crypto.sealing import KEY_BYTES, Sealer
from common.settings import ServiceSettings

_DEVELOPMENT_SEALING_KEYS = (
    "development:" + base64.b64encode(b"development sealing key, public!").decode()
)
_DEVELOPMENT_KEY_ENCRYPTION_KEYS = (
    "development:" + base64.b64encode(b"development key encryption, open").decode()
)
_DEVELOPMENT_INDEX_KEY = base64.b64encode(b"development index key, known all").decode()


class PanelSettings(ServiceSettings):
    """Settings of the panel's API, worker and load command."""

    service: ClassVar[str] = "panel"

    public_url: str = Field(
        default="http://127.0.0.1:8080",
        description="Address of the gateway as residents see it; links in mails begin with it.",
    )
    mail_adapter: Literal["file", "smtp"] = Field(
        default="file", description="`smtp`, or `file` for development: one .eml file per mail."
    )
    mail_directory: str = Field(
        default="var/mail", description="Folder that the `file` adapter writes to."
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="smtp://[user:password@]host[:port] (STARTTLS where offered) or smtps://… for "
        "the `smtp` adapter.",
    )
    mail_from: str = Field(
        default="Citizens' panel <panel@example.org>",
        description="Sender of every mail, as Name <address>.",
    )
    mail_bounces_to: str | None = Field(
        default=None,
        description="Mailbox that reports of failed delivery come to, as name@domain; every mail "
        "has its own return path in it, name+id@domain. Unset: reports come to the sender.",
    )
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
        "database hold; by it a restored older backup is noticed, and who was erased since is "
        "erased again. Unset: export and reapply it by `python -m panel.erasures`.",
    )

    @model_validator(mode="after")
    def _keys_and_addresses_can_be_used(self) -> Self:
        if self.mail_adapter == "smtp" and self.smtp_url is None:
            raise ValueError("GT_SMTP_URL is needed where GT_MAIL_ADAPTER is smtp")
        if urlsplit(self.public_url).scheme not in {"http", "https"}:
            raise ValueError("GT_PUBLIC_URL begins with https:// (or http:// in development)")
        if self.smtp_url and not _is_smtp(self.smtp_url.get_secret_value()):
            raise ValueError("GT_SMTP_URL begins with smtp:// or smtps:// and names a host")
        if "@" not in parseaddr(self.mail_from)[1]:
            raise ValueError("GT_MAIL_FROM is written Name <address>")
        if self.mail_bounces_to is not None and not _is_mailbox(self.mail_bounces_to):
            raise ValueError("GT_MAIL_BOUNCES_TO is written name@domain, without a +")
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
        try:
            key = base64.b64decode(self.index_key.get_secret_value(), validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise ValueError("GT_INDEX_KEY is 32 bytes in base64")
        return key

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        problems = super().development_defaults()
        if self.mail_adapter == "file":
            problems.append("GT_MAIL_ADAPTER=file sends nothing")
        if self.sealing_keys.get_secret_value() == _DEVELOPMENT_SEALING_KEYS:
            problems.append("GT_SEALING_KEYS is the published development key")
        if self.key_encryption_keys.get_secret_value() == _DEVELOPMENT_KEY_ENCRYPTION_KEYS:
            problems.append("GT_KEY_ENCRYPTION_KEYS is the published development key")
        if self.index_key.get_secret_value() == _DEVELOPMENT_INDEX_KEY:
            problems.append("GT_INDEX_KEY is the published development key")
        if not self.public_url.startswith("https://"):
            problems.append("GT_PUBLIC_URL is not https")
        return problems


def _is_mailbox(address: str) -> bool:
    name, _, domain = address.rpartition("@")
    return bool(name and domain) and not set(address) & set("+ <>,\r\n")


def _is_smtp(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname)
