"""What the panel keeps of what others publish."""

from __future__ import annotations

from common.clock import utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.events.governance import DecisionRecorded
from common.events.insights import FindingPublished, FindingSuperseded, FindingWithdrawn
from panel.facts import service
from panel.feedback import service as feedback


async def keep_finding(event: Event[FindingPublished], session: WriteSession) -> None:
    """Keep a finding, to be told in bulletins."""
    await service.note_finding(session, SystemCode(event.ics), event.data)


async def end_superseded(event: Event[FindingSuperseded], session: WriteSession) -> None:
    """Tell a finding no more: another stands in its place."""
    await service.end_finding(session, SystemCode(event.ics), event.data)


async def end_withdrawn(event: Event[FindingWithdrawn], session: WriteSession) -> None:
    """Tell a finding no more: it was withdrawn."""
    await service.end_finding(session, SystemCode(event.ics), event.data)


async def keep_decision(event: Event[DecisionRecorded], session: WriteSession) -> None:
    """Keep a decision, to be told in bulletins; what was said to those who spoke is shown as long
    as it is not withheld."""
    ics = SystemCode(event.ics)
    await service.note_decision(session, ics, event.data)
    await feedback.note_decision(session, ics, event.data, utc_now())
