"""Planning, making and reading results by group (rules 8 and 10 of the panel)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from pydantic import TypeAdapter

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.answers import service as answers
from panel.breakdowns.audit import withdraw
from panel.breakdowns.grouping import Grouped, group
from panel.breakdowns.known import at_most, bounded
from panel.breakdowns.missing import missing, with_hidden_groups
from panel.breakdowns.plan import members_known
from panel.breakdowns.schemas import BreakdownIn
from panel.breakdowns.tables import Part, joint, part_of
from panel.disclosure import Rule, protect
from panel.keys import PanelKeys
from panel.results import service as results
from panel.results.schemas import BreakdownOut, GroupOut, QuestionOut, ResultsOut
from panel.results.tables import RESPONDED, of_group
from panel.results.weighted import (
    coded,
    with_group_estimates,
    with_published_estimates,
)
from panel.surveys.models import Survey
from panel.surveys.questions import Question, read_questions
from panel.weighting.raking import Raked
from panel.weighting.service import Weighted

_OF_A_SEGMENT = (
    "The survey was asked of a segment. What its members have in common is known, so results are "
    "not given by what is known of members."
)
_PLAN: TypeAdapter[list[BreakdownIn]] = TypeAdapter(list[BreakdownIn])


def plan_of(survey: Survey) -> list[BreakdownIn]:
    """Give the plan of a survey."""
    return _PLAN.validate_python(survey.breakdowns)


async def published(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey: Survey,
    rule: Rule,
    weighted: Weighted | None,
    now: datetime,
) -> ResultsOut:
    """Give all that is published of a survey: the whole and the groups of its plan, under one
    disclosure control; to be called once, on closing."""
    questions, plan, dropped = read_questions(survey.questions), plan_of(survey), []
    if survey.segment_id is not None:
        dropped = [one for one in plan if members_known(one)]
        plan = [one for one in plan if not members_known(one)]
    if plan:
        found = await _with_groups(session, ics, keys=keys, survey=survey, plan=plan, rule=rule,
                                   weighted=weighted, now=now)  # fmt: skip
    else:
        known = await at_most(session, ics, survey, now=now)
        found = await results.published(
            session, ics, survey_id=survey.id, questions=questions, rule=rule, weighted=weighted,
            bounded=lambda table: bounded(table, known, rule),
        )  # fmt: skip
    limits = found.limits + ([_OF_A_SEGMENT] if dropped else [])
    if weighted is not None:
        limits += await missing(
            session, ics, weighted=weighted, found=found, places=survey.places, now=now
        )
    return found.model_copy(update={"limits": limits})


async def _with_groups(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey: Survey,
    plan: Sequence[BreakdownIn],
    rule: Rule,
    weighted: Weighted | None,
    now: datetime,
) -> ResultsOut:
    questions = read_questions(survey.questions)
    whole = await results.tally(session, ics, survey.id, questions)
    parts = await _parts(session, ics, keys=keys, survey=survey, plan=plan, now=now)
    known = await at_most(session, ics, survey, parts=parts, now=now)
    table = bounded(joint(questions, whole, parts), known, rule)
    # Seconds for a large plan; the service's other requests go on.
    figures = await asyncio.to_thread(protect, table, rule, exact=True)
    found = results.published_results(survey.id, questions, figures, rule)
    by_group = [_out(questions, part, part_figures(part, figures)) for part in parts]
    if weighted is not None:
        untold = with_hidden_groups(by_group)
        found = with_published_estimates(found, questions, weighted, rule, untold)
        ready = coded(questions, weighted)
        kept = withdraw(
            found.questions, questions, parts, weighted=ready, table=table, figures=figures,
            rule=rule,
        )  # fmt: skip
        found = found.model_copy(update={"questions": kept})
        if len(parts) == 1:
            by_group = [_estimated(by_group[0], parts[0], ready, rule)]
    limits = [*found.limits, "Results by group are published with those of the whole, once."]
    return found.model_copy(update={"breakdowns": by_group, "limits": limits})


async def exact(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey: Survey,
    one: BreakdownIn,
    weighted: Weighted | None,
    now: datetime,
) -> BreakdownOut:
    """Give the exact results by any group; only for staff who may see them."""
    questions = read_questions(survey.questions)
    (part,) = await _parts(session, ics, keys=keys, survey=survey, plan=[one], now=now)
    found = _out(
        questions,
        part,
        {
            group: dict(of_group(questions, tally, part.numbers).counts)
            for group, tally in part.tallies.items()
        },
    )
    return found if weighted is None else _exactly_estimated(found, part, questions, weighted)


def part_figures(part: Part, figures: dict[str, int | None]) -> dict[str, dict[str, int | None]]:
    """Give the figures of each group of a breakdown."""
    return {group: part.of(group, figures) for group in part.tallies}


async def _parts(
    session: ReadSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    survey: Survey,
    plan: Sequence[BreakdownIn],
    now: datetime,
) -> list[Part]:
    questions = read_questions(survey.questions)
    joined = await answers.joined(session, ics, keys, survey.id)
    said = [given for _, given in joined]
    parts = []
    for position, one in enumerate(plan):
        grouped: Grouped = await group(
            session,
            ics,
            keys=keys,
            one=one,
            questions=questions,
            joined=joined,
            places=survey.places,
            now=now,
        )
        parts.append(part_of(questions, grouped, said, position))
    return parts


def _out(
    questions: Sequence[Question], part: Part, by_group: dict[str, dict[str, int | None]]
) -> BreakdownOut:
    return BreakdownOut(
        by=part.grouped.one.by,
        code=part.grouped.code,
        label=part.grouped.label,
        groups=[
            GroupOut(
                code=code,
                label=part.grouped.groups[code],
                responded=figures[RESPONDED],
                questions=results.question_results(questions, figures, part.numbers),
            )
            for code, figures in by_group.items()
        ],
    )


def _estimated(found: BreakdownOut, part: Part, weighted: Weighted, rule: Rule) -> BreakdownOut:
    return _with(
        found,
        [
            with_group_estimates(one.questions, of_people(weighted, part, one.code), rule)
            for one in found.groups
        ],
    )


def _exactly_estimated(
    found: BreakdownOut, part: Part, questions: Sequence[Question], weighted: Weighted
) -> BreakdownOut:
    ready = coded(questions, weighted)
    return _with(
        found,
        [
            results.exact_estimates(one.questions, of_people(ready, part, one.code))
            for one in found.groups
        ],
    )


def _with(found: BreakdownOut, estimated: Sequence[list[QuestionOut]]) -> BreakdownOut:
    groups = [
        one.model_copy(update={"questions": questions})
        for one, questions in zip(found.groups, estimated, strict=True)
    ]
    return found.model_copy(update={"groups": groups})


def of_people(weighted: Weighted, part: Part, group: str) -> Weighted:
    """Give the answers and the weights of one group."""
    inside = np.array([code == group for code in part.grouped.member_of], dtype=bool)
    return replace(
        weighted,
        answers=[said for said, of_it in zip(weighted.answers, inside, strict=True) if of_it],
        raked=Raked(weighted.weights[inside], 0, weighted.raked.furthest),
    )
