"""Papers as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.db.engine import ReadSession
from common.events.governance import EvidenceCited
from governance.attachments import service as attachments
from governance.attachments.models import PaperAttachment
from governance.attachments.schemas import AttachmentOut, WithheldAttachmentOut
from governance.bodies import service as bodies
from governance.evidence import service as library
from governance.meetings import service as meetings
from governance.meetings.models import AgendaItem
from governance.papers import content, repository
from governance.papers.errors import PaperNotFound
from governance.papers.models import Paper, PaperPublication, PaperVersion
from governance.papers.schemas import (
    Cited,
    CitedOut,
    PaperOut,
    PaperVersionOut,
    PublicationOut,
    PublishedPaperOut,
)
from governance.papers.service import Written
from governance.papers.template import Template


async def shown(session: ReadSession, found: Written) -> PaperOut:
    """Show a paper to those who write it."""
    paper, text = found.paper, found.text
    form = Template.model_validate(text.template)
    return PaperOut(
        id=paper.id,
        meeting_id=paper.meeting_id,
        item_id=paper.item_id,
        state=paper.state,
        version=paper.version,
        text_version=paper.text_version,
        published_version=paper.published_version,
        title=text.title,
        sections=text.sections,
        template=list(form.sections),
        still_missing=[
            f"{one.field} {one.message}" for one in content.missing(form, text.sections)
        ],
        evidence=await _cited(session, found.cited, public_only=False),
        withheld_reason=text.withheld_reason,
        withheld_ground=text.withheld_ground,
        reading_age=text.reading_age,
        reading_age_aim=form.reading_age_aim,
        sha256=text.sha256,
        papers_due_on=found.due_on,
        attachments=await _files(session, paper.id, paper.text_version),
        publications=[PublicationOut.model_validate(one) for one in found.publications],
    )


def shown_version(text: PaperVersion, cited: Sequence[EvidenceCited]) -> PaperVersionOut:
    """Show one text of a paper to those who write it."""
    names = (
        "version",
        "title",
        "sections",
        "withheld_reason",
        "withheld_ground",
        "sha256",
        "reason",
        "recorded_at",
    )
    evidence = [Cited(finding_id=one.finding_id, version=one.version) for one in cited]
    return PaperVersionOut(evidence=evidence, **{name: getattr(text, name) for name in names})


async def published(session: ReadSession, paper_id: UUID) -> PublishedPaperOut:
    """Show a paper to everybody, as it was published last.

    Raises:
        PaperNotFound: if there is none, or it was never published.
    """
    paper = await repository.get(session, paper_id)
    if paper is None or paper.published_version is None:
        raise PaperNotFound
    return await _published(session, paper)


async def published_of(session: ReadSession, meeting_id: UUID) -> list[PublishedPaperOut]:
    """Show everybody the published papers of a meeting, in the order of its agenda."""
    await meetings.get(session, meeting_id)
    return [
        await _published(session, one)
        for one in await repository.of_meeting(session, meeting_id)
        if one.published_version is not None
    ]


async def _published(session: ReadSession, paper: Paper) -> PublishedPaperOut:
    [publication] = [
        one
        for one in await repository.publications(session, [paper.id])
        if one.version == paper.published_version
    ]
    text = await repository.version(session, paper.id, publication.version)
    meeting = await meetings.get(session, paper.meeting_id)
    item = await meetings.require_item(session, paper.meeting_id, paper.item_id)
    cited = (await repository.evidence(session, paper.id)).get(publication.version, [])
    withheld = text.withheld_reason is not None or item.withheld_reason is not None
    files = [] if withheld else await attachments.of_version(session, paper.id, publication.version)
    measured = None if withheld else text.reading_age
    return PublishedPaperOut(
        id=paper.id,
        meeting_id=meeting.id,
        item_id=item.id,
        body_name=(await bodies.get(session, meeting.body_id)).name,
        held_on=meeting.held_on,
        item_number=item.number,
        evidence=[] if withheld else await _cited(session, cited, public_only=True),
        attachments=[attachments.shown(one) for one in files if one.withheld_reason is None],
        withheld_attachments=[
            WithheldAttachmentOut(id=one.id, withheld_reason=one.withheld_reason)
            for one in files
            if one.withheld_reason is not None
        ],
        reading_age=measured["reading_age"] if measured else None,
        reading_age_aim=Template.model_validate(text.template).reading_age_aim,
        **_as_published(publication, item, files),
    )


def _as_published(
    publication: PaperPublication, item: AgendaItem, files: Sequence[PaperAttachment]
) -> dict[str, object]:
    """Give what was published; where the item or a file was withheld since, why, and no more."""
    names = ("version", "content", "sha256", "due_on", "published_on", "late_reason")
    shown = {name: getattr(publication, name) for name in names}
    told = dict(publication.content)
    if item.withheld_reason is not None and told["withheld_reason"] is None:
        told = content.withheld(item.withheld_reason)
    elif "attachments" in told:
        told["attachments"] = attachments.without_withheld(told["attachments"], files)
    if told != publication.content:
        shown |= {"content": told, "sha256": content.fingerprint(told)}
    return shown


async def _files(session: ReadSession, paper_id: UUID, version: int) -> list[AttachmentOut]:
    found = await attachments.of_version(session, paper_id, version)
    return [attachments.shown(one) for one in found]


async def _cited(
    session: ReadSession, cited: Sequence[EvidenceCited], *, public_only: bool
) -> list[CitedOut]:
    known = await library.known_findings(session, cited)
    return [
        CitedOut(
            finding_id=one.finding_id, version=one.version, state=finding.state,
            title=finding.title if finding.state != "withdrawn"
            and (finding.visibility == "public" or not public_only) else None,
        )
        for one, finding in known.items()
    ]  # fmt: skip
