"""Which sections of a bulletin that was sent may still be shown, or leave in a mail that waits.

A section says what it is about: a finding, a decision, or what was said and done because people
spoke. One that says nothing and leads to a decision, as answers did before they said so, is shown
only while that decision is open to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.facts import service as facts
from panel.feedback import shown as feedback

Fact = tuple[str, UUID]
"""What a section is about: finding, feedback or decision, and its id."""

_TO_DECISION = re.compile(r"/thread/decisions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")


async def withdrawn(
    session: ReadSession, ics: SystemCode, sections: Sequence[dict[str, Any]]
) -> list[bool]:
    """Say of each section of a bulletin whether it may not be shown any more."""
    abouts = [_about(one) for one in sections]
    stand = await _standing(session, ics, {fact for about in abouts for fact in about})
    return [not about <= stand for about in abouts]


async def told(
    session: ReadSession, ics: SystemCode, sections: Sequence[dict[str, Any]]
) -> list[str]:
    """Name what some sections tell and may be shown: ``finding:ID``, ``decision:ID`` and so on."""
    abouts = {fact for one in sections for fact in _about(one)}
    return sorted(f"{kind}:{named}" for kind, named in await _standing(session, ics, abouts))


async def stands(session: ReadSession, ics: SystemCode, told: Sequence[str]) -> bool:
    """Say whether all that was told may be shown still, as `told` named it."""
    facts_told = {(kind, UUID(named)) for kind, _, named in (one.partition(":") for one in told)}
    return facts_told == await _standing(session, ics, facts_told)


async def without_withdrawn(
    session: ReadSession, ics: SystemCode, said: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what the mails of a bulletin say, in each of its languages, without the sections that
    may not be shown any more; what other mails say as it is."""
    content = dict(said)
    if "sections" in said:
        gone = await withdrawn(session, ics, said["sections"])
        content["sections"] = [
            one for one, out in zip(said["sections"], gone, strict=True) if not out
        ]
    if "translations" in said:
        content["translations"] = {
            language: await without_withdrawn(session, ics, words)
            for language, words in said["translations"].items()
        }
    return content


async def corrected(
    session: ReadSession, ics: SystemCode, sections: Sequence[dict[str, Any]]
) -> list[datetime | None]:
    """Say of each section when another answer took the place of its own, if one did."""
    answers = [_id(one, "feedback") for one in sections]
    told = await feedback.some(session, ics, [one for one in answers if one])
    return [told[one].corrected_at if one and one in told else None for one in answers]


def _about(section: dict[str, Any]) -> set[Fact]:
    """Give what a section is about: nothing, one thing, or what its link leads to besides."""
    found = (
        ("finding", _id(section, "finding")),
        ("feedback", _id(section, "feedback")),
        ("decision", _decision_of(section)),
    )
    return {(kind, named) for kind, named in found if named is not None}


async def _standing(session: ReadSession, ics: SystemCode, wanted: Set[Fact]) -> set[Fact]:
    """Give those of some facts that everybody may be shown."""

    def of(kind: str) -> list[UUID]:
        return [named for one, named in wanted if one == kind]

    return {
        *(("finding", one) for one in await facts.findings(session, ics, of("finding"))),
        *(("feedback", one) for one in await feedback.some(session, ics, of("feedback"))),
        *(("decision", one) for one in await facts.decisions(session, ics, of("decision"))),
    }


def _id(section: dict[str, Any], name: str) -> UUID | None:
    return UUID(section[name]) if section.get(name) else None


def _decision_of(section: dict[str, Any]) -> UUID | None:
    if section.get("decision"):
        return UUID(section["decision"])
    if section.get("feedback"):
        return None  # it is withheld with its decision
    link = section.get("link")
    led = _TO_DECISION.search(link["address"]) if link else None
    return UUID(led[1]) if led else None
