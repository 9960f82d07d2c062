"""What a search of findings asks, read out of an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from insights.search.schemas import FindingQuery, Order
from insights.spelling.asked import Exact
from insights.words import Codes, Words


async def finding_filter(
    *,
    q: Annotated[
        Words | None,
        Query(description='Words as for a web search: "quoted phrase", or, -without.'),
    ] = None,
    theme: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    community: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    place: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    method: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    source: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    strength: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    organisation: Annotated[list[UUID], Query(max_length=200)] = [],  # noqa: B006
    heard_after: Annotated[date | None, Query(description="Heard on this day or later.")] = None,
    heard_before: Annotated[date | None, Query(description="Heard before this day.")] = None,
) -> FindingQuery:
    """Read out of the address which findings are meant."""
    return FindingQuery(
        words=q or None,
        themes=theme,
        communities=community,
        places=place,
        methods=method,
        sources=source,
        strengths=strength,
        organisations=organisation,
        heard_after=heard_after,
        heard_before=heard_before,
    )


async def finding_query(
    *,
    meant: Annotated[FindingQuery, Depends(finding_filter)],
    order: Annotated[
        Order | None,
        Query(
            description="`relevance` where there are words, else `recency`. `strength`: what the "
            "system's rules of evidence count highest on the day of `as_of` comes first."
        ),
    ] = None,
    exact: Exact = False,
) -> FindingQuery:
    """Read a search out of the address."""
    return replace(meant, order=order, exact=exact)


def in_address(query: FindingQuery) -> list[tuple[str, str]]:
    """Write which findings are meant as `finding_filter` reads them, always in the same order."""
    listed = {
        "theme": query.themes,
        "community": query.communities,
        "place": query.places,
        "method": query.methods,
        "source": query.sources,
        "strength": query.strengths,
        "organisation": query.organisations,
    }
    single = {
        "q": query.words,
        "heard_after": query.heard_after,
        "heard_before": query.heard_before,
    }
    return [(name, str(value)) for name, values in listed.items() for value in values] + [
        (name, str(value)) for name, value in single.items() if value is not None
    ]
