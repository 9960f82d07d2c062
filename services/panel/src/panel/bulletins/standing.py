"""Which sections of a bulletin that was sent may still be shown, or leave in a mail that waits.

A section says what it is about: a finding, a decision, or what was said and done because people
spoke. One that says nothing and leads to a decision, as answers did before they said so, is shown
only while that decision is open to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.facts import service as facts
from panel.feedback import shown as feedback

_TO_DECISION = re.compile(r"/thread/decisions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")


async def withdrawn(
    session: ReadSession, ics: SystemCode, sections: Sequence[dict[str, Any]]
) -> list[bool]:
    """Say of each section of a bulletin whether it may not be shown any more."""
    findings = {_id(one, "finding") for one in sections} - {None}
    answers = {_id(one, "feedback") for one in sections} - {None}
    decisions = {_decision_of(one) for one in sections} - {None}
    standing = {
        *await facts.findings(session, ics, [one for one in findings if one]),
        *await feedback.some(session, ics, [one for one in answers if one]),
        *await facts.decisions(session, ics, [one for one in decisions if one]),
    }
    return [
        any(
            about is not None and about not in standing
            for about in (_id(one, "finding"), _id(one, "feedback"), _decision_of(one))
        )
        for one in sections
    ]


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
