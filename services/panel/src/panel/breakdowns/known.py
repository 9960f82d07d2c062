"""What readers know that figures of a survey do not exceed: its quotas, and the size of its sample.

Both are shown to all who may read surveys, so disclosure control reckons with them: of a figure of
10, with a quota of 8, 8 would be known, and with a total what is left for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.breakdowns.grouping import NOT_SAID, groups_of
from panel.breakdowns.schemas import ByDimensionIn
from panel.breakdowns.tables import Part
from panel.burden import service as burden
from panel.disclosure import Linked, Rule
from panel.quotas.schemas import OfDimensionIn, read_plan
from panel.results.tables import INVITED, RESPONDED, option_key
from panel.surveys.choices import Item
from panel.surveys.models import Survey
from panel.surveys.questions import read_questions


async def at_most(
    session: ReadSession,
    ics: SystemCode,
    survey: Survey,
    *,
    parts: Sequence[Part] = (),
    now: datetime,
) -> dict[str, int]:
    """Give what is known at most of counts of a survey, by their names in its table."""
    known: dict[str, int] = {}
    size = await burden.most_asked(session, ics, survey.id)
    if size is not None:
        known[INVITED] = size
    questions = read_questions(survey.questions)
    by_dimension: dict[str, dict[str, int]] = {}
    for quota in read_plan(survey.quotas):
        if isinstance(quota, OfDimensionIn):
            by_dimension.setdefault(quota.dimension, {})[quota.cell] = quota.at_most
        else:
            item = Item(questions[quota.question - 1])
            known[option_key(item, quota.cell)] = quota.at_most
    for dimension, cells in by_dimension.items():
        groups = await groups_of(session, ics, dimension, now, survey.places)
        if cells.keys() >= {*groups, NOT_SAID}:
            whole = sum(cells[group] for group in (*groups, NOT_SAID))
            known[RESPONDED] = min(whole, known.get(RESPONDED, whole))
        for part in parts:
            one = part.grouped.one
            if isinstance(one, ByDimensionIn) and one.dimension == dimension:
                known |= {part.key(cell, RESPONDED): most for cell, most in cells.items()}
    return known


def bounded(table: Linked[str], known: Mapping[str, int], rule: Rule) -> Linked[str]:
    """Give a table with what is known of its counts.

    A count may exceed a quota: somebody changed what they told of themselves after they answered.
    Then the reader knows something that is not so. Where people are few whatever the count, all is
    hidden in any case.
    """
    so = {
        key: most
        for key, most in known.items()
        if rule.threshold < most and table.counts.get(key, most + 1) <= most
    }
    return replace(table, at_most=so)
