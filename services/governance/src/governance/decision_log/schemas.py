"""The decision log as the API gives it. Hashes are in base64."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from common.web.schemas import Model

Note = Annotated[str, StringConstraints(strip_whitespace=False)]
"""A signed note to the last byte: without the end of its last line it is none."""


class OpeningOut(Model):
    """What opens one commitment: SHA-256 of the salt and the value's canonical JSON."""

    salt: str = Field(description="Hexadecimal.")
    value: Any


class LogEntryOut(Model):
    """A leaf of the log, and what opens its commitments."""

    leaf_index: int | None = Field(description="Null until the next checkpoint, some seconds.")
    entry: str = Field(description="The leaf itself: canonical JSON (RFC 8785), as it is hashed.")
    leaf_hash: str
    openings: dict[str, OpeningOut] = Field(
        description="By field; what is withheld or was erased is left out."
    )


class WitnessOut(Model):
    """One who cosigns the log's checkpoints."""

    title: str
    verifier_key: str = Field(description="As C2SP's signed-note writes it, of cosignature/v1.")
    valid_from: date
    valid_to: date | None = Field(description="First day on which it is a witness no more.")
    cosigned_at: datetime | None = Field(
        description="When it cosigned this checkpoint, by its own clock; null if it has not."
    )


class LogOut(Model):
    """What is needed to begin to verify a log."""

    origin: str
    tree_size: int
    root_hash: str
    verifier_keys: list[str] = Field(description="As C2SP's signed-note writes them.")
    checkpoint: Note = Field(description="The last signed checkpoint, with its cosignatures.")
    witnesses: list[WitnessOut] = Field(description="All of today.")


class InclusionOut(Model):
    """Proof that a leaf is in a tree (RFC 6962, 2.1.1)."""

    leaf_index: int
    tree_size: int
    leaf_hash: str
    root_hash: str
    hashes: list[str]


class ConsistencyOut(Model):
    """Proof that a tree only grew (RFC 6962, 2.1.2)."""

    old_size: int
    new_size: int
    root_hash: str = Field(description="Of the larger tree.")
    hashes: list[str]
