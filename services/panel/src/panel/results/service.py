"""Results of a survey, exact and published (rule 8 of the panel)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.events.panel import AnswerCount, QuestionResult
from panel.disclosure import Linked, Rule, Sum, protect
from panel.results import repository
from panel.results.repository import Tally
from panel.results.schemas import CommentOut, CountOut, QuestionOut, ResultsOut
from panel.results.weighted import with_exact_estimates, with_published_estimates
from panel.surveys.questions import FreeText, MultipleChoice, Question, choices
from panel.weighting.service import Weighted

INVITED = "invited"
RESPONDED = "responded"
_UNREACHED = "unreached"


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
    counted = await _count(session, ics, survey_id, questions)
    figures = linked(questions, counted).counts
    results = _out(survey_id, questions, figures, None, ["Exact counts: not to be published."])
    return with_exact_estimates(results, weighted) if weighted is not None else results


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
    counted = await _count(session, ics, survey_id, questions)
    figures = protect(linked(questions, counted), rule)
    results = _out(survey_id, questions, figures, rule, _limits(rule))
    return with_published_estimates(results, weighted, rule) if weighted is not None else results


async def comments(
    session: ReadSession, ics: SystemCode, survey_id: UUID, question_id: UUID, page: PageRequest
) -> Page[CommentOut]:
    """List what was written in answer to a question; it may name people."""
    found = await repository.comments(session, ics, survey_id, question_id, page)
    return found.map(lambda row: CommentOut(text=row[0], answered_on=row[1].answered_on))


def linked(questions: Sequence[Question], tally: Tally) -> Linked[str]:
    """Make the table of all counts of a survey, with every sum that links them.

    Who was asked either answered or did not. Who answered the survey either answered a question or
    skipped it; nobody skips a required one, so there the two counts are one. Who answered a
    question chose exactly one option, or, where several may be chosen, chose each or did not, and
    at least one.
    """
    table = _Table()
    table.publish(INVITED, tally.invited)
    table.publish(RESPONDED, tally.responded)
    # Members who left since are no longer among the invited, but their answers stay.
    if tally.invited >= tally.responded:
        table.imply(_UNREACHED, tally.invited - tally.responded, sensitive=True)
        table.sums.append(Sum(INVITED, (RESPONDED, _UNREACHED)))
    for question in questions:
        _add_question(table, question, tally)
    return Linked(table.counts, table.sums, frozenset(table.published), frozenset(table.sensitive))


def answered_key(question: Question) -> str:
    """Name the count of those who answered a question."""
    return RESPONDED if question.required else f"{question.id} answered"


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


class _Table:
    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.sums: list[Sum[str]] = []
        self.published: set[str] = set()
        self.sensitive: set[str] = set()

    def publish(self, key: str, count: int) -> None:
        self.counts[key] = count
        self.published.add(key)

    def imply(self, key: str, count: int, *, sensitive: bool) -> None:
        self.counts[key] = count
        if sensitive:
            self.sensitive.add(key)


def _add_question(table: _Table, question: Question, tally: Tally) -> None:
    answered = tally.answered.get(question.id, 0)
    total = answered_key(question)
    if not question.required:
        table.publish(total, answered)
        skipped = f"{question.id} skipped"
        table.imply(skipped, tally.responded - answered, sensitive=True)
        table.sums.append(Sum(RESPONDED, (total, skipped)))
    if isinstance(question, FreeText):
        return
    keys = [_option_key(question, code) for code, _ in choices(question)]
    for (code, _), key in zip(choices(question), keys, strict=True):
        table.publish(key, tally.chosen.get((question.id, code), 0))
    if not isinstance(question, MultipleChoice):
        table.sums.append(Sum(total, tuple(keys)))
        return
    for key in keys:
        table.imply(f"{key} not chosen", answered - table.counts[key], sensitive=True)
        table.sums.append(Sum(total, (key, f"{key} not chosen")))
    choices_made, further = f"{question.id} choices", f"{question.id} further choices"
    made = sum(table.counts[key] for key in keys)
    table.imply(choices_made, made, sensitive=False)
    table.imply(further, made - answered, sensitive=False)
    table.sums.append(Sum(choices_made, tuple(keys)))
    table.sums.append(Sum(choices_made, (total, further)))


def _option_key(question: Question, code: str) -> str:
    return f"{question.id} option {code}"


async def _count(
    session: ReadSession, ics: SystemCode, survey_id: UUID, questions: Sequence[Question]
) -> Tally:
    closed = [question.id for question in questions if not isinstance(question, FreeText)]
    return await repository.tally(session, ics, survey_id, closed)


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
                question_id=question.id,
                question=question.text,
                kind=question.kind,
                required=question.required,
                answered=figures[answered_key(question)],
                counts=[
                    CountOut(code=code, label=label, count=figures[_option_key(question, code)])
                    for code, label in choices(question)
                ],
            )
            for question in questions
        ],
        threshold=rule.threshold if rule else None,
        base=rule.base if rule else None,
        limits=limits,
    )


def _limits(rule: Rule) -> list[str]:
    return [
        f"Counts from 1 to {rule.threshold} are not shown, nor what would give them away.",
        f"Other counts are rounded to the nearest {rule.base}, so parts may not add up.",
        "Members chose to join and to answer. They are not a random sample of everyone who lives "
        "here, and the counts are not weighted.",
    ]
