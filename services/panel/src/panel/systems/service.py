"""What the panel knows about its system."""

from __future__ import annotations

from collections.abc import Sequence

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.disclosure import Rule
from panel.systems import repository
from panel.systems.errors import SystemNotLoaded
from panel.systems.models import Place, Population, System
from panel.systems.schemas import SystemFile


async def the_system(session: ReadSession, ics: SystemCode) -> System:
    """Give the system.

    Raises:
        SystemNotLoaded: if it has not been loaded.
    """
    system = await repository.find_system(session, ics)
    if system is None:
        raise SystemNotLoaded
    return system


async def system_codes(session: ReadSession) -> Sequence[SystemCode]:
    """Give the codes of all systems."""
    return [SystemCode(code) for code in await repository.all_systems(session)]


def disclosure_rule(system: System) -> Rule:
    """Give the system's rule of disclosure control.

    A file with too low a threshold is refused; of one that was loaded before that, it is raised.
    """
    return Rule.kept(system.suppression_threshold, system.rounding_base)


async def places(
    session: ReadSession, ics: SystemCode
) -> tuple[Sequence[Place], Sequence[Population]]:
    """Give the system's places, and the population of all of them."""
    return await repository.list_places(session, ics), await repository.list_population(
        session, ics
    )


async def refuse_unknown_places(
    session: ReadSession, ics: SystemCode, codes: Sequence[str], field: str
) -> None:
    """Refuse codes that are no places of the system.

    Raises:
        Invalid: naming ``field`` where one isn't.
    """
    if not set(codes) <= await repository.place_codes(session, ics):
        raise Invalid(
            "A place is not one of this system's. GET /places lists their codes.",
            fields=(FieldError(field, "is not the code of a place of this system"),),
        )


async def load(session: WriteSession, file: SystemFile) -> None:
    """Write what a system's file says about the system and its places; safe to repeat."""
    await repository.upsert_system(session, file)
    await repository.upsert_places(session, file)
    await repository.replace_population(session, file)
