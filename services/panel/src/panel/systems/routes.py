"""The system, its places and their population, over HTTP."""

from __future__ import annotations

from collections import defaultdict

from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.dependencies import Caller
from panel.postcodes import service as postcodes
from panel.systems import service
from panel.systems.schemas import PlaceOut, PlacesOut, PopulationOut, SystemOut

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: system"])


@router.get("/system")
async def read_system(ics: System, session: Reading, _: Caller) -> SystemOut:
    """Give the system and the settings of its panel, as those who join need to know them."""
    system = await service.the_system(session, ics)
    loaded = await postcodes.is_loaded(session)
    named = {
        name: getattr(system, name) for name in SystemOut.model_fields if hasattr(system, name)
    }
    return SystemOut(**named, takes_postcodes=loaded)


@router.get("/places")
async def list_places(ics: System, session: Reading, _: Caller) -> PlacesOut:
    """List the system's places with their population."""
    found, population = await service.places(session, ics)
    by_place: dict[str, list[PopulationOut]] = defaultdict(list)
    for row in population:
        by_place[row.place].append(PopulationOut.model_validate(row))
    return PlacesOut(
        items=[
            PlaceOut(
                code=place.code,
                name=place.name,
                population=place.population,
                authorities=place.authorities,
                localities=place.localities,
                population_by=by_place[place.code],
            )
            for place in found
        ]
    )
