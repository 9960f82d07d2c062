"""Keeping what was published, and giving what still stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.events.governance import DecisionRecorded
from common.events.insights import FindingPublished, FindingSuperseded, FindingWithdrawn
from panel.facts import repository
from panel.facts.models import KnownDecision, KnownFinding


async def note_finding(session: WriteSession, ics: SystemCode, said: FindingPublished) -> None:
    """Keep a version of a finding; one that not everybody may see takes the copy away."""
    if said.visibility != "public":
        await repository.forget(session, ics, KnownFinding, said.finding_id, said.version)
        return
    values = {
        "fact_version": said.version,
        "reference": said.reference,
        "title": said.title,
        "summary": said.summary,
        "published_at": said.published_at,
        "ended": None,
    }
    await repository.keep(session, ics, KnownFinding, said.finding_id, values)


async def end_finding(
    session: WriteSession, ics: SystemCode, said: FindingSuperseded | FindingWithdrawn
) -> None:
    """Note that a finding stands no more; its own next version is published as such."""
    how = "withdrawn" if isinstance(said, FindingWithdrawn) else "superseded"
    await repository.end_finding(session, ics, said.finding_id, said.version, how)


async def note_decision(session: WriteSession, ics: SystemCode, said: DecisionRecorded) -> None:
    """Keep a version of a decision; a confidential one takes the copy away."""
    if said.confidential:
        await repository.forget(session, ics, KnownDecision, said.decision_id, said.version)
        return
    values = {
        "fact_version": said.version,
        "reference": said.reference,
        "title": said.title,
        "outcome": said.outcome,
        "body_name": said.body_name,
        "decided_on": said.decided_on,
        "recorded_at": said.recorded_at,
    }
    await repository.keep(session, ics, KnownDecision, said.decision_id, values)


async def findings(
    session: ReadSession, ics: SystemCode, ids: Sequence[UUID]
) -> Mapping[UUID, KnownFinding]:
    """Give those of some findings that stand and that anybody may see."""
    return {one.id: one for one in await repository.findings(session, ics, ids)}


async def decisions(
    session: ReadSession, ics: SystemCode, ids: Sequence[UUID]
) -> Mapping[UUID, KnownDecision]:
    """Give those of some decisions that are published."""
    return {one.id: one for one in await repository.decisions(session, ics, ids)}


async def list_findings(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[KnownFinding]:
    """List the findings that stand, the newest first."""
    return await repository.list_findings(session, ics, page)


async def list_decisions(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[KnownDecision]:
    """List decisions, the newest first."""
    return await repository.list_decisions(session, ics, page)
