"""Papers (rule 6): drafted, made final, published; what was published stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.governance import EvidenceCited
from common.messaging import outbox
from governance.arrangements import rules
from governance.arrangements import service as arrangements
from governance.attachments import service as attachments
from governance.attachments.models import PaperAttachment
from governance.bodies import service as bodies
from governance.evidence import service as library
from governance.meetings import agenda
from governance.meetings import service as meetings
from governance.papers import content, events, repository, template
from governance.papers.errors import LateReason, NoTemplate, PaperIncomplete, PaperNotFound
from governance.papers.errors import PaperState as WrongState
from governance.papers.models import Paper, PaperEvidence, PaperPublication, PaperVersion
from governance.papers.schemas import Cited, PaperIn, PaperPatch
from governance.papers.template import Template
from governance.sittings import reports


@dataclass(frozen=True)
class Author:
    """Who records a text, and when."""

    subject: str
    now: datetime


@dataclass(frozen=True)
class Written:
    """A paper in its current text."""

    paper: Paper
    text: PaperVersion
    cited: Sequence[EvidenceCited]
    publications: Sequence[PaperPublication]
    due_on: date


async def get(session: ReadSession, paper_id: UUID) -> Written:
    """Give a paper in its current text.

    Raises:
        PaperNotFound: if this system has none with that id.
    """
    paper = await repository.get(session, paper_id)
    if paper is None:
        raise PaperNotFound
    return await written(session, paper)


async def get_for_change(session: WriteSession, paper_id: UUID) -> Paper:
    """Give a paper, locked.

    Raises:
        PaperNotFound: if this system has none with that id.
    """
    paper = await repository.get_for_change(session, paper_id)
    if paper is None:
        raise PaperNotFound
    return paper


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Written]:
    """List a meeting's papers, in the order of its agenda."""
    await meetings.get(session, meeting_id)
    return [await written(session, one) for one in await repository.of_meeting(session, meeting_id)]


async def versions(
    session: ReadSession, paper_id: UUID
) -> list[tuple[PaperVersion, Sequence[EvidenceCited]]]:
    """Give every text of a paper with what it cites, newest first."""
    found = await repository.versions(session, paper_id)
    if not found:
        raise PaperNotFound
    cited = await repository.evidence(session, paper_id)
    return [(one, cited.get(one.version, [])) for one in found]


async def written(session: ReadSession, paper: Paper) -> Written:
    """Give a paper with its current text, and the day on which it is due."""
    cited = await repository.evidence(session, paper.id)
    return Written(
        paper,
        await repository.version(session, paper.id, paper.text_version),
        cited.get(paper.text_version, []),
        await repository.publications(session, [paper.id]),
        (await reports.deadlines(session, paper.meeting_id))["papers_due_on"],
    )


