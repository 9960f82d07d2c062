"""A draft finding from the results of a survey of the panel, after their disclosure control."""

from __future__ import annotations

from uuid import UUID

from common.events import panel
from common.events.panel import SurveyClosed
from insights.findings.schemas import FindingContent, OptionCount, QuestionResult

TITLE_LENGTH = 300
TEXT_LENGTH = 5_000
NO_COUNT = "too few to say without showing individuals"


def draft_from(survey: SurveyClosed, activity_id: UUID) -> FindingContent:
    """Say in a finding what a survey found.

    Nothing is concluded: the summary says who answered and what most chose; the figures are the
    panel's own, suppressed and rounded, with what they cannot show.
    """
    return FindingContent(
        title=_cut(survey.title, TITLE_LENGTH),
        summary=_cut(_summary(survey), TEXT_LENGTH),
        heard_from=survey.opened_at.date(),
        heard_to=max(survey.opened_at, survey.closed_at).date(),
        places=survey.places,
        people_heard=survey.responded,
        methods=["survey"],
        activity_ids=[activity_id],
        themes=survey.themes,
        results=[
            QuestionResult(
                question=_cut(result.question, TEXT_LENGTH),
                kind=result.kind,
                answered=result.answered,
                counts=[
                    OptionCount(label=_cut(count.label, TEXT_LENGTH), count=count.count)
                    for count in result.counts
                ],
            )
            for result in survey.results
        ],
        limits=[_cut(limit, TEXT_LENGTH) for limit in survey.limits],
        visibility="public",
    )


def _summary(survey: SurveyClosed) -> str:
    lines = [_who(survey), f"Asked because: {survey.purpose}"]
    for result in survey.results:
        if most := _chosen_most(result):
            lines.append(f"{result.question} {most}")
    return "\n".join(lines)


def _chosen_most(result: panel.QuestionResult) -> str | None:
    """Say which options were chosen most; rounded counts may be alike, and then all are named."""
    known = {count.label: count.count for count in result.counts if count.count}
    if not known:
        return None
    highest = max(known.values())
    labels = [f"“{label}”" for label, count in known.items() if count == highest]
    each = " each" if len(labels) > 1 else ""
    return f"Chosen most often: {', '.join(labels)} (about {highest}{each})."


def _who(survey: SurveyClosed) -> str:
    responded = NO_COUNT if survey.responded is None else f"about {survey.responded}"
    asked = "" if survey.invited is None else f" of about {survey.invited} asked"
    return f"People who answered: {responded}{asked}."


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
