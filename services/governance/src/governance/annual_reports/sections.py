"""The parts of a report on decisions, the duty to involve, who was heard, and assemblies. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from governance.annual_reports.books import Books, figure
from governance.annual_reports.gathering import Year
from governance.annual_reports.schemas import Figure, Group, ReportSection
from governance.assurance.figures import Taken
from governance.vocabularies.service import (
    ACTIVITY_KIND,
    OUTCOME,
    RECOMMENDATION_ANSWER,
    SPECTRUM,
)

COMMUNITY, METHOD, THEME = "community", "method", "theme"


def decisions(year: Year, books: Books) -> ReportSection:
    """Count decisions, and how many say how people were involved."""
    of = len(year.taken)

    def counted(code: str, label: str, wanted: Callable[[Taken], bool]) -> Figure:
        keys = [books.decision(one) for one in year.taken if wanted(one)]
        return figure(code, label, keys, of=of, unit="decisions")

    described = [
        counted("described", "Say how people were involved", lambda one: one.described),
        counted("not_described", "Do not say", lambda one: not one.described),
    ]
    if year.withheld:
        described.append(
            Figure(code="withheld", label="Kept from the public, and not counted above",
                   count=year.withheld, unit="decisions")
        )  # fmt: skip
    return ReportSection(
        code="decisions",
        title="Decisions, and how people were involved in them",
        groups=[
            Group(code="involvement", title="Involvement in decisions", what="Decisions",
                  figures=described),
            by(Coded("level", "Decisions by how closely people were involved", "Level", SPECTRUM),
               year.taken, lambda one: one.levels, books),
            by(Coded("community", "Decisions by community that was heard", "Community", COMMUNITY),
               year.taken, lambda one: one.communities, books),
            by(Coded("kind", "Decisions by kind of activity", "Kind of activity", ACTIVITY_KIND),
               year.taken, lambda one: [one.kind] if one.kind else [], books),
            by(Coded("outcome", "Decisions by outcome", "Outcome", OUTCOME),
               year.taken, lambda one: [one.outcome] if one.outcome else [], books),
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class Coded:
    """A group of figures, one for each code of a vocabulary."""

    code: str
    title: str
    what: str
    vocabulary: str


def by(
    coded: Coded,
    taken: Iterable[Taken],
    codes: Callable[[Taken], Iterable[str]],
    books: Books,
) -> Group:  # fmt: skip
    """Count decisions by codes, each for itself: they overlap."""
    counted = list(taken)
    found = sorted({each for one in counted for each in codes(one)})
    figures = [
        figure(each, books.label(coded.vocabulary, each),
               [books.decision(one) for one in counted if each in codes(one)],
               of=len(counted), unit="decisions")
        for each in found
    ]  # fmt: skip
    return Group(code=coded.code, title=coded.title, what=coded.what, figures=figures)


def duty(year: Year, books: Books) -> ReportSection:
    """Count assessments of the duty to involve, by what came of them."""
    outcomes: tuple[tuple[str, str, bool | None], ...] = (
        ("engaged", "People had to be involved", True),
        ("not_engaged", "The duty did not apply", False),
        ("unfinished", "Not finished", None),
    )
    of = len(year.assessments)
    outdated = [one for one in year.assessments if one.round_proposal != one.proposal]
    figures = [
        figure(code, label, [books.keep("assessment", one.id) for one in year.assessments
                             if one not in outdated and one.engaged is wanted], of=of)
        for code, label, wanted in outcomes
    ]  # fmt: skip
    figures.append(
        figure("outdated", "The proposal has changed since, and was not assessed again",
               [books.keep("assessment", one.id) for one in outdated], of=of)
    )  # fmt: skip
    figures.append(
        figure("limited", "Limited by urgency, for a reason of its own",
               [books.keep("assessment", one.id) for one in year.assessments
                if one.id in year.limited], of=of)
    )  # fmt: skip
    without = [books.decision(one) for one in year.taken if one.id not in year.assessed]
    return ReportSection(
        code="duty",
        title="The legal duty to involve",
        groups=[
            Group(code="assessments", title="Assessments of the duty to involve",
                  what="What came of it", figures=figures),
            Group(code="unassessed", title="Decisions and assessments", what="Decisions", figures=[
                figure("without_assessment", "Rest on no assessment", without,
                       of=len(year.taken), unit="decisions"),
            ]),
        ],
    )  # fmt: skip


def heard(year: Year, books: Books) -> ReportSection:
    """Say what was done to hear people, and which communities were heard."""
    activities = [books.activity(one) for one in year.activities]
    totals = [
        figure("activities", "Activities to hear people", activities),
        figure("findings_relied_on", "Findings that decisions rely on",
               [books.finding(one) for one in year.relied_findings]),
    ]  # fmt: skip
    if year.span.body_id is None:
        totals.append(
            figure("findings", "Findings published", [books.finding(one) for one in year.findings])
        )
    everything = {one.finding_id: one for one in (*year.findings, *year.relied_findings)}
    named: dict[str, list[str]] = {}
    for key, codes in chain(
        ((books.activity(one), one.communities) for one in year.activities),
        ((books.finding(one), one.communities) for one in everything.values()),
    ):
        for code in codes:
            named.setdefault(code, []).append(key)
    methods: dict[str, list[str]] = {}
    levels: dict[str, list[str]] = {}
    for one in year.activities:
        methods.setdefault(one.method, []).append(books.activity(one))
        if one.spectrum_level is not None:
            levels.setdefault(one.spectrum_level, []).append(books.activity(one))
    themes: dict[str, list[str]] = {}
    for one_finding in everything.values():
        for code in one_finding.themes:
            themes.setdefault(code, []).append(books.finding(one_finding))
    return ReportSection(
        code="heard",
        title="Who was heard, and how",
        groups=[
            Group(code="totals", title="What was done to hear people", what="Records",
                  figures=totals),
            _coded(Coded("communities", "Communities that were heard", "Community", COMMUNITY),
                   named, books),
            _coded(Coded("methods", "Activities by method", "Method", METHOD), methods, books),
            _coded(Coded("levels", "Activities by how closely people were involved", "Level",
                         SPECTRUM), levels, books),
            _coded(Coded("themes", "Findings by theme", "Theme", THEME), themes, books),
        ],
    )  # fmt: skip


def _coded(coded: Coded, found: dict[str, list[str]], books: Books) -> Group:
    figures = [
        figure(each, books.label(coded.vocabulary, each), found[each]) for each in sorted(found)
    ]
    return Group(code=coded.code, title=coded.title, what=coded.what, figures=figures)


def assemblies(year: Year, books: Books) -> ReportSection:
    """Say what assemblies recommended, and what was answered."""
    kept: list[str] = []
    drawn: list[str] = []
    recommended: list[str] = []
    answers: dict[str, list[str]] = {}
    waiting: list[str] = []
    for one in year.assemblies:
        assembly = one.assembly
        key = books.keep("assembly", assembly.id, title=assembly.title,
                         said=[("Question", assembly.question)])  # fmt: skip
        kept.append(key)
        if one.lottery is not None and one.lottery.drawn_at is not None:
            drawn.append(key)
        for each in one.recommendations:
            answer = one.answers.get(each.id)
            said: list[tuple[str, str | None]] = [("Recommended", each.text)]
            if answer is not None:
                label = books.label(RECOMMENDATION_ANSWER, answer.answer)
                said.append((f"Answered ({label})", answer.reason))
            made = books.keep(
                "recommendation", each.id, under=assembly.id,
                title=f"{assembly.title}, recommendation {each.number}", said=said,
            )  # fmt: skip
            recommended.append(made)
            if answer is None:
                waiting.append(made)
            else:
                answers.setdefault(answer.answer, []).append(made)
    of = len(recommended)
    by_answer = [
        figure(code, books.label(RECOMMENDATION_ANSWER, code), answers[code], of=of)
        for code in sorted(answers)
    ]
    return ReportSection(
        code="assemblies",
        title="Assemblies and juries",
        groups=[
            Group(code="totals", title="Assemblies and juries", what="Records", figures=[
                figure("assemblies", "Assemblies and juries", kept),
                figure("drawn", "Members drawn by civic lottery", drawn, of=len(kept)),
                figure("recommendations", "Recommendations", recommended),
            ]),
            Group(code="answers", title="Recommendations by answer", what="Answer",
                  figures=[*by_answer, figure("waiting", "Not answered yet", waiting, of=of)]),
        ],
    )  # fmt: skip
