"""What time does to evidence: pure arithmetic.

*Age* is the number of days from the last day of hearing to the day that is asked about, never
below 0. *Weight* is 2^(-age / half-life): 1 on the day of hearing, 1/2 after one half-life, 1/4
after two. A finding is

- ``fresh`` while its age is below one half-life (its weight is above 1/2),
- ``ageing`` from one half-life until two (1/2 down to above 1/4),
- ``old`` from two half-lives on (1/4 or less).

Domain, "Rules of the insights library" 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from insights.ageing.schemas import Ageing, State


def weight(age_days: int, half_life_days: int) -> float:
    """Give 2^(-age / half-life)."""
    return float(2.0 ** (-age_days / half_life_days))


def state(age_days: int, half_life_days: int) -> State:
    """Say whether something of that age is fresh, ageing or old."""
    if age_days < half_life_days:
        return "fresh"
    return "ageing" if age_days < 2 * half_life_days else "old"


@dataclass(frozen=True)
class Clock:
    """The half-lives that are in force on a day, and that day."""

    as_of: date
    half_life_days: int
    half_lives: Mapping[str, int]

    def half_life(self, themes: Iterable[str]) -> int:
        """Give the shortest half-life among themes, in days; the general one where there are none.

        The shortest, so that a finding about several themes is never shown as fresher than it is
        for one of them.
        """
        lives = [self.half_lives.get(theme, self.half_life_days) for theme in themes]
        return min(lives, default=self.half_life_days)

    def age_of(self, heard_on: date, themes: Iterable[str]) -> Ageing:
        """Say how old something is that was last heard on a day."""
        age = max(0, (self.as_of - heard_on).days)
        half_life = self.half_life(themes)
        return Ageing(
            as_of=self.as_of,
            heard_on=heard_on,
            age_days=age,
            half_life_days=half_life,
            weight=round(weight(age, half_life), 4),
            state=state(age, half_life),
        )
