"""Which published findings are near a text: they share its words, or have themes that it names.

A word weighs the logarithm of how rare it is among the published findings; a theme weighs as much
as a word that one finding in ten has. Words that most findings have say nothing, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from common.db.engine import ReadSession
from governance.evidence import searching
from governance.evidence.models import Finding

MOST_WORDS = 150
"""Words of a text that are looked at, from its beginning: its title comes first."""
RAREST = 25
"""Stems by which findings are looked for."""
_FEW = 10
"""Findings up to which no word counts as common."""
_THEME = log(1 + 10)
_WORD = re.compile(r"[^\W\d_][^\W_]{2,}")


@dataclass(frozen=True)
class Near:
    """A finding, and what it shares with a text."""

    finding: Finding
    words: tuple[str, ...]
    """As they stand in the text, in lower case, the rarest first."""
    themes: tuple[str, ...]
    score: float


async def near(session: ReadSession, text: str, limit: int) -> list[Near]:
    """Give the published findings nearest to a text, the nearest first."""
    stems = await searching.stems(session, _words(text))
    themes = await searching.named_themes(session, set(stems))
    total = await searching.published(session)
    weights = _weights(await searching.spread(session, list(stems)), total)
    rarest = sorted(weights, key=lambda stem: (-weights[stem], stem))[:RAREST]
    found = await searching.candidates(session, rarest, sorted(themes))
    told = [_near(finding, set(shared), stems, weights, themes) for finding, shared in found]
    told.sort(key=lambda one: (-one.score, str(one.finding.finding_id)))
    return told[:limit]


def _near(
    finding: Finding, shared: set[str], stems: Mapping[str, str], weights: Mapping[str, float],
    themes: Collection[str],
) -> Near:  # fmt: skip
    known = sorted(shared & set(weights), key=lambda stem: (-weights[stem], stem))
    of_both = tuple(sorted(set(finding.themes) & set(themes)))
    score = sum(weights[stem] for stem in known) + _THEME * len(of_both)
    return Near(finding, tuple(stems[stem] for stem in known), of_both, round(score, 3))


def _weights(spread: Mapping[str, int], total: int) -> dict[str, float]:
    """Weigh stems by how few findings have them."""
    return {
        stem: log(1 + total / count)
        for stem, count in spread.items()
        if total <= _FEW or count * 2 <= total
    }


def _words(text: str) -> Sequence[str]:
    words = dict.fromkeys(one.casefold() for one in _WORD.findall(text))
    return list(words)[:MOST_WORDS]
