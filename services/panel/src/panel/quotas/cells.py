"""Which cells of a survey's quotas somebody is in, by what they told and by what they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.breakdowns.grouping import group_of_member, groups_of
from panel.keys import PanelKeys
from panel.quotas.schemas import OfDimensionIn, QuotaIn
from panel.surveys.questions import Question, SingleChoice

Quotas = Sequence[QuotaIn]


class Named:
    """The counters of a survey's quotas, as the database knows them."""

    def __init__(self, keys: PanelKeys, ics: SystemCode, survey_id: UUID) -> None:
        self._keys, self._ics, self._survey_id = keys, ics, survey_id

    def of(self, quota: QuotaIn, cell: str | None = None) -> bytes:
        """Name the counter of a quota, or of another cell of what it is of."""
        of = name_of(quota)
        return self._keys.quota_cell(self._ics, self._survey_id, of, cell or quota.cell)


def name_of(quota: QuotaIn) -> str:
    """Name what a quota is of, among all of a survey; quotas of one name are of its cells."""
    if isinstance(quota, OfDimensionIn):
        return f"dimension {quota.dimension}"
    return f"question {quota.question}"


def of_answers(
    named: Named, plan: Quotas, questions: Sequence[Question], answers: Mapping[str, Any]
) -> frozenset[bytes]:
    """Give the cells that answers are in: question id → answer, as it is kept."""
    return frozenset(
        named.of(quota)
        for quota in plan
        if not isinstance(quota, OfDimensionIn)
        and answers.get(str(questions[quota.question - 1].id)) == quota.cell
    )


async def of_member(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    *,
    named: Named,
    plan: Quotas,
    member_id: UUID,
    now: datetime,
) -> frozenset[bytes]:
    """Give the cells that a member is in by what they have told; nothing of theirs is opened."""
    found: set[bytes] = set()
    for dimension in sorted({q.dimension for q in plan if isinstance(q, OfDimensionIn)}):
        groups = await groups_of(session, ics, dimension, now)
        group = await group_of_member(
            session, ics, keys, dimension=dimension, groups=groups, member_id=member_id, now=now
        )
        found |= {
            named.of(q)
            for q in plan
            if isinstance(q, OfDimensionIn) and (q.dimension, q.cell) == (dimension, group)
        }
    return frozenset(found)


def shuts_out_all(
    named: Named, plan: Quotas, questions: Sequence[Question], full: frozenset[bytes]
) -> bool:
    """Say whether a question that everybody has to answer has no option left."""
    return any(
        isinstance(question, SingleChoice)
        and question.required
        and question.show_if is None
        and all(named.of(quota, option.code) in full for option in question.options)
        for quota in plan
        if not isinstance(quota, OfDimensionIn)
        for question in [questions[quota.question - 1]]
    )
