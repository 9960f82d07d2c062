"""Recommendations as they stand: what was recorded first, and the corrections since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from common.db.engine import ReadSession
from governance.assemblies import repository
from governance.assemblies.models import Recommendation, RecommendationCorrection


@dataclass(frozen=True)
class Standing:
    """A recommendation as it stands.

    Attributes:
        corrections: the latest first.
    """

    made: Recommendation
    corrections: Sequence[RecommendationCorrection] = field(default=())

    @property
    def id(self) -> UUID:
        """Give the id of the recommendation."""
        return self.made.id

    @property
    def number(self) -> int:
        """Give its number in the assembly's order."""
        return self.made.number

    @property
    def withdrawn(self) -> bool:
        """Whether the assembly made no such recommendation after all."""
        return bool(self.corrections) and self.corrections[0].text is None

    @property
    def text(self) -> str:
        """Its words; of one that is withdrawn those that were recorded last."""
        words = (one.text for one in self.corrections if one.text is not None)
        return next(words, self.made.text)

    @property
    def finding(self) -> tuple[UUID, int] | tuple[None, None]:
        """The finding that it rests on, and its version."""
        row = self.corrections[0] if self.corrections else self.made
        if row.finding_id is None or row.finding_version is None:
            return None, None
        return row.finding_id, row.finding_version


async def standing(session: ReadSession, made: Sequence[Recommendation]) -> list[Standing]:
    """Give recommendations as they stand, in the order in which they come."""
    found: dict[UUID, list[RecommendationCorrection]] = {}
    for row in await repository.corrections(session, [one.id for one in made]):
        found.setdefault(row.recommendation_id, []).append(row)
    return [Standing(one, found.get(one.id, ())) for one in made]
