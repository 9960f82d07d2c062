"""Decisions (rule 7): recorded once, then only ever followed by a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import NewId, new_id
from common.db import rows
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.events.governance import EvidenceCited
from common.messaging import outbox
from governance.bodies import naming
from governance.decision_log import service as decision_log
from governance.decisions import content, effect, events, repository, statements, withheld
from governance.decisions import course as courses
from governance.decisions.checks import check_content, check_occasion, check_votes, require_clock
from governance.decisions.checks import cited as as_cited
from governance.decisions.course import Course
from governance.decisions.errors import DecisionNotFound
from governance.decisions.models import Decision, DecisionEvidence, DecisionVersion
from governance.decisions.schemas import Citation, DecisionContent, DecisionIn, DecisionPatch
from governance.evidence import service as library
from governance.meetings import service as meetings
from governance.papers import before as papers

_NO_COURSE = Course()


@dataclass(frozen=True)
class Recorded:
    """A decision in one version, with what that version relies on."""

    decision: Decision
    version: DecisionVersion
    evidence: Sequence[EvidenceCited]

    @property
    def course(self) -> Course:
        """Give how it came about and stands."""
        return courses.read(self.version.course)


@dataclass(frozen=True)
class Clerk:
    """Who records, and when."""

    subject: str
    now: datetime


async def get(session: ReadSession, decision_id: UUID) -> Recorded:
    """Give a decision in its current version.

    Raises:
        DecisionNotFound: if this system has none with that id.
    """
    found = await repository.get(session, decision_id)
    if found is None:
        raise DecisionNotFound
    return (await _with_evidence(session, [found]))[0]


async def get_for_change(session: WriteSession, decision_id: UUID) -> Recorded:
    """Give a decision in its current version, locked.

    Raises:
        DecisionNotFound: if this system has none with that id.
    """
    if await repository.lock(session, decision_id) is None:
        raise DecisionNotFound
    return await get(session, decision_id)


async def versions(session: ReadSession, decision_id: UUID) -> list[Recorded]:
    """Give every version of a decision, newest first."""
    found = await repository.versions(session, decision_id)
    if not found:
        raise DecisionNotFound
    return await _with_evidence(session, found)


async def list_page(
    session: ReadSession,
    request: PageRequest,
    *,
    body_id: UUID | None = None,
    meeting_id: UUID | None = None,
    finding_id: UUID | None = None,
) -> Page[Recorded]:
    """List decisions in their current version, those recorded last first."""
    page = await repository.page(
        session, request, body_id=body_id, meeting_id=meeting_id, finding_id=finding_id
    )
    return Page(await _with_evidence(session, page.items), page.next_cursor)


async def record(
    session: WriteSession,
    ics: SystemCode,
    data: DecisionIn,
    clerk: Clerk,
    *,
    source: dict[str, Any] | None = None,
    course: Course = _NO_COURSE,
    ids: NewId = new_id,
) -> Recorded:
    """Record a decision, give it its reference, and tell of it.

    Args:
        course: how it came about; where the terms have decisions called in, that is added.

    Raises:
        Invalid: where a code, a date or a link does not fit.
        ItemWithheld: where its item is withheld and it is not.
        EvidenceRefused: where it relies on what the library has not published, or withdrew.
    """
    body = await naming.named(session, data.body_id, data.decided_on)
    await check_occasion(session, data, clerk.now)
    await withheld.require_fit(session, data.meeting_id, data.item_id, data)
    await check_content(session, data, data.decided_on)
    course = await effect.opened(session, body.call_in, data, course, clerk.now)
    effect.require_days(course, data)
    number = await repository.next_number(session, ics, data.body_id, data.decided_on)
    decision = Decision(
        ics=ics,
        id=ids(),
        body_id=data.body_id,
        meeting_id=data.meeting_id,
        item_id=data.item_id,
        reference=f"{ics}-{body.code}-{data.decided_on.year}-{number:04d}",
        decided_on=data.decided_on,
        source=source,
        version=1,
    )
    await rows.insert(session, decision)
    return await _append(session, decision, body.name, data, clerk, reason=None, course=course)


async def correct(
    session: WriteSession, recorded: Recorded, patch: DecisionPatch, clerk: Clerk
) -> Recorded:
    """Correct a decision by a new version; the decision must be locked.

    Raises:
        Invalid: where the whole would no longer hold together.
        ItemWithheld: where its item is withheld and it is not.
        VoteWasLost: where it would say that what a vote lost was carried.
        EvidenceRefused: where newly cited evidence is not published, or withdrawn.
    """
    sent = patch.model_dump(exclude_unset=True, exclude={"reason"})
    effect.require_may_say(recorded.course, set(sent))
    if sent.get("confidential") is False:
        sent.setdefault("withheld_reason", None)
    decision, said = recorded.decision, _content_of(recorded)
    corrected = content.whole(said.model_dump() | sent)
    await withheld.require_still_fit(session, decision, corrected)
    await check_votes(session, decision, said, corrected)
    fresh = [c for c in corrected.evidence if as_cited(c) not in recorded.evidence]
    await check_content(session, corrected, decision.decided_on, fresh=fresh)
    effect.require_days(recorded.course, corrected)
    return await _advance(session, recorded, corrected, clerk, reason=patch.reason)


async def cite(
    session: WriteSession, recorded: Recorded, citation: Citation, clerk: Clerk
) -> Recorded:
    """Let a decision rely on one more finding, by a new version; the decision must be locked.

    Citing what it relies on already changes nothing.

    Raises:
        EvidenceRefused: if that version of the finding is not published, or withdrawn.
    """
    cited = as_cited(citation)
    if cited in recorded.evidence:
        return recorded
    await library.require_citable(session, {"body": cited}, on=recorded.decision.decided_on)
    said = _content_of(recorded)
    kept = [c for c in said.evidence if c.finding_id != citation.finding_id]
    said = said.model_copy(update={"evidence": [*kept, citation]})
    return await _advance(session, recorded, said, clerk, reason="A finding was cited.")


async def move_on(
    session: WriteSession, recorded: Recorded, course: Course, clerk: Clerk, reason: str
) -> Recorded:
    """Record what became of a decision, by a new version; the decision must be locked.

    Raises:
        ClockMovedBack: if its last version bears a later time.
    """
    said = _content_of(recorded)
    return await _advance(session, recorded, said, clerk, reason=reason, course=course)


async def log_earlier(
    session: WriteSession, ics: SystemCode, decision_id: UUID | None = None
) -> None:
    """Log the versions, of all decisions or of one, that were recorded before there was a log."""
    logged = await decision_log.logged_versions(session, decision_id)
    found = await repository.versions_in_order(session, decision_id)
    missing = [one for one in found if (one[0].id, one[1].version) not in logged]
    for one in await _with_evidence(session, missing):
        statement = statements.of_version(one.decision, one.version, one.evidence)
        await decision_log.append(session, ics, statement)


async def _advance(
    session: WriteSession,
    recorded: Recorded,
    said: DecisionContent,
    clerk: Clerk,
    *,
    reason: str,
    course: Course | None = None,
) -> Recorded:
    decision = recorded.decision
    require_clock(recorded.version.recorded_at, clerk.now)
    await log_earlier(session, SystemCode(decision.ics), decision.id)
    decision.version += 1
    await session.flush()
    body = await naming.named(session, decision.body_id)
    course = course or recorded.course
    return await _append(session, decision, body.name, said, clerk, reason=reason, course=course)


async def _append(
    session: WriteSession,
    decision: Decision,
    body_name: str,
    said: DecisionContent,
    clerk: Clerk,
    *,
    reason: str | None,
    course: Course,
) -> Recorded:
    """Write the decision's present version, and tell of it."""
    fields = set(DecisionContent.model_fields) - {"evidence", "parts"}
    version = DecisionVersion(
        ics=decision.ics,
        decision_id=decision.id,
        version=decision.version,
        parts=[part.model_dump() for part in said.parts],
        reason=reason,
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
        **said.model_dump(include=fields),
    )
    if course != _NO_COURSE:
        version.course = course.model_dump(mode="json")
    await rows.insert(session, version)
    cited = [as_cited(citation) for citation in said.evidence]
    session.add_all(
        DecisionEvidence(
            ics=decision.ics,
            decision_id=decision.id,
            version=decision.version,
            finding_id=citation.finding_id,
            finding_version=citation.version,
        )
        for citation in cited
    )
    ics = SystemCode(decision.ics)
    await decision_log.append(session, ics, statements.of_version(decision, version, cited))
    names = await meetings.names_at(session, decision.meeting_id, decision.body_id)
    put = await papers.put_before(session, decision.item_id) if decision.item_id else []
    event = events.recorded(decision, version, cited, put, body_name=body_name, names=names)
    await outbox.record(session, ics, event, now=clerk.now)
    return Recorded(decision, version, cited)


def _content_of(recorded: Recorded) -> DecisionContent:
    return content.of_version(recorded.version, recorded.evidence)


async def _with_evidence(session: ReadSession, found: Sequence[repository.Found]) -> list[Recorded]:
    keys = [(decision.id, version.version) for decision, version in found]
    evidence = await repository.evidence(session, keys)
    return [
        Recorded(
            decision,
            version,
            [
                EvidenceCited(finding_id=row.finding_id, version=row.finding_version)
                for row in evidence[(decision.id, version.version)]
            ],
        )
        for decision, version in found
    ]


async def ids_of_meeting(session: ReadSession, meeting_id: UUID) -> list[UUID]:
    """Give the ids of the decisions of a meeting, in the order of their recording."""
    return await repository.ids_of_meeting(session, meeting_id)
