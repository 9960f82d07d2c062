"""What was heard, what wasn't, and how much of it still counts (rules 5, 6 and 10).

The *score* of a cell is the sum, over its findings, of strength * 2^(-age / half-life): strength is
the number that the system's rule gives to the finding's strength, age is the days from the last
day of hearing to the day asked about (never below 0), half-life is that of the cell's theme. A
finding just heard counts its strength; a theme whose evidence is all one half-life old scores half.

Communities overlap. A finding about several counts whole in each, and nothing is ever added over
communities. A term is heard *through others* if a narrower one was heard: a child of it in its
vocabulary, or what the rule names (`heard_through`), such as any ethnic group for race.

**Numbers of people** are shown to editors as depositors gave them. For anyone else, partners too,
they pass disclosure control: a cell with any finding that heard 1 to threshold people shows no
number at all, since the difference between two cells that share the other findings would give it;
the rest are rounded to the base. So no small number stands in any figure that is shown.
"""

from __future__ import annotations

from datetime import date

from common.db.engine import ReadSession
from common.errors import Invalid, NotFound
from insights.ageing import decay
from insights.ageing import service as ageing
from insights.ageing.models import EvidenceRule
from insights.ageing.schemas import RuleOut
from insights.audience import Reader
from insights.feedback import searching as feedback
from insights.frameworks import service as frameworks
from insights.gaps import coverage, repository
from insights.gaps.schemas import (
    Cell,
    CellOut,
    CommentsOnTheme,
    CommentsOut,
    GapQuery,
    GapsOut,
    PeopleRule,
    PeopleStatus,
)
from insights.vocabularies import service as vocabularies

MAX_CELLS = 10_000
"""Cells of one answer, at most."""


async def matrix(session: ReadSession, reader: Reader, query: GapQuery) -> GapsOut:
    """Give what was heard by theme, community and place, and which communities never were.

    Raises:
        NotFound: if the system was not loaded.
        Invalid: if no rule was in force on the day, or there are too many cells.
    """
    return await _heard(session, reader, query, by_place=True)


async def by_theme_and_community(session: ReadSession, reader: Reader, query: GapQuery) -> GapsOut:
    """Give what was heard by theme and community, in all the places asked for; each finding once.

    Raises:
        NotFound, Invalid: as `matrix`.
    """
    return await _heard(session, reader, query, by_place=False)


async def comments(session: ReadSession, reader: Reader, query: GapQuery) -> CommentsOut:
    """Give how many comments were made up to the day by theme, of those that the reader may see.

    Numbers pass the same control as numbers of people: what is 1 to the threshold is not shown.

    Raises:
        NotFound: if the system was not loaded.
    """
    people = await _rule(session, reader)
    found = await feedback.by_own_theme(session, reader, query.themes, on=query.as_of)
    return CommentsOut(
        as_of=query.as_of,
        people=people,
        themes=[_counted(theme, number, last, people) for theme, number, last in found],
    )


def _counted(theme: str, number: int, last: date | None, rule: PeopleRule) -> CommentsOnTheme:
    if not rule.controlled:
        return CommentsOnTheme(theme=theme, comments=number, status="exact", last_said=last)
    if number <= rule.suppression_threshold:
        return CommentsOnTheme(theme=theme, comments=None, status="suppressed", last_said=None)
    rounded = _rounded(number, rule)
    return CommentsOnTheme(theme=theme, comments=rounded, status="rounded", last_said=last)


async def _rule(session: ReadSession, reader: Reader) -> PeopleRule:
    system = await vocabularies.system(session)
    if system is None:
        raise NotFound("There is no such system, or it was not loaded yet.")
    return PeopleRule(
        controlled=not reader.is_editor,
        suppression_threshold=system.suppression_threshold,
        rounding_base=system.rounding_base,
    )


def _rounded(number: int, rule: PeopleRule) -> int:
    base = rule.rounding_base
    return (number + base // 2) // base * base


async def _heard(
    session: ReadSession, reader: Reader, query: GapQuery, *, by_place: bool
) -> GapsOut:
    people = await _rule(session, reader)
    rule = await ageing.rule_on(session, query.as_of)
    cells = await repository.cells(
        session,
        reader,
        query,
        rule,
        await frameworks.rollup(session, query.as_of),
        by_place=by_place,
        threshold=people.suppression_threshold,
        limit=MAX_CELLS + 1,
    )
    if len(cells) > MAX_CELLS:
        raise Invalid("This is more than one answer holds. Ask for some themes or places only.")
    listing = await vocabularies.listing(session, on=query.as_of)
    return GapsOut(
        as_of=query.as_of,
        rule=RuleOut.model_validate(rule),
        people=people,
        cells=[_shown(cell, query, rule, people) for cell in cells],
        communities=coverage.of_communities(cells, query, rule, listing, by_place=by_place),
    )


def _shown(cell: Cell, query: GapQuery, rule: EvidenceRule, people: PeopleRule) -> CellOut:
    number, status = _people(cell, people)
    half_life = rule.half_lives.get(cell.theme or "", rule.half_life_days)
    age = max(0, (query.as_of - cell.last_heard).days)
    return CellOut(
        theme=cell.theme,
        community=cell.community,
        place=cell.place,
        findings=cell.findings,
        people=number,
        people_status=status,
        findings_without_people=cell.without_people,
        score=round(cell.score, 3),
        strongest=cell.strongest,
        last_heard=cell.last_heard,
        ageing=decay.state(age, half_life),
    )


def _people(cell: Cell, rule: PeopleRule) -> tuple[int | None, PeopleStatus]:
    if cell.people is None:
        return None, "unknown"
    if not rule.controlled:
        return cell.people, "exact"
    if cell.small:
        return None, "suppressed"
    return _rounded(cell.people, rule), "rounded"
