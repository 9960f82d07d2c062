"""Weighted estimates beside the counts of a survey (rules 8 and 10 of the panel).

Staff see the estimates as they are. What is published must not undo disclosure control, so a
published estimate is made of nothing but the published counts of its question, rounded as they
are, and of the mean weight of those who chose each option:

    share of an option = its published count x its mean weight / the same, summed over the options

Whoever knew those means exactly would learn from the shares what the published counts say already,
and no more. A question with a hidden figure, or with too few people behind it, has no estimate.

Means tell something of their own: whoever knew the weights could reckon from an option's mean how
many of a group chose it, a count that is not published. So shares are rounded to steps, each so
large that as many people as disclosure control hides could have been of another group and the share
would be the same; where no step suffices there is no estimate. The design effect is rounded up to
quarters; effective size and margins are made of what is published.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from panel.disclosure import Rule
from panel.results.schemas import CountOut, QuestionOut, ResultsOut, WeightingOut
from panel.surveys.choices import counted_under, items, key_of
from panel.surveys.questions import Question
from panel.weighting import effective_n, margin_of_error, weighted_share
from panel.weighting.margins import Folded
from panel.weighting.service import Weighted

Weights = NDArray[np.float64]

STEPS = (1, 2, 5, 10)
"""Percentage points to which published shares may be rounded."""
_NEAR = 0.005
"""A weighted share of a group that is no further from its target, 0 to 1, needs no mention."""
_ROUNDED = (
    "Weighted shares are rounded to steps of 1 to 10 points, so that they do not tell which group "
    "a few people belong to; where no such step suffices, there are none. Margins allow for it."
)


def with_exact_estimates(
    results: ResultsOut, questions: Sequence[Question], weighted: Weighted
) -> ResultsOut:
    """Add every estimate, unrounded; only for staff who may see exact figures."""
    weighted = coded(questions, weighted)
    estimated = [exact_of(question, weighted) for question in results.questions]
    how = _how(weighted, weighted.design_effect, effective_n(weighted.weights))
    limits = [*results.limits, *limits_of(weighted)]
    return results.model_copy(update={"questions": estimated, "weighting": how, "limits": limits})


def with_published_estimates(
    results: ResultsOut,
    questions: Sequence[Question],
    weighted: Weighted,
    rule: Rule,
    untold: Collection[str] = (),
) -> ResultsOut:
    """Add the estimates that may be published to published counts.

    Args:
        untold: dimensions of which it is not told which groups were joined: of those in which a
            figure is hidden. A hidden group that stands alone has more people than are hidden, and
            so is known for the complement of a small one.
    """
    weighted = coded(questions, weighted)
    effect = published_effect(weighted)
    estimated = [_published(question, weighted, effect, rule) for question in results.questions]
    behind = None if results.responded is None else _behind(results.responded, effect, rule)
    how = _how(weighted, effect, behind, untold)
    limits = [*results.limits, *limits_of(weighted, untold), _ROUNDED]
    return results.model_copy(update={"questions": estimated, "weighting": how, "limits": limits})


def limits_of(weighted: Weighted, untold: Collection[str] = ()) -> list[str]:
    """Say in plain words what weighting did, and what it cannot do.

    Args:
        untold: see `with_published_estimates`.
    """
    to = ", ".join(margin.dimension for margin in weighted.margins)
    limits = [
        f"Weighted estimates make those who answered resemble the population by {to}. People who "
        "did not say keep the share that they have among those who answered.",
        f"Nobody counts for more than {weighted.cap:g} times the mean. The population is of all "
        "ages, but in age bands, which begin with the least age of members.",
        "Margins of error are for 95% and would hold for a random sample. Weighting mends only "
        "what it knows of; those who chose to join may still think differently from others.",
    ]
    if weighted.raked.furthest > _NEAR:
        limits.append(
            "With that cap, some group's weighted share is up to "
            f"{math.ceil(100 * weighted.raked.furthest)} points from its share of the population."
        )
    if weighted.left_out:
        limits.append(
            f"Not weighted by {', '.join(weighted.left_out)}: too few people said, or there is "
            "no population to compare with."
        )
    for margin in _told(weighted, untold):
        limits.extend(
            f"Too few answered in some group, so these count as one in {margin.dimension}: "
            f"{', '.join(group)}."
            for group in margin.joined
        )
    return limits


def exact_of(question: QuestionOut, weighted: Weighted) -> QuestionOut:
    """Add every estimate of a question, unrounded; ``weighted`` has answers as codes."""
    answered = answered_by(question, weighted)
    if not question.counts or not answered.any():
        return question
    weights = weighted.weights[answered]
    behind = effective_n(weights)
    counts = []
    for count in question.counts:
        share = weighted_share(weights, chose(question, count.code, weighted)[answered])
        margin = margin_of_error(share, behind)
        counts.append(_estimated(count, 100 * share, 100 * margin))
    return question.model_copy(update={"counts": counts, "effective_n": behind})


@dataclass(frozen=True)
class Basis:
    """What a question's published estimates are made of."""

    behind: int
    """The effective sample size."""
    step: int
    """Points to which shares are rounded."""
    whole: float
    """The weight of all who answered, as the published counts have it."""
    sums: Sequence[float]
    """The weight of each option, likewise."""


