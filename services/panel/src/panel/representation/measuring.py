"""From counts of members to what is answered of a place: exact counts and published ones alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from panel.representation.groups import APART, Margin
from panel.representation.measures import Interval, measure
from panel.representation.schemas import ApartOut, DimensionOut, GroupOut, IntervalOut

DRAWS = 2000
SEED = 2021
"""Where chance starts, unless told otherwise: the same counts have the same intervals."""
_DECIMALS = 4


@dataclass(frozen=True)
class Frame:
    """What counts are measured against, and how they are called."""

    margin: Margin
    labels: Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class _Found:
    answered: int
    ratios: Mapping[str, tuple[float, Interval]]


def measured(frame: Frame, counted: Mapping[str, int | None], seed: int) -> DimensionOut:
    """Measure one dimension of one place.

    Args:
        counted: members by group, and by what is apart; None where they are hidden.
        seed: where the bootstrap's chance starts.
    """
    margin = frame.margin
    shown = {group: n for group in margin.people if (n := counted[group]) is not None}
    counts = np.array(list(shown.values()), dtype=np.int64)
    people = np.array([margin.people[group] for group in shown], dtype=np.int64)
    found = measure(counts, people, DRAWS, np.random.default_rng(seed))
    each = list(zip(found.ratios, found.ratio_intervals, strict=True)) if found else []
    ratios = dict(zip(shown, each, strict=True)) if each else {}
    among = _Found(int(counts.sum()), ratios)
    groups = [_group(frame, group, counted[group], among) for group in margin.people]
    hidden = len(margin.people) - len(shown)
    return DimensionOut(
        dimension=margin.dimension,
        ages="minimum_age_and_over" if margin.of_age else "all_ages",
        sources=list(margin.sources),
        groups=groups,
        groups_withheld=hidden,
        apart=ApartOut(**{name: counted[name] for name in APART}),
        answered=None,
        score=_rounded(found.score) if found else None,
        score_interval=_interval(found.score_interval) if found else None,
        similarity=_rounded(found.similarity) if found else None,
        similarity_interval=_interval(found.similarity_interval) if found else None,
        effective_size=round(found.effective_size, 1) if found else None,
        recruit_next=_below(groups),
    )


def _group(frame: Frame, group: str, members: int | None, found: _Found) -> GroupOut:
    people = frame.margin.people
    ratio, interval = found.ratios.get(group, (None, None))
    return GroupOut(
        group=group,
        label=frame.labels.get((frame.margin.dimension, group), group),
        members=members,
        people=people[group],
        member_share=_rounded(members / found.answered)
        if members is not None and found.answered
        else None,
        population_share=_rounded(people[group] / sum(people.values())),
        ratio=None if ratio is None else _rounded(ratio),
        ratio_interval=None if interval is None else _interval(interval),
    )


def _below(groups: list[GroupOut]) -> list[str]:
    below = [
        (group.ratio, group.group)
        for group in groups
        if group.ratio is not None
        and group.ratio_interval is not None
        and group.ratio_interval.greatest < 1
    ]
    return [group for _, group in sorted(below)]


def _interval(interval: Interval) -> IntervalOut:
    return IntervalOut(**{name: _rounded(value) for name, value in asdict(interval).items()})


def _rounded(value: float) -> float:
    return round(value, _DECIMALS)
