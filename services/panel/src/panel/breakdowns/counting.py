"""Counting the answers of each group, in memory, as `panel.results.repository` counts the whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from panel.results.tallies import Tally
from panel.surveys.choices import counted_under, items
from panel.surveys.questions import Question, Ranking
from panel.surveys.routing import is_shown

Said = Mapping[str, Any]
"""Question id → answer, of one person."""


def tally_of(questions: Sequence[Question], answers: Iterable[Said]) -> Tally:
    """Count some people's answers; of those who were asked nothing is known, so they count as
    those who answered."""
    responded = 0
    answered: Counter[str] = Counter()
    chosen: Counter[tuple[str, str]] = Counter()
    shown: Counter[UUID] = Counter()
    ranks: dict[tuple[str, str], list[int]] = defaultdict(list)
    counted = items(questions)
    for said in answers:
        responded += 1
        for position, question in enumerate(questions):
            if question.show_if is not None and is_shown(questions, position, said):
                shown[question.id] += 1
        for item in counted:
            answer = said.get(str(item.question.id))
            if answer is None or (item.row is not None and item.row not in answer):
                continue
            answered[item.key] += 1
            for code in counted_under(item, answer):
                chosen[item.key, code] += 1
            if isinstance(item.question, Ranking):
                for rank, code in enumerate(answer, start=1):
                    ranks[item.key, code].append(rank)
    means = {key: sum(some) / len(some) for key, some in ranks.items()}
    conditional = {q.id: shown[q.id] for q in questions if q.show_if is not None}
    return Tally(responded, responded, answered, chosen, conditional, means)