async def draft(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, item_id: UUID, data: PaperIn,
    *, author: Author, ids: NewId = new_id,
) -> Written:  # fmt: skip
    """Draft a paper for an item.

    Raises:
        MeetingNotFound, ItemNotFound: if there is no such item.
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        NoTemplate: if no template is in force on its day.
        EvidenceRefused: if a finding cited is not published, or withdrawn or superseded.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    meetings.require_open(meeting)
    await meetings.require_item(session, meeting_id, item_id)
    form = template.on(meeting.held_on)
    if form is None:
        raise NoTemplate
    paper = Paper(ics=ics, id=ids(), meeting_id=meeting_id, item_id=item_id, state="draft",
                  text_version=1, version=1)  # fmt: skip
    session.add(paper)
    await session.flush()
    sections = {code: _said(one) for code, one in data.sections.items()}
    text = PaperVersion(title=data.title, sections=sections, withheld_reason=data.withheld_reason,
                        withheld_ground=data.withheld_ground, reason=None)  # fmt: skip
    await _append(session, paper, form, text, author, evidence=data.evidence, fresh=data.evidence)
    return await written(session, paper)


async def revise(
    session: WriteSession, paper: Paper, patch: PaperPatch, author: Author
) -> Written:  # fmt: skip
    """Give a paper another text; it is a draft again. The paper must be locked.

    Raises:
        Invalid: if a section is none of the template's, or the reason for the change is wanting.
        EvidenceRefused: if a finding newly cited is not published, or withdrawn or superseded.
    """
    meetings.require_open(await meetings.get(session, paper.meeting_id))
    sent = patch.model_dump(exclude_unset=True)
    if paper.state != "draft" and patch.reason is None:
        raise Invalid(
            "A paper that was final or published changes for a reason.",
            fields=(FieldError("body.reason", "is needed, since the paper was final"),),
        )
    if not set(sent) - {"reason"}:
        raise Invalid("Send what is to change.", fields=(FieldError("body", "changes nothing"),))
    before = await repository.version(session, paper.id, paper.text_version)
    cited = (await repository.evidence(session, paper.id)).get(paper.text_version, [])
    evidence = patch.evidence
    if evidence is None:
        evidence = [Cited(finding_id=one.finding_id, version=one.version) for one in cited]
    paper.text_version += 1
    paper.version += 1
    paper.state = "draft"
    await session.flush()
    text = PaperVersion(
        title=patch.title or before.title,
        sections=_merged(before.sections, patch),
        withheld_reason=sent.get("withheld_reason", before.withheld_reason),
        withheld_ground=_ground(sent, before),
        reason=patch.reason,
    )
    fresh = [one for one in evidence if _as_cited(one) not in cited]
    form = Template.model_validate(before.template)
    await _append(session, paper, form, text, author, evidence=evidence, fresh=fresh)
    return await written(session, paper)


async def finalise(session: WriteSession, paper: Paper) -> Written:
    """Make a draft final; it must be locked.

    Raises:
        PaperState: if it is no draft.
        PaperIncomplete: naming each section that cannot be left as it is.
        EvidenceRefused: if a finding that it cites was withdrawn or superseded.
    """
    if paper.state != "draft":
        raise WrongState("Only a draft is made final.")
    found = await written(session, paper)
    meeting = await meetings.get(session, paper.meeting_id)
    arranged = await arrangements.on(session, meeting.body_id, meeting.held_on)
    lacking = content.missing(Template.model_validate(found.text.template), found.text.sections)
    lacking += content.without_ground(found.text, rules.codes(arranged.withheld_grounds))
    if lacking:
        raise PaperIncomplete(lacking)
    await _require_citable(session, found.cited)
    paper.state = "final"
    paper.version += 1
    await session.flush()
    return found


async def publish(
    session: WriteSession, paper: Paper, late_reason: str | None, author: Author
) -> Written:
    """Publish a final paper, and tell of it; it must be locked.

    Raises:
        PaperState: if it is not final.
        LateReason: if it is late without a reason, or in time with one.
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        EvidenceRefused: if a finding that it cites was withdrawn or superseded.
        ItemWithheld: if its item is withheld and the paper is not.
        AttachmentsUnexplained: if nothing is said to those who cannot read its files.
    """
    if paper.state != "final":
        raise WrongState("Only a final paper is published.")
    meeting = await meetings.get(session, paper.meeting_id)
    meetings.require_open(meeting)
    found = await written(session, paper)
    await _require_citable(session, found.cited)
    today = day_in_england(author.now)
    late = today > found.due_on
    if late != (late_reason is not None):
        raise LateReason(found.due_on, late=late)
    files: Sequence[PaperAttachment] = []
    if found.text.withheld_reason is None:
        await agenda.require_public(session, meeting.id, paper.item_id)
        files = await attachments.to_publish(session, paper.id, paper.text_version)
    said = content.public(found.text, found.cited, attachments.as_published(files))
    publication = PaperPublication(
        ics=paper.ics, paper_id=paper.id, version=paper.text_version, content=said,
        sha256=content.fingerprint(said), due_on=found.due_on, published_on=today,
        late_reason=late_reason, published_at=author.now, published_by=author.subject,
    )  # fmt: skip
    session.add(publication)
    paper.state, paper.published_version = "published", paper.text_version
    paper.version += 1
    await session.flush()
    body = await bodies.get(session, meeting.body_id)
    names = await meetings.names_at(session, meeting.id, meeting.body_id)
    told = events.Told(paper.item_id, found.text, publication, found.cited)
    event = events.published(told, meeting, body.name, names)
    await outbox.record(session, SystemCode(paper.ics), event, now=author.now)
    return await written(session, paper)


async def _append(
    session: WriteSession, paper: Paper, form: Template, text: PaperVersion, author: Author, *,
    evidence: Sequence[Cited], fresh: Sequence[Cited],
) -> None:  # fmt: skip
    """Write a text, with what the paper's row, its template and its words make of it."""
    wrong = content.unknown(form, text.sections)
    if wrong:
        raise Invalid("Use the sections of the template.", fields=wrong)
    await library.require_citable(
        session, {f"body.evidence[{evidence.index(one)}]": _as_cited(one) for one in fresh}
    )
    cited = [_as_cited(one) for one in evidence]
    text.ics, text.paper_id, text.version = paper.ics, paper.id, paper.text_version
    text.template = form.model_dump(mode="json")
    text.reading_age = content.measured(form, text.sections)
    text.sha256 = content.fingerprint(content.whole(text, form, cited))
    text.recorded_at, text.recorded_by = author.now, author.subject
    session.add(text)
    await session.flush()
    session.add_all(
        PaperEvidence(ics=paper.ics, paper_id=paper.id, version=paper.text_version,
                      finding_id=one.finding_id, finding_version=one.version)
        for one in cited
    )  # fmt: skip
    await session.flush()


async def _require_citable(session: WriteSession, cited: Sequence[EvidenceCited]) -> None:
    named = {f"evidence[{index}]": one for index, one in enumerate(cited)}
    await library.require_citable(session, named)


def _ground(sent: Mapping[str, Any], before: PaperVersion) -> str | None:
    """Give the ground of the next text: what is open has none."""
    if "withheld_reason" in sent and sent["withheld_reason"] is None:
        return None
    return cast("str | None", sent.get("withheld_ground", before.withheld_ground))


def _merged(before: Mapping[str, Any], patch: PaperPatch) -> dict[str, Any]:
    sections = dict(before)
    for code, one in (patch.sections or {}).items():
        if one is None:
            sections.pop(code, None)
        else:
            sections[code] = _said(one)
    return sections


def _said(one: Any) -> dict[str, Any]:
    return dict(one.model_dump(exclude_none=True))


def _as_cited(one: Cited) -> EvidenceCited:
    return EvidenceCited(finding_id=one.finding_id, version=one.version)
