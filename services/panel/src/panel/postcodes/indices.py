"""The indices of deprivation of England, as dated data: `indices.json`.

An index ranks the LSOAs of one census; a decile is a tenth of them, 1 the most deprived. The code
of an index is the version of the vocabulary ``imd_decile`` that its deciles are terms of, and the
source that populations by decile name: deciles of two indices are not compared.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Index(BaseModel):
    """One index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    published_on: date
    areas: int
    """LSOAs of England that it ranks."""
    lsoa: str
    """Year of the census whose LSOAs these are."""
    source: str
    licence: str


@lru_cache
def indices() -> tuple[Index, ...]:
    """Give the indices that are known, the earliest first."""
    source = files("panel.postcodes") / "indices.json"
    found = TypeAdapter(list[Index]).validate_json(source.read_bytes())
    return tuple(sorted(found, key=lambda one: one.published_on))


def named(code: str) -> Index | None:
    """Give the index of a code; None if it is not known."""
    return next((one for one in indices() if one.code == code), None)


def of_ranks(greatest: int) -> Index | None:
    """Give the latest index that ranks so many areas; None if none does."""
    return next((one for one in reversed(indices()) if one.areas == greatest), None)
