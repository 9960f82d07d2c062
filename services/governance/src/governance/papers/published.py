"""Which papers of an item everybody reads, and which files are published with a paper."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession
from governance.attachments.errors import AttachmentNotFound
from governance.meetings import service as meetings
from governance.papers import repository
from governance.papers.errors import PaperNotFound


async def open_of_item(session: ReadSession, item_id: UUID) -> list[UUID]:
    """List the papers of an item of which everybody reads more than why they are withheld."""
    papers = {one.id: one for one in await repository.of_item(session, item_id)}
    return [
        one.paper_id
        for one in await repository.publications(session, list(papers))
        if one.version == papers[one.paper_id].published_version
        and one.content["withheld_reason"] is None
    ]


async def named_of_item(session: ReadSession, item_id: UUID) -> list[tuple[UUID, str]]:
    """List the papers of an item that everybody may read, with their titles as published."""
    papers = {one.id: one for one in await repository.of_item(session, item_id)}
    return [
        (one.paper_id, one.content["title"])
        for one in await repository.publications(session, list(papers))
        if one.version == papers[one.paper_id].published_version
        and one.content["withheld_reason"] is None
    ]


async def any_withheld(session: ReadSession, item_id: UUID) -> bool:
    """Say whether a paper of an item is withheld whole, as published or as it is drafted now."""
    papers = {one.id: one for one in await repository.of_item(session, item_id)}
    for one in papers.values():
        text = await repository.version(session, one.id, one.text_version)
        if text.withheld_reason is not None:
            return True
    return any(
        one.version == papers[one.paper_id].published_version
        and one.content["withheld_reason"] is not None
        for one in await repository.publications(session, list(papers))
    )


async def item_of(session: ReadSession, paper_id: UUID) -> UUID:
    """Give the item of a paper that everybody may read.

    Raises:
        PaperNotFound: if there is none, or it was never published.
    """
    paper = await repository.get(session, paper_id)
    if paper is None or paper.published_version is None:
        raise PaperNotFound
    return paper.item_id


async def version_with(session: ReadSession, paper_id: UUID, attachment_id: UUID) -> int:
    """Give the version that is published, if that file is published with it.

    Raises:
        PaperNotFound: if there is no such paper, or none that is published.
        AttachmentNotFound: if the file is not published with it, or its item is withheld.
    """
    paper = await repository.get(session, paper_id)
    if paper is None or paper.published_version is None:
        raise PaperNotFound
    item = await meetings.require_item(session, paper.meeting_id, paper.item_id)
    if item.withheld_reason is not None:
        raise AttachmentNotFound
    for one in await repository.publications(session, [paper.id]):
        listed = {file["id"] for file in one.content.get("attachments", [])}
        if one.version == paper.published_version and str(attachment_id) in listed:
            return one.version
    raise AttachmentNotFound
