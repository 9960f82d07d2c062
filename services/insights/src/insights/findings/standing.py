"""Where a finding stands, read out of its row and written into it."""

from __future__ import annotations

from common.db.engine import WriteSession
from insights.findings.lifecycle import Standing, State
from insights.findings.models import Finding


def standing_of(finding: Finding) -> Standing:
    """Read where a finding stands."""
    return Standing(
        state=State(finding.state),
        version=finding.version,
        latest=finding.latest_version,
        published=finding.published_version,
        pending=finding.pending_version,
        pending_state=State(finding.pending_state) if finding.pending_state else None,
    )


def stand(finding: Finding, standing: Standing) -> None:
    """Write where a finding stands; an embargo is of the version in work and goes with it."""
    finding.state = standing.state
    finding.version = standing.version
    finding.latest_version = standing.latest
    finding.published_version = standing.published
    finding.pending_version = standing.pending
    finding.pending_state = standing.pending_state
    if standing.working is None:
        finding.embargo_until = None


async def step(session: WriteSession, finding: Finding, standing: Standing) -> Finding:
    """Take a step: the finding stands there, and its revision grows."""
    stand(finding, standing)
    finding.revision += 1
    await session.flush()
    return finding
