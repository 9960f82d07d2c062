"""What a bulletin can tell."""

from __future__ import annotations

from typing import Any

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from panel.bulletins.schemas import MaterialOut
from panel.facts import service as facts
from panel.feedback import service as feedback
from panel.surveys import service as surveys


async def list_material(
    session: ReadSession, ics: SystemCode, kind: str, page: PageRequest
) -> Page[MaterialOut]:
    """List open surveys, findings, decisions or feedback, the newest first."""
    if kind == "survey":
        open_ones = await surveys.list_surveys(session, ics, page, "open")
        return open_ones.map(lambda one: _out(kind, one, one.title, one.opened_at))
    if kind == "finding":
        findings = await facts.list_findings(session, ics, page)
        return findings.map(lambda one: _out(kind, one, one.title, one.published_at))
    if kind == "decision":
        decisions = await facts.list_decisions(session, ics, page)
        return decisions.map(
            lambda one: MaterialOut(kind="decision", id=one.id, title=one.title, on=one.decided_on)
        )
    answered = await feedback.list_standing(session, ics, page)
    return answered.map(lambda one: _out(kind, one, one.decision_title, one.published_at))


def _out(kind: Any, one: Any, title: str, at: Any) -> MaterialOut:
    return MaterialOut(kind=kind, id=one.id, title=title, on=day_in_england(at) if at else None)
