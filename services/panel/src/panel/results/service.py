"""Results of a survey, exact and published (rule 8 of the panel)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.events.panel import AnswerCount, GroupResult, QuestionResult, Weighting
from panel.disclosure import Linked, Rule, protect
from panel.results import repository
from panel.results.schemas import CommentOut, CountOut, QuestionOut, ResultsOut
from panel.results.tables import INVITED, RESPONDED, answered_key, linked, option_key
from panel.results.tallies import Tally
from panel.results.weighted import exact_of, with_exact_estimates, with_published_estimates
from panel.surveys.choices import choices, items
from panel.surveys.questions import Question
from panel.weighting.service import Weighted


async def exact(
    session: ReadSession,
    ics: SystemCode,
    survey_id: UUID,
    questions: Sequence[Question],
    weighted: Weighted | None,
) -> ResultsOut:
    """Give the exact counts and estimates; only for staff who may see them.

    Estimates are made of a closed survey only: while it is open, the next answer would move them
    by what its author told about themselves.
    """
    counted = await repository.tally(session, ics, survey_id, questions)
    figures = linked(questions, counted).counts
    results = _out(survey_id, questions, figures, None, ["Exact counts: not to be published."])
    results = _with_ranks(results, counted)
    return with_exact_estimates(results, questions, weighted) if weighted else results


async def published(
    session: ReadSession,
    ics: SystemCode,
    *,
    survey_id: UUID,
    questions: Sequence[Question],
    rule: Rule,
    weighted: Weighted | None,
    bounded: Callable[[Linked[str]], Linked[str]],
) -> ResultsOut:
    """Give counts after disclosure control, and the estimates that may stand beside them, made
    anew: to be called once, on closing.

    Args:
        bounded: adds to a table what readers know of it from elsewhere.
    """
    counted = await repository.tally(session, ics, survey_id, questions)
    table = bounded(linked(questions, counted))
    figures = protect(table, rule, exact=is_routed(questions))
    results = published_results(survey_id, questions, figures, rule)
    return with_published_estimates(results, questions, weighted, rule) if weighted else results


def exact_estimates(questions: Sequence[QuestionOut], weighted: Weighted) -> list[QuestionOut]:
    """Add unrounded estimates to a group's questions; only for staff who may see them."""
    return [exact_of(question, weighted) for question in questions]


def is_routed(questions: Sequence[Question]) -> bool:
    """Say whether any question is shown by an earlier one."""
    return any(question.show_if is not None for question in questions)


def published_results(
    survey_id: UUID,
    questions: Sequence[Question],
    figures: Mapping[str, int | None],
    rule: Rule,
) -> ResultsOut:
    """Put figures after disclosure control as results.

    How many were asked is told only beside some who answered. Else whoever may open surveys could
    count any group at any moment: open one to it and close it at once, before anybody is mailed.
    """
    if not figures[RESPONDED]:
        figures = {**figures, INVITED: None}
    hidden = sum(figure is None for figure in figures.values())
    suppressed = f"{hidden} of {len(figures)} figures are not shown."
    return _out(survey_id, questions, figures, rule, [*_limits(rule), suppressed])


async def tally(
    session: ReadSession, ics: SystemCode, survey_id: UUID, questions: Sequence[Question]
) -> Tally:
    """Count the answers to a survey, exactly."""
    return await repository.tally(session, ics, survey_id, questions)


async def comments(
    session: ReadSession, ics: SystemCode, survey_id: UUID, question_id: UUID, page: PageRequest
) -> Page[CommentOut]:
    """List what was written in answer to a question; it may name people."""
    found = await repository.comments(session, ics, survey_id, question_id, page)
    return found.map(lambda row: CommentOut(text=row[0], answered_on=row[1].answered_on))


def with_unopened(found: ResultsOut, unopened: int, rule: Rule) -> ResultsOut:
    """Say in published results how many ballots did not open."""
    if not unopened:
        return found
    figure = None if rule.is_small(unopened) else rule.rounded(unopened)
    told = f"Of {rule.threshold} people at most the answers" if figure is None else (
        f"Of about {figure} people the answers"
    )  # fmt: skip
    limits = [*found.limits, f"{told} were damaged in store. They could not be read or counted."]
    return found.model_copy(update={"unopened": figure, "limits": limits})


def for_event(questions: Sequence[QuestionOut]) -> list[QuestionResult]:
    """Put published results as an event bears them."""
    return [
        QuestionResult(
            question=question.question,
            kind=question.kind,
            answered=question.answered,
            counts=[
                AnswerCount(
                    label=count.label,
                    count=count.count,
                    weighted_percent=count.weighted_percent,
                    margin_points=count.margin_points,
                )
                for count in question.counts
            ],
            effective_n=question.effective_n,
        )
        for question in questions
    ]


def groups_for_event(results: ResultsOut) -> list[GroupResult]:
    """Put published results by group as an event bears them."""
    return [
        GroupResult(
            by=breakdown.label,
            group=group.label,
            responded=group.responded,
            results=for_event(group.questions),
        )
        for breakdown in results.breakdowns
        for group in breakdown.groups
    ]


def weighting_for_event(results: ResultsOut) -> Weighting | None:
    """Put how results were weighted as an event bears it."""
    how = results.weighting
    if how is None:
        return None
    return Weighting(
        weighted_to=how.weighted_to, design_effect=how.design_effect, effective_n=how.effective_n
    )


def question_results(
    questions: Sequence[Question], figures: Mapping[str, int | None], numbers: Collection[int]
) -> list[QuestionOut]:
    """Put the figures of some questions, given by their numbers from 1, as results."""
    return [
        QuestionOut(
            question_id=item.question.id,
            row=item.row,
            question=item.text,
            kind=item.question.kind,
            required=item.question.required,
            answered=figures[answered_key(questions, item)],
            counts=[
                CountOut(code=code, label=label, count=figures[option_key(item, code)])
                for code, label in choices(item.question)
            ],
        )
        for item in items([questions[number - 1] for number in sorted(numbers)])
    ]


def _out(
    survey_id: UUID,
    questions: Sequence[Question],
    figures: Mapping[str, int | None],
    rule: Rule | None,
    limits: list[str],
) -> ResultsOut:
    return ResultsOut(
        survey_id=survey_id,
        level="exact" if rule is None else "published",
        invited=figures[INVITED],
        responded=figures[RESPONDED],
        questions=question_results(questions, figures, range(1, len(questions) + 1)),
        threshold=rule.threshold if rule else None,
        base=rule.base if rule else None,
        limits=limits,
    )


def _with_ranks(results: ResultsOut, tally: Tally) -> ResultsOut:
    """Add mean ranks, which only staff see: with the first choices they tell of second ones."""
    return results.model_copy(
        update={
            "questions": [
                question.model_copy(
                    update={
                        "counts": [
                            count.model_copy(
                                update={
                                    "mean_rank": tally.mean_ranks.get(
                                        (str(question.question_id), count.code)
                                    )
                                }
                            )
                            for count in question.counts
                        ]
                    }
                )
                for question in results.questions
            ]
        }
    )


def _limits(rule: Rule) -> list[str]:
    return [
        f"Counts from 1 to {rule.threshold} are not shown, nor what would give them away.",
        f"Other counts are rounded to the nearest {rule.base}, so parts may not add up.",
        "Members chose to join and to answer. They are not a random sample of everyone who lives "
        "here, and the counts are not weighted.",
    ]
