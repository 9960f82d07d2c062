"""What of a finding a reader is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from insights.ageing.decay import Clock
from insights.ageing.service import age
from insights.audience import Reader
from insights.findings.embargoes import in_england
from insights.findings.lifecycle import State
from insights.findings.links import Known
from insights.findings.models import Finding, FindingVersion
from insights.findings.schemas import (
    EmbargoOut,
    FindingContent,
    FindingOut,
    VersionOut,
    content_of,
)
from insights.replies.shown import ReplyShown
from insights.vocabularies.service import Rounding


def shown(
    finding: Finding, reader: Reader, names: Mapping[UUID, str], clock: Clock, rounding: Rounding,
    *, known: Known, replies: Sequence[ReplyShown] = (),
) -> FindingOut:  # fmt: skip
    """Show a finding to a reader who may see it, with its age by a clock.

    What is in work is for its owner; what a withdrawn finding said, too.
    """
    own = reader.owns(finding.organisation_id)
    organisation_id = finding.organisation_id
    withheld = finding.state == State.WITHDRAWN and not own
    return FindingOut(
        id=finding.id,
        reference=finding.reference,
        organisation_id=organisation_id,
        organisation_name=names.get(organisation_id) if organisation_id else None,
        state=State(finding.state),
        version=finding.version,
        revision=finding.revision,
        pending_version=finding.pending_version if own else None,
        pending_state=State(finding.pending_state) if own and finding.pending_state else None,
        embargo=_embargo(finding) if own else None,
        survey_id=finding.survey_id,
        report_id=finding.report_id,
        content=None
        if withheld
        else content_for(reader, organisation_id, finding.content, rounding, known),
        created_at=finding.created_at,
        first_published_at=finding.first_published_at,
        published_at=finding.published_at,
        superseded_by=known.successor(finding),
        withdrawn_at=finding.withdrawn_at,
        withdrawn_reason=finding.withdrawn_reason,
        replies=[] if withheld else list(replies),
        ageing=None
        if withheld
        else age(clock, finding.heard_to, finding.first_published_at, finding.themes),
    )


def _embargo(finding: Finding) -> EmbargoOut | None:
    until = finding.embargo_until
    return None if until is None else EmbargoOut(until=until, in_england=in_england(until))


def content_for(
    reader: Reader, organisation_id: UUID | None, stored: dict[str, Any], rounding: Rounding,
    known: Known,
) -> FindingContent:  # fmt: skip
    """Give the content of an organisation's version as a reader who may see it is told it: with
    the number of people as it was given, or as everybody is told it, and with those activities
    that the reader may know of."""
    content = content_of(stored)
    seen = [one for one in content.activity_ids if one in known.activities]
    content = content.model_copy(update={"activity_ids": seen})
    if reader.sees_exact_number_of(organisation_id):
        return content
    return content.model_copy(update={"people_heard": rounding.of(content.people_heard)})


def shown_version(
    version: FindingVersion, organisation_id: UUID | None, reader: Reader, rounding: Rounding,
    known: Known,
) -> VersionOut:  # fmt: skip
    """Show one version of an organisation's finding to a reader who may see it."""
    return VersionOut(
        version=version.version,
        state=State(version.state),
        content=content_for(reader, organisation_id, version.content, rounding, known),
        changed_at=version.changed_at,
        published_at=version.published_at,
    )
