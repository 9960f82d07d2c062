"""Which files are published with a paper."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession
from governance.attachments.errors import AttachmentNotFound
from governance.papers import repository
from governance.papers.errors import PaperNotFound


async def version_with(session: ReadSession, paper_id: UUID, attachment_id: UUID) -> int:
    """Give the version that is published, if that file is published with it.

    Raises:
        PaperNotFound: if there is no such paper, or none that is published.
        AttachmentNotFound: if the file is not published with it.
    """
    paper = await repository.get(session, paper_id)
    if paper is None or paper.published_version is None:
        raise PaperNotFound
    for one in await repository.publications(session, [paper.id]):
        listed = {file["id"] for file in one.content.get("attachments", [])}
        if one.version == paper.published_version and str(attachment_id) in listed:
            return one.version
    raise AttachmentNotFound
