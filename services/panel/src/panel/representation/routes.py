"""The panel's make-up over HTTP: measured, what is missing, and a chart."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from common.clock import day_in_england, utc_now
from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.dependencies import Keys, Reader
from panel.representation import recruiting, service
from panel.representation.chart import draw
from panel.representation.measuring import SEED
from panel.representation.schemas import Level, RepresentationOut, TargetsOut

router = Router(prefix="/api/v1/{ics}/panel/representation", tags=["panel: representation"])

Place = Annotated[
    str | None,
    Query(max_length=60, description="Code of a place; every place if left out."),
]
AtLevel = Annotated[
    Level, Query(description="published, or exact and of now: that needs panel:personal.")
]


@router.get("")
async def measure(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    principal: Reader,
    place: Place = None,
    level: AtLevel = "published",
    seed: Annotated[
        int,
        Query(ge=0, le=2**31, description="Where the chance of exact figures' intervals starts."),
    ] = SEED,
) -> RepresentationOut:
    """Measure how like its places the panel is: the last daily snapshot, or exactly and now.

    The same members and the same seed give the same figures. Those of the snapshot are frozen.
    """
    today = day_in_england(utc_now())
    if level == "exact":
        principal.require("panel:personal")
        return await service.exact(session, ics, keys, place=place, seed=seed, on=today)
    return await service.published(session, ics, place=place, on=today)


@router.get("/targets")
async def list_targets(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    principal: Reader,
    place: Place = None,
    size: Annotated[
        int | None,
        Query(
            ge=1,
            le=10_000_000,
            description="Members that the panel is to have in the whole system; as the system's "
            "setting says if left out.",
        ),
    ] = None,
    level: AtLevel = "published",
) -> TargetsOut:
    """Say whom to recruit next: how many more of each group every place needs.

    Exact targets have those of each age and sex too. Members who did not say count for no group.
    """
    today = day_in_england(utc_now())
    if level == "exact":
        principal.require("panel:personal")
        return await recruiting.exact_targets(session, ics, keys, place=place, size=size, on=today)
    return await recruiting.published_targets(session, ics, place=place, size=size, on=today)


@router.get(
    "/chart.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
)
async def chart(
    *,
    ics: System,
    session: Reading,
    _: Reader,
    place: Annotated[str, Query(max_length=60, description="Code of the place.")],
) -> Response:
    """Draw a place's published participation ratios; `GET ?place=` has the same as a table."""
    found = await service.published(session, ics, place=place, on=day_in_england(utc_now()))
    return Response(draw(found.places[0], found.released_on), media_type="image/svg+xml")
