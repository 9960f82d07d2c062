"""What the insights service and its worker must be told."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import Field, SecretStr, model_validator

from common.crypto.sealing import Sealer, read_key
from common.mail.settings import MailSettings
from common.settings import ImportSettings

_DEVELOPMENT_SEALING_KEYS = (
    "development:" + base64.b64encode(b"insights sealing keys, for tests").decode()
)
_DEVELOPMENT_INDEX_KEY = base64.b64encode(b"insights index keys, for testing").decode()


class InsightsSettings(MailSettings, ImportSettings):
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

    files_adapter: Literal["directory", "s3"] = Field(
        default="directory",
        description="Where the bytes of files are kept: `directory` of this machine, or `s3` for a "
        "bucket. The API and the worker must reach the same one.",
    )
    files_directory: str = Field(
        default="var/files",
        min_length=1,
        description="Directory of the files, with the adapter `directory`; a full path in "
        "production.",
    )
    files_bucket: str | None = Field(
        default=None, description="Name of the bucket, with the adapter `s3`; it must exist."
    )
    files_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#]+$",
        description="Address of an S3-compatible service; unset for Amazon's own.",
    )
    files_region: str = Field(default="eu-west-2", description="Region of the bucket.")
    files_access_key: SecretStr | None = Field(
        default=None,
        description="Access key of the bucket; unset, the machine's own role is used.",
    )
    files_secret_key: SecretStr | None = Field(
        default=None, description="Secret that goes with the access key."
    )

    @model_validator(mode="after")
    def _bucket_is_whole(self) -> Self:
        if self.files_adapter == "s3" and self.files_bucket is None:
            raise ValueError("the adapter s3 needs GT_FILES_BUCKET")
        if (self.files_access_key is None) != (self.files_secret_key is None):
            raise ValueError("GT_FILES_ACCESS_KEY and GT_FILES_SECRET_KEY go together")
        return self

    sealing_keys: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_SEALING_KEYS),
        description="Keys that seal the mail addresses of organisations, as id:base64,id:base64 of "
        "32 bytes each; the first seals, the others open what is older.",
    )
    index_key: SecretStr = Field(
        default=SecretStr(_DEVELOPMENT_INDEX_KEY),
        description="Base64 of 32 bytes: the tokens that stop mail, and the hashes by which rows "
        "of feedback are known again, are derived from it. Changing it makes the link in every "
        "mail invalid, and rows are known by id or content alone.",
    )

    withdrawal_ledger: str | None = Field(
        default=None,
        description="File that the worker keeps the ledger in of stories that are gone, consents "
        "that ended, findings that were withdrawn and files that were removed, outside what "
        "backups of the database hold; by it a restored older backup is noticed, and what had been "
        "taken back since is taken back again. Unset: export and reapply it by "
        "`python -m insights.ledger`.",
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
        local = "//127.0.0.1" in self.public_url or "//localhost" in self.public_url
        problems = super().development_defaults()
        if local:
            problems.append("GT_PUBLIC_URL is a loopback address")
        if self.harvest_contact.endswith(".invalid"):
            problems.append("GT_HARVEST_CONTACT is nobody's address")
        if self.files_adapter == "directory" and not Path(self.files_directory).is_absolute():
            problems.append("GT_FILES_DIRECTORY is not a full path")
        if self.files_endpoint is not None and not self.files_endpoint.startswith("https://"):
            problems.append("GT_FILES_ENDPOINT must begin with https://")
        if self.sealing_keys.get_secret_value() == _DEVELOPMENT_SEALING_KEYS:
            problems.append("GT_SEALING_KEYS is the published development key")
        if self.index_key.get_secret_value() == _DEVELOPMENT_INDEX_KEY:
            problems.append("GT_INDEX_KEY is the published development key")
        return problems
