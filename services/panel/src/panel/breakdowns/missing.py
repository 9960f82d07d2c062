"""Who is missing among those who answered, in words that give no count away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.breakdowns.grouping import groups_of
from panel.results.schemas import BreakdownOut, ResultsOut
from panel.weighting.margins import Folded
from panel.weighting.service import Weighted

FEW = 0.8
"""A group is missing whose share of those who answered is below this part of its share of the
population: the four fifths that adverse impact is commonly judged by."""


def with_hidden_groups(breakdowns: Sequence[BreakdownOut]) -> set[str]:
    """Give the dimensions of which any group's figure is hidden."""
    return {
        one.code
        for one in breakdowns
        if one.by == "dimension" and any(group.responded is None for group in one.groups)
    }


async def missing(
    session: ReadSession,
    ics: SystemCode,
    *,
    weighted: Weighted,
    found: ResultsOut,
    places: Sequence[str],
    now: datetime,
) -> list[str]:
    """Name the groups of the population of which few answered.

    Each group is one that was weighted to, so it has more people than disclosure control hides;
    and a dimension is passed over of which any group's figure is hidden, since what is said here
    would narrow it.
    """
    hidden = with_hidden_groups(found.breakdowns)
    named: list[str] = []
    for margin in weighted.margins:
        if margin.dimension in hidden:
            continue
        labels = await groups_of(session, ics, margin.dimension, now, places)
        groups = [" with ".join(labels.get(c, c) for c in codes) for codes in _few(margin)]
        if groups:
            heading = margin.dimension.replace("_", " ")
            named.append(f"{', '.join(groups)} ({heading})")
    if not named:
        return []
    return [f"Fewer of these answered than their share of the population: {'; '.join(named)}."]


def _few(margin: Folded) -> Iterator[tuple[str, ...]]:
    known = margin.placed[margin.placed < len(margin.groups)]
    answered = np.bincount(known, minlength=len(margin.groups)) / max(1, len(known))
    shares = margin.targets[: len(margin.groups)]
    for group, got, wanted in zip(margin.groups, answered, shares / shares.sum(), strict=True):
        if got < FEW * wanted:
            yield group
