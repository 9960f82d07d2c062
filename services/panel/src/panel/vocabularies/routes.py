"""Vocabularies over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from common.clock import day_in_england, utc_now
from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.dependencies import Caller
from panel.vocabularies import service
from panel.vocabularies.dimensions import DIMENSIONS, TOPICS
from panel.vocabularies.schemas import AccessRule, TermOut, VocabulariesOut, VocabularyOut

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: system"])


@router.get("/vocabularies")
async def list_vocabularies(
    ics: System,
    session: Reading,
    _: Caller,
    on: Annotated[date | None, Query(description="The day; today if left out.")] = None,
) -> VocabulariesOut:
    """List the vocabularies in force on a day, the questions about oneself among them."""
    day = on or day_in_england(utc_now())
    found = await service.in_force(session, ics, day)
    return VocabulariesOut(on=day, items=[_out(v) for v in found.values()])


def _out(vocabulary: service.VocabularyInForce) -> VocabularyOut:
    dimension = DIMENSIONS.get(vocabulary.code)
    return VocabularyOut(
        code=vocabulary.code,
        version=vocabulary.version,
        valid_from=vocabulary.valid_from,
        valid_to=vocabulary.valid_to,
        question=dimension.question if dimension else vocabulary.question,
        why=dimension.why if dimension else vocabulary.why,
        several=vocabulary.code in TOPICS,
        terms=[
            TermOut(
                code=t.code,
                label=t.label,
                parent=t.parent,
                access=AccessRule(**t.access) if t.access else None,
                why=t.why,
            )
            for t in vocabulary.terms
        ],
    )