def basis_of(question: QuestionOut, weighted: Weighted, effect: float, rule: Rule) -> Basis | None:
    """Give what a question's estimates are made of; None where there are none.

    Args:
        weighted: with answers as codes (`coded`).
    """
    figures = [count.count for count in question.counts]
    answered = question.answered
    if not answered or not figures or any(figure is None for figure in figures):
        return None
    behind = _behind(answered, effect, rule)
    if behind < weighted.least_effective:
        return None
    weights = weighted.weights[answered_by(question, weighted)]
    sums = [
        (count.count or 0) * _mean(weighted.weights, chose(question, count.code, weighted))
        for count in question.counts
    ]
    whole = answered * float(weights.mean()) if question.kind == "multiple_choice" else sum(sums)
    step = step_of(float(weights.max() - weights.min()), whole, rule)
    return Basis(behind, step, whole, sums) if step is not None and whole > 0 else None


def _published(question: QuestionOut, weighted: Weighted, effect: float, rule: Rule) -> QuestionOut:
    basis = basis_of(question, weighted, effect, rule)
    if basis is None:
        return question
    step, counts = basis.step, []
    for count, of_option in zip(question.counts, basis.sums, strict=True):
        percent = step * round(100 * min(1.0, of_option / basis.whole) / step)
        margin = math.ceil(100 * margin_of_error(percent / 100, basis.behind) + step / 2)
        counts.append(_estimated(count, percent, margin))
    return question.model_copy(update={"counts": counts, "effective_n": basis.behind})


def with_group_estimates(
    questions: Sequence[QuestionOut], weighted: Weighted, rule: Rule
) -> list[QuestionOut]:
    """Add the estimates that may be published to the published counts of a group.

    Args:
        weighted: those of the group, with answers as codes (`coded`).
    """
    if len(weighted.answers) == 0:
        return list(questions)
    effect = published_effect(weighted)
    return [_published(question, weighted, effect, rule) for question in questions]


def published_effect(weighted: Weighted) -> float:
    """Give the design effect, rounded up to quarters."""
    return math.ceil(4 * weighted.design_effect - 1e-9) / 4


def without_estimates(question: QuestionOut) -> QuestionOut:
    """Take the estimates of a question away."""
    nothing = {"weighted_percent": None, "margin_points": None}
    counts = [count.model_copy(update=nothing) for count in question.counts]
    return question.model_copy(update={"counts": counts, "effective_n": None})


def step_of(spread: float, whole: float, rule: Rule) -> int | None:
    """Give the step, in points, to which shares of a question are rounded; None if none suffices.

    Were `threshold` of those who chose an option of another group, and as many of the others of
    theirs, its share would be no more than one step different. A published count is larger than
    the true one by half the base at most, and the true one is above the threshold.

    Args:
        spread: the greatest less the least weight of those who answered the question.
        whole: the weight of all of them, as the published counts have it.
    """
    enlarged = 1 + (rule.base // 2) / (rule.threshold + 1)
    told = 100 * rule.threshold * spread * enlarged / whole
    return next((step for step in STEPS if told <= step), None)


def _behind(people: int, effect: float, rule: Rule) -> int:
    return int(people / effect) // rule.base * rule.base


def _mean(weights: Weights, those: NDArray[np.bool_]) -> float:
    return float(weights[those].mean()) if those.any() else 0.0


def coded(questions: Sequence[Question], weighted: Weighted) -> Weighted:
    """Give the answers by what is counted by itself, as the codes that they count under."""
    counted = items(questions)
    return replace(
        weighted,
        answers=[
            {
                item.key: codes
                for item in counted
                if (answer := answers.get(str(item.question.id))) is not None
                and (codes := counted_under(item, answer))
            }
            for answers in weighted.answers
        ],
    )


def answered_by(question: QuestionOut, weighted: Weighted) -> NDArray[np.bool_]:
    key = key_of(str(question.question_id), question.row)
    return np.array([key in answers for answers in weighted.answers], dtype=bool)


def chose(question: QuestionOut, code: str, weighted: Weighted) -> NDArray[np.bool_]:
    key = key_of(str(question.question_id), question.row)
    return np.array([code in answers.get(key, ()) for answers in weighted.answers], dtype=bool)


def _estimated(count: CountOut, percent: float, margin: float) -> CountOut:
    return count.model_copy(update={"weighted_percent": percent, "margin_points": margin})


def _told(weighted: Weighted, untold: Collection[str]) -> list[Folded]:
    return [margin for margin in weighted.margins if margin.dimension not in untold]


def _how(
    weighted: Weighted, effect: float, behind: float | None, untold: Collection[str] = ()
) -> WeightingOut:
    return WeightingOut(
        weighted_to=[margin.dimension for margin in weighted.margins],
        left_out=list(weighted.left_out),
        joined=[list(group) for margin in _told(weighted, untold) for group in margin.joined],
        cap=weighted.cap,
        design_effect=effect,
        effective_n=behind,
    )
