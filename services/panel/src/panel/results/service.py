"""Results of a survey, exact and published (rule 8 of the panel)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.events.panel import AnswerCount, QuestionResult
from panel.disclosure import Rule, protect
from panel.results import repository
from panel.results.repository import Tally
from panel.results.schemas import CommentOut, CountOut, QuestionOut, ResultsOut
from panel.results.tables import INVITED, RESPONDED, answered_key, linked, option_key
from panel.results.weighted import with_exact_estimates, with_published_estimates
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
) -> ResultsOut:
    """Give counts after disclosure control, and the estimates that may stand beside them, made
    anew: to be called once, on closing."""
    counted = await repository.tally(session, ics, survey_id, questions)
    routed = any(question.show_if is not None for question in questions)
    figures = protect(linked(questions, counted), rule, exact=routed)
    results = _out(survey_id, questions, figures, rule, _limits(rule))
    return with_published_estimates(results, questions, weighted, rule) if weighted else results


async def comments(
    session: ReadSession, ics: SystemCode, survey_id: UUID, question_id: UUID, page: PageRequest
) -> Page[CommentOut]:
    """List what was written in answer to a question; it may name people."""
    found = await repository.comments(session, ics, survey_id, question_id, page)
    return found.map(lambda row: CommentOut(text=row[0], answered_on=row[1].answered_on))


def for_event(results: ResultsOut) -> list[QuestionResult]:
    """Put published results as an event bears them."""
    return [
        QuestionResult(
            question=question.question,
            kind=question.kind,
            answered=question.answered,
            counts=[AnswerCount(label=c.label, count=c.count) for c in question.counts],
        )
        for question in results.questions
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
        questions=[
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
            for item in items(questions)
        ],
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
