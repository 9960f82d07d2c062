"""What a service that sends mail must be told besides."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from common.settings import ServiceSettings


class MailSettings(ServiceSettings):
    """Settings of a service that sends mail with links in it."""

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

    @model_validator(mode="after")
    def _mail_can_leave(self) -> Self:
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
        return self

    def development_defaults(self) -> list[str]:
        """Name each setting whose value is fit for development only."""
        problems = super().development_defaults()
        if self.mail_adapter == "file":
            problems.append("GT_MAIL_ADAPTER=file sends nothing")
        if not self.public_url.startswith("https://"):
            problems.append("GT_PUBLIC_URL is not https")
        return problems


def _is_mailbox(address: str) -> bool:
    name, _, domain = address.rpartition("@")
    return bool(name and domain) and not set(address) & set("+ <>,\r\n")


def _is_smtp(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname)
