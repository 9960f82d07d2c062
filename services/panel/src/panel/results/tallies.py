"""The exact counts of a survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Tally:
    """The exact counts of a survey; `Item.key` names what is counted by itself."""

    invited: int
    responded: int
    answered: Mapping[str, int]
    """Item → how many answered it."""
    chosen: Mapping[tuple[str, str], int]
    """Item and code of the choice → how many are counted under it."""
    shown: Mapping[UUID, int]
    """Question that has a condition → how many met it."""
    mean_ranks: Mapping[tuple[str, str], float]
    """Ranking and code of the option → mean rank among those who ranked it; 1 is the best."""
