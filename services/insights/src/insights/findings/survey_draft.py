"""A draft finding from the results of a survey of the panel, after their disclosure control."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from common.clock import day_in_england
from common.events import panel
from common.events.panel import SurveyClosed
from insights.findings.schemas import FindingContent, OptionCount, QuestionResult

TITLE_LENGTH = 300
TEXT_LENGTH = 5_000
MOST_RESULTS = 500
MOST_LIMITS = 50
NO_COUNT = "too few to say without showing individuals"


def draft_from(survey: SurveyClosed, activity_id: UUID) -> FindingContent:
    """Say in a finding what a survey found.

    Nothing is concluded: the summary says who answered, how, and what most chose; the figures are
    the panel's own, suppressed and rounded, with what they cannot show.
    """
    by_group = [
        _result(result, f"{group.by}: {group.group}")
        for group in survey.groups
        for result in group.results
    ]
    results = [*(_result(result) for result in survey.results), *by_group]
    limits = list(survey.limits)
    if len(results) > MOST_RESULTS:
        limits.insert(0, f"Only the first {MOST_RESULTS} results are here; the survey has more.")
    return FindingContent(
        title=_cut(survey.title, TITLE_LENGTH),
        summary=_cut(_summary(survey), TEXT_LENGTH),
        heard_from=day_in_england(survey.opened_at),
        heard_to=day_in_england(max(survey.opened_at, survey.closed_at)),
        places=survey.places,
        people_heard=survey.responded,
        methods=["survey"],
        activity_ids=[activity_id],
        themes=survey.themes,
        results=results[:MOST_RESULTS],
        limits=[_cut(limit, TEXT_LENGTH) for limit in limits[:MOST_LIMITS]],
        visibility="public",
    )


def _result(result: panel.QuestionResult, group: str | None = None) -> QuestionResult:
    return QuestionResult(
        question=_cut(result.question, TEXT_LENGTH),
        group=_cut(group, TEXT_LENGTH) if group is not None else None,
        kind=result.kind,
        answered=result.answered,
        counts=[
            OptionCount(
                label=_cut(count.label, TEXT_LENGTH),
                count=count.count,
                weighted_percent=count.weighted_percent,
                margin_points=count.margin_points,
            )
            for count in result.counts
        ],
        effective_n=result.effective_n,
    )


def _summary(survey: SurveyClosed) -> str:
    lines = [_who(survey), f"Asked because: {survey.purpose}", *_how(survey)]
    for result in survey.results:
        if most := _chosen_most(result):
            lines.append(f"{result.question} {most}")
    if by := list(dict.fromkeys(group.by for group in survey.groups)):
        lines.append(f"The results below are also given by: {', '.join(by)}.")
    return "\n".join(lines)


def _how(survey: SurveyClosed) -> Iterable[str]:
    """Say how people were asked, and what the figures are worth."""
    sort = "an anonymous survey" if survey.anonymous else "a survey"
    yield f"Method: {sort} of panel members by personal link, one answer each."
    how = survey.weighting
    if how is None:
        yield "The figures are counts of those who answered; they are not weighted."
        return
    to = ", ".join(dimension.replace("_", " ") for dimension in how.weighted_to)
    worth = (
        ""
        if how.effective_n is None
        else f", so the answers are worth those of about {how.effective_n:.0f} people"
    )
    yield (
        f"Shares in per cent are weighted to the population by {to} "
        f"(design effect at most {how.design_effect:g}{worth})."
    )


def _chosen_most(result: panel.QuestionResult) -> str | None:
    """Say what was chosen most, by the weighted shares if there are any; figures are rounded, so
    several may be alike, and then all are named."""
    shares = {c: c.weighted_percent for c in result.counts if c.weighted_percent}
    if shares:
        highest = max(shares.values())
        most = [count for count, share in shares.items() if share == highest]
        margin = max(count.margin_points or 0 for count in most)
        size = f"{highest:g}%, plus or minus {margin:g} points"
    else:
        counts = {c: c.count for c in result.counts if c.count}
        if not counts:
            return None
        most = [count for count, number in counts.items() if number == max(counts.values())]
        size = f"about {max(counts.values())}"
    labels = ", ".join(f"“{count.label}”" for count in most)
    each = " each" if len(most) > 1 else ""
    part = "" if all(count.count is not None for count in result.counts) else " of those shown"
    return f"Chosen most often{part}: {labels} ({size}{each})."


def _who(survey: SurveyClosed) -> str:
    responded = NO_COUNT if survey.responded is None else f"about {survey.responded}"
    asked = "" if survey.invited is None else f" of about {survey.invited} asked"
    return f"People who answered: {responded}{asked}."


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
