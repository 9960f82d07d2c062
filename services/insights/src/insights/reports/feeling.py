"""How much feedback came, and how it felt, after disclosure control. Pure.

A score counts as *positive* in the better half of its source's scale, *negative* in the worse half,
*neutral* in the middle. Of a source with any of these from 1 to the threshold, none is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from insights.briefs.schemas import Named
from insights.feedback.mapping import Mapping as FileMapping
from insights.reports.composing import Rules, people
from insights.reports.repository import Scored
from insights.reports.schemas import Shown, Volume

Feeling = Literal["positive", "neutral", "negative"]
FEELINGS: tuple[Feeling, ...] = ("positive", "neutral", "negative")


def feeling(score: int, best: int, worst: int) -> Feeling:
    """Say how a score feels on a scale, either way round."""
    twice = 2 * (score - worst) * (1 if best > worst else -1)
    length = abs(best - worst)
    if twice == length:
        return "neutral"
    return "positive" if twice > length else "negative"


def volumes(scored: Sequence[Scored], kinds: Mapping[str, str], rules: Rules) -> list[Volume]:
    """Show each source that brought feedback in one of the periods, by name."""
    sources = {one.source.id: one.source for one in scored if one.period is not None}
    shown = []
    for identifier, source in sources.items():
        own = [one for one in scored if one.source.id == identifier]
        now = [one for one in own if one.period == "now"]
        felt = _felt(now, FileMapping.model_validate(source.mapping))
        hidden = any(1 <= number <= rules.threshold for number in felt.values())
        shown.append(
            Volume(
                id=identifier,
                name=source.name,
                kind=Named(code=source.kind, label=kinds.get(source.kind, source.kind)),
                items=_shown(now, rules),
                earlier=_shown([one for one in own if one.period == "earlier"], rules),
                scored=people([sum(felt.values())], rules),
                **{
                    name: Shown(number=None, status="suppressed")
                    if hidden
                    else people([felt[name]], rules)
                    for name in FEELINGS
                },
            )
        )
    return shown


def undated(scored: Sequence[Scored], rules: Rules) -> Shown:
    """Count what does not tell its day."""
    return _shown([one for one in scored if one.period is None], rules)


def _felt(scored: Sequence[Scored], mapping: FileMapping) -> dict[Feeling, int]:
    felt: dict[Feeling, int] = dict.fromkeys(FEELINGS, 0)
    if mapping.score is not None:
        for one in scored:
            if one.score is not None:
                felt[feeling(one.score, mapping.score.best, mapping.score.worst)] += one.items
    return felt


def _shown(scored: Sequence[Scored], rules: Rules) -> Shown:
    return people([sum(one.items for one in scored)], rules)
