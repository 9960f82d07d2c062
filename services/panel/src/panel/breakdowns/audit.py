"""Whether the weighted estimates of the whole would narrow a hidden count of a group.

The share of an option tells the mean weight of those who chose it, within the rounding of the
share (`panel.results.weighted`). That mean is made of the groups' counts. So the reader of
`panel.disclosure` is told, as the worst case, the weight of a question's answers as a whole and the
mean weight of each group of those who chose each option, exactly; what the published share then
says is a linear condition on the counts. Where a hidden count could be narrowed by it, or an
implied one pinned down, the question's estimates are withdrawn, not the counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from panel.breakdowns.tables import Part
from panel.disclosure import Linked, Rule, exposed_to_solver, reader_of
from panel.results.schemas import QuestionOut
from panel.results.tables import option_key
from panel.results.weighted import (
    Basis,
    answered_by,
    basis_of,
    chose,
    published_effect,
    without_estimates,
)
from panel.surveys.choices import Item
from panel.surveys.questions import Question
from panel.weighting.service import Weighted

Condition = tuple[dict[str, float], float, float]
"""Count → coefficient, and the limits of the sum."""


def withdraw(
    results: Sequence[QuestionOut],
    questions: Sequence[Question],
    parts: Sequence[Part],
    *,
    weighted: Weighted,
    table: Linked[str],
    figures: Mapping[str, int | None],
    rule: Rule,
) -> list[QuestionOut]:
    """Give the results of the whole without the estimates that would say too much.

    Args:
        weighted: with answers as codes.
    """
    hidden = [key for key, figure in figures.items() if figure is None]
    effect = published_effect(weighted)
    known: list[Condition] = []
    kept: list[QuestionOut] = []
    for question in results:
        basis = basis_of(question, weighted, effect, rule)
        if basis is None:
            kept.append(question)
            continue
        told = list(_conditions(question, basis, questions, parts, weighted))
        reader = reader_of(table, figures, rule)
        for coefficients, least, greatest in [*known, *told]:
            reader.learn(coefficients, least, greatest)
        if told and exposed_to_solver(reader, table, hidden, rule) is not None:
            kept.append(without_estimates(question))
        else:
            known += told
            kept.append(question)
    return kept


def _conditions(
    question: QuestionOut,
    basis: Basis,
    questions: Sequence[Question],
    parts: Sequence[Part],
    weighted: Weighted,
) -> Iterator[Condition]:
    number = next(n for n, q in enumerate(questions, 1) if q.id == question.question_id)
    item = Item(questions[number - 1], question.row)
    for count in question.counts:
        if not count.count or count.weighted_percent is None:
            continue
        share, half = count.weighted_percent / 100, basis.step / 200
        least = (share - half) * basis.whole / count.count
        greatest = (share + half) * basis.whole / count.count
        chosen = chose(question, count.code, weighted)
        for part in parts:
            if number not in part.numbers:
                continue
            means = _means(part, weighted, chosen, answered_by(question, weighted))
            keys = {group: part.key(group, option_key(item, count.code)) for group in means}
            yield {keys[g]: mean - least for g, mean in means.items()}, 0.0, math.inf
            if share < 1:
                yield {keys[g]: mean - greatest for g, mean in means.items()}, -math.inf, 0.0


def _means(
    part: Part, weighted: Weighted, chosen: NDArray[np.bool_], answered: NDArray[np.bool_]
) -> dict[str, float]:
    groups = np.array(part.grouped.member_of)
    means: dict[str, float] = {}
    for group in part.tallies:
        inside = groups == group
        for those in (inside & chosen, inside & answered, inside, np.ones_like(inside)):
            if those.any():
                means[group] = float(weighted.weights[those].mean())
                break
    return means
