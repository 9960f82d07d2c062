"""How an insight report says numbers, days and periods. Pure."""

from __future__ import annotations

from datetime import date

from insights.briefs.schemas import Named
from insights.reports.periods import Span
from insights.reports.schemas import Content, Shown


def title(where: str, span: Span) -> str:
    """Give the title of a report on a place or the whole system."""
    return f"Insight and intelligence report: {where}, {day(span.since)} to {day(span.until)}"


def title_of(content: Content) -> str:
    """Give the title of a report by what it says."""
    where = content.place.label if content.place else content.system_name
    return title(where, Span(content.since, content.until))


def people(shown: Shown) -> str:
    """Say a number of people, or why there is none."""
    if shown.status == "suppressed":
        return "too few to show"
    if shown.number is None:
        return "not told"
    return f"about {shown.number:,}" if shown.number else "none"


def label(one: Named | None) -> str:
    """Say a strength."""
    return one.label if one else "not rated"


def span(content: Content, *, earlier: bool = False) -> str:
    """Say the period of a report, or the one before."""
    since = content.earlier_since if earlier else content.since
    until = content.earlier_until if earlier else content.until
    return f"{day(since)} to {day(until)}"


def count(number: int, thing: str) -> str:
    """Say how many of a thing there are."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def day(one: date) -> str:
    """Write a day as people do."""
    return f"{one.day} {one:%B %Y}"
