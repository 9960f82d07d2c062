"""Request and response models of API keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from common.web.schemas import Model
from gateway.keys.service import DEFAULT_OVERLAP, MAX_OVERLAP, SCOPES

_HOUR = timedelta(hours=1)
Name = Annotated[str, Field(min_length=1, max_length=200)]


class KeyIn(Model):
    """A key to make."""

    name: Name = Field(description="Whose it is or what it is for; not a person's name.")
    scopes: list[str] = Field(min_length=1, max_length=len(SCOPES))
    organisation_id: UUID | None = Field(
        default=None, description="The partner that it belongs to; null for the system's own teams."
    )
    expires_at: AwareDatetime | None = Field(
        default=None, description="When it stops working; null for a key without an end."
    )

    @field_validator("scopes")
    @classmethod
    def _known(cls, scopes: list[str]) -> list[str]:
        if not SCOPES.issuperset(scopes):
            raise ValueError("must each be one of: " + ", ".join(sorted(SCOPES)))
        return scopes

    @field_validator("expires_at")
    @classmethod
    def _ahead(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and moment <= datetime.now(UTC):
            raise ValueError("must lie in the future")
        return moment


class RotationIn(Model):
    """How to rotate a key."""

    overlap_hours: int = Field(
        default=DEFAULT_OVERLAP // _HOUR,
        ge=0,
        le=MAX_OVERLAP // _HOUR,
        description="How long the old key goes on working beside the new one.",
    )


class KeyOut(Model):
    """A key, without its secret."""

    id: UUID
    prefix: str = Field(description="What the key begins with after gt_; enough to recognise it.")
    name: str
    scopes: list[str]
    organisation_id: UUID | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="To the hour; null while never used.")
    replaces_id: UUID | None = Field(description="The key that it was rotated from.")
    version: int


class MintedKeyOut(KeyOut):
    """A new key. The secret is shown this once."""

    secret: str = Field(description="The whole key. Keep it safe: it can't be shown again.")
