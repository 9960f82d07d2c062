"""Witnesses as a system's file gives them, and cosignatures as the API takes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from common.web.schemas import Model
from governance.witnesses.cosignatures import MOST_LINES, WitnessKey
from governance.words import Title, without_nul


def _witness_key(text: str) -> str:
    WitnessKey.parse(text)
    return text


class WitnessRecord(BaseModel):
    """One witness."""

    model_config = ConfigDict(extra="forbid")

    verifier_key: Annotated[str, Field(max_length=300), AfterValidator(_witness_key)]
    title: Title
    address: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)] | None = None
    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be after valid_from")
        return self


Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(without_nul)]


class CosignaturesIn(Model):
    """Cosignatures of a checkpoint of the log."""

    tree_size: Annotated[int, Field(ge=0, le=2**53, description="Of the checkpoint.")]
    cosignatures: list[Line] = Field(
        min_length=1,
        max_length=MOST_LINES,
        description="Signature lines as C2SP's tlog-cosignature writes them (version 1, Ed25519).",
    )


class CosignedOut(Model):
    """What was kept of the cosignatures that were sent."""

    tree_size: int
    witnesses: list[str] = Field(description="Names of the witnesses whose lines were kept.")
