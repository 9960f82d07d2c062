"""What governance says of assemblies, for the panel's tests."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from common.clock import new_id, utc_now
from common.db.tenancy import SystemCode
from common.events.corrections import AssemblyCorrected
from common.events.envelope import Event, EventData
from common.events.governance import (
    AssemblyAmended,
    AssemblyAnswered,
    AssemblyCancelled,
    AssemblyCommissioned,
    RecommendationAnswer,
    RecommendationMade,
)
from panel.subscriptions import SUBSCRIPTIONS
from panel_support.world import QE1, World


async def hears(world: World, data: EventData, ics: SystemCode = QE1) -> None:
    """Handle an event as the worker would."""
    event = Event(new_id(), "/test", ics, utc_now(), data)
    async with world.database.transaction(ics) as session:
        await SUBSCRIPTIONS.handler(data.event_type)(event, session)


def _about(assembly_id: UUID, version: int) -> dict[str, Any]:
    return {
        "assembly_id": assembly_id,
        "version": version,
        "title": "A jury on evening care",
        "body_id": new_id(),
        "body_name": "Partnership Board",
    }


def _commission(assembly_id: UUID, version: int, **change: Any) -> dict[str, Any]:
    said = {
        **_about(assembly_id, version),
        "kind": "citizens_jury",
        "question": "Where should care be given in the evening?",
        "receiving_body_id": new_id(),
        "receiving_body_name": "Care Board",
        "seats": 4,
        "categories": ["sex"],
        "spectrum_level": "collaborate",
        "starts_on": date(2027, 1, 9),
        "ends_on": date(2027, 2, 20),
        "answer_due_on": date(2027, 5, 20),
    }
    return said | change


async def commissioned(world: World, ics: SystemCode = QE1, **change: Any) -> str:
    """Let a body commission a jury of four; gives its id."""
    assembly_id = new_id()
    said = _commission(assembly_id, 1, **change)
    await hears(world, AssemblyCommissioned(**said, commissioned_at=utc_now()), ics)
    return str(assembly_id)


async def amended(world: World, assembly_id: str, version: int = 2, **change: Any) -> None:
    """Let the body amend what it commissioned."""
    said = _commission(UUID(assembly_id), version, **change)
    await hears(world, AssemblyAmended(**said, amended_at=utc_now()))


async def cancelled(world: World, assembly_id: str, version: int = 3) -> None:
    """Let the body cancel what it commissioned."""
    said = _about(UUID(assembly_id), version)
    await hears(world, AssemblyCancelled(**said, reason="No money.", cancelled_at=utc_now()))


async def corrected(
    world: World, assembly_id: str, selection_id: str, recommendation: UUID, **change: Any
) -> None:
    """Let the body correct the record of a recommendation."""
    made = RecommendationMade(recommendation_id=recommendation, number=1, text="Until nine.")
    said = {
        **_about(UUID(assembly_id), 5),
        "receiving_body_name": "Care Board",
        "selection_id": UUID(selection_id),
        "answer_due_on": date(2027, 5, 20),
        "correction_id": new_id(),
        "recommendation": made,
        "reason": "The notes say nine.",
        "corrected_at": utc_now(),
    }
    await hears(world, AssemblyCorrected(**(said | change)))


async def answered(
    world: World,
    assembly_id: str,
    selection_id: str,
    *answers: str,
    publication: UUID | None = None,
) -> list[UUID]:
    """Let the body answer recommendations: their answers by code, in order; gives their ids."""
    rows = [
        RecommendationAnswer(
            recommendation_id=new_id(),
            number=number,
            text=f"Recommendation {number}",
            answer=code,
            reason="We can staff it.",
            decision_id=new_id(),
            decision_reference="QE1-ICB-2027-0001",
        )
        for number, code in enumerate(answers, start=1)
    ]
    said = AssemblyAnswered(
        **_about(UUID(assembly_id), 4),
        publication_id=publication or new_id(),
        receiving_body_name="Care Board",
        selection_id=UUID(selection_id),
        answers=rows,
        answered_at=utc_now(),
    )
    await hears(world, said)
    return [one.recommendation_id for one in rows]
