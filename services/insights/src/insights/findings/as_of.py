"""Which version of a published finding stood at the end of a day, as SQL: one place for the rule.

A finding stands with the version that was in force at the end of the day in England, if it is
published still. So a day that has passed gives the same answer however much is published later, and
what was withdrawn or superseded leaves every day. Most findings have not changed since; they are
selected by their own columns, which have indexes (`unchanged`). The others are selected by the
version that stood `then`, where `changed`. A selection is the union of both.

The item of an insight report is left out: it tells of evidence, and is none itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, select
from sqlalchemy.sql.selectable import LateralFromClause

from common.clock import end_of
from common.db.days import day_in_england
from insights.findings.models import Finding, FindingVersion


def unchanged(day: date) -> list[ColumnElement[bool]]:
    """Give the conditions that a finding's version in force is the one of the day."""
    return [*_evidence(), Finding.published_at < end_of(day)]


def changed(day: date) -> list[ColumnElement[bool]]:
    """Give the conditions that a finding was published on the day, with another version."""
    return [
        *_evidence(),
        Finding.first_published_at < end_of(day),
        Finding.published_at >= end_of(day),
    ]


def then(day: date) -> LateralFromClause:
    """Select the version of each finding that stood on the day: `version` and `content`."""
    return (
        select(FindingVersion.version, FindingVersion.content)
        .where(FindingVersion.finding_id == Finding.id, FindingVersion.published_at < end_of(day))
        .order_by(FindingVersion.published_at.desc())
        .limit(1)
        .lateral("then")
    )


def heard_on(heard_to: Any) -> ColumnElement[date]:
    """Give the last day of hearing; the day of first publication where it isn't told."""
    return func.coalesce(heard_to, day_in_england(Finding.first_published_at))


def codes_in(value: Any) -> ColumnElement[Any]:
    """Give the codes of a list in a version's content."""
    each = func.jsonb_array_elements_text(value).table_valued("code").render_derived()
    return cast(func.array(select(each.c.code).scalar_subquery()), ARRAY(Text))


def with_any(wanted: Iterable[tuple[Any, Sequence[str]]]) -> list[ColumnElement[bool]]:
    """Give the conditions that lists have any of the codes that are asked of them; none asked,
    no condition."""
    return [
        column.op("&&", is_comparison=True)(cast(list(codes), ARRAY(Text)))
        for column, codes in wanted
        if codes
    ]


def _evidence() -> list[ColumnElement[bool]]:
    return [Finding.state == "published", Finding.report_id.is_(None)]
