"""What the routes of the library ask for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from common.clock import day_in_england, utc_now
from common.web.dependencies import Principal, System, early_reading, requires
from insights.audience import Reader
from insights.keys import InsightsKeys
from insights.organisations import service as organisations


async def insights_keys(request: Request) -> InsightsKeys:
    """Give the keys that the composition root made."""
    keys: InsightsKeys = request.app.state.insights_keys
    return keys


Keys = Annotated[InsightsKeys, Depends(insights_keys)]

API = "/api/v1/{ics}/insights"
"""What the address of every route begins with."""


async def current_time() -> datetime:
    """Give the moment of the request; tests put their own in its place."""
    return utc_now()


Now = Annotated[datetime, Depends(current_time)]


async def as_of(
    now: Now,
    as_of: Annotated[
        date | None,
        Query(
            description="The day on which ages are told; today if left out.",
            ge=date(1900, 1, 1),
            le=date(2200, 1, 1),
        ),
    ] = None,
) -> date:
    """Read the day on which ages are told."""
    return as_of or day_in_england(now)


AsOf = Annotated[date, Depends(as_of)]


def reader_with(*scopes: str) -> Any:
    """Ask for a caller with these scopes, as a reader of the library: with whether their
    organisation is one of the system's today."""

    async def reader(
        request: Request, now: Now, principal: Principal = requires(*scopes)
    ) -> Reader:
        own, in_being = principal.organisation_id, True
        if own is not None:
            async with early_reading(request) as session:
                in_being = await organisations.is_in_being(session, own, on=day_in_england(now))
        return Reader(principal.subject, own, principal.scopes, in_being)

    return Depends(reader)


Reads = Annotated[Reader, reader_with("insights:read")]
Deposits = Annotated[Reader, reader_with("insights:deposit")]
Publishes = Annotated[Reader, reader_with("insights:publish")]
Labels = Annotated[Reader, reader_with("insights:label")]
Manages = Annotated[Reader, reader_with("insights:manage")]

__all__ = [
    "API",
    "AsOf",
    "Deposits",
    "Keys",
    "Labels",
    "Manages",
    "Now",
    "Publishes",
    "Reads",
    "System",
    "current_time",
]
