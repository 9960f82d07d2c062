"""A household as a member tells it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from common.web.schemas import Model


class HouseholdIn(Model):
    """Where a member lives, for the draw of an assembly alone. A keyed token is made of it, and it
    is dropped: no panel has two of one household. It needs the consent to assembly_pool."""

    home: Annotated[str, Field(min_length=1, max_length=60, pattern=r"[A-Za-z0-9]")] = Field(
        description="Number or name of the home, with that of the flat: 14, or Flat 2, 14."
    )
    postcode: Annotated[
        str, Field(pattern=r"^ *[A-Za-z]{1,2}[0-9][A-Za-z0-9]? *[0-9][A-Za-z]{2} *$", max_length=12)
    ]
