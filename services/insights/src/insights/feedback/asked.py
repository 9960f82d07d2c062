"""What a search of feedback asks, read out of an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import Field

from insights.feedback.schemas import FeedbackOrder, FeedbackQuery
from insights.spelling.asked import Exact
from insights.words import Codes, Title, Words

Score = Annotated[int, Field(ge=-1000, le=1000)]


async def feedback_filter(
    *,
    q: Annotated[Words | None, Query(description="Words as for a web search.")] = None,
    source_id: UUID | None = None,
    theme: Annotated[Codes, Query(description="Any of these.")] = [],  # noqa: B006
    service: Annotated[list[Title], Query(max_length=50, description="Any of these.")] = [],  # noqa: B006
    score: Annotated[list[Score], Query(max_length=50, description="Any of these.")] = [],  # noqa: B006
    said_after: Annotated[date | None, Query(description="Said on this day or later.")] = None,
    said_before: Annotated[date | None, Query(description="Said before this day.")] = None,
) -> FeedbackQuery:
    """Read out of the address which items are meant."""
    return FeedbackQuery(
        words=q or None,
        source_id=source_id,
        themes=theme,
        services=service,
        scores=score,
        said_after=said_after,
        said_before=said_before,
    )


async def feedback_query(
    *,
    meant: Annotated[FeedbackQuery, Depends(feedback_filter)],
    order: Annotated[
        FeedbackOrder | None,
        Query(description="`relevance` where there are words, else `recency`: imported last."),
    ] = None,
    exact: Exact = False,
) -> FeedbackQuery:
    """Read a search out of the address."""
    return replace(meant, order=order, exact=exact)
