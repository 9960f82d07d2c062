"""What is published of a selection: terms, a pool of pseudonyms, 1,000 panels, and their root.

What category values somebody has could give them away, so the pool has only a commitment to them:
the SHA-256 of canonical JSON of pseudonym, a random salt of 256 bits, the values and, of who told
it, the household's name in this selection. Salt, values and household are kept sealed with the
member; with them anybody can make the commitment again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from panel.selection.models import Selection
from panel.selection.problem import Quota
from panel.selection.verify import canonical

SALT_BYTES = 32


@dataclass(frozen=True)
class Opening:
    """What one commitment of the pool is of."""

    pseudonym: str
    salt: str
    values: Mapping[str, str]
    household: str | None = None
    """Its name in this selection, of who told their household."""

    def commitment(self) -> str:
        """Give the commitment, in hexadecimal."""
        said: dict[str, Any] = {
            "pseudonym": self.pseudonym,
            "salt": self.salt,
            "values": dict(self.values),
        }
        if self.household is not None:
            said["household"] = self.household
        return hashlib.sha256(canonical(said)).hexdigest()


def quotas_of(selection: Selection) -> list[Quota]:
    """Give a selection's quotas as the calculation takes them."""
    return [Quota(*row) for row in selection.quotas]


def draft(
    openings: Sequence[Opening],
    panels: Sequence[Sequence[str]],
    reserves: Sequence[Sequence[str]],
) -> dict[str, Any]:
    """Give pool, panels and their reserves as they will be published; the terms come with the
    commitment."""
    ordered = sorted(openings, key=lambda one: one.pseudonym)
    return {
        "pool": [{"pseudonym": one.pseudonym, "values": one.commitment()} for one in ordered],
        "panels": [list(panel) for panel in panels],
        "reserves": [list(one) for one in reserves],
    }


def terms_of(selection: Selection, source: str, draw_on: date, today: date) -> dict[str, Any]:
    """Give the terms: all that is fixed before the draw besides pool and panels."""
    return {
        "ics": selection.ics,
        "selection": str(selection.id),
        "title": selection.title,
        "seats": selection.seats,
        "quotas": selection.quotas,
        "source": source,
        "draw_on": draw_on.isoformat(),
        "committed_on": today.isoformat(),
    }
