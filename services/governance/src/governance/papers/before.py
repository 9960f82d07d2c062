"""What the rest of the record asks of papers: which were before a body, and what they say."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession
from common.events.courses import PaperPut
from governance.meetings import service as meetings
from governance.papers import repository
from governance.papers.models import PaperPublication


async def put_before(session: ReadSession, item_id: UUID) -> list[PaperPut]:
    """Give the papers of an item that everybody may read, in their newest published version."""
    found = await published_for(session, item_id)
    newest = {one.paper_id: one for one in found}
    return [
        PaperPut(paper_id=one.paper_id, version=one.version)
        for one in newest.values()
        if one.content["withheld_reason"] is None
    ]


async def published_for(session: ReadSession, item_id: UUID) -> list[PaperPublication]:
    """List the publications of an item's papers, oldest first."""
    papers = await repository.of_item(session, item_id)
    return await repository.publications(session, [one.id for one in papers])


async def has_paper(session: ReadSession, item_id: UUID) -> bool:
    """Say whether a paper for an item is on record, in whatever state."""
    return bool(await repository.of_item(session, item_id))


async def words_of(session: ReadSession, meeting_id: UUID, item_id: UUID) -> str:
    """Give the words of an item: its title, and what its papers say."""
    item = await meetings.require_item(session, meeting_id, item_id)
    texts = [item.title]
    for paper in await repository.of_item(session, item_id):
        text = await repository.version(session, paper.id, paper.text_version)
        texts += [text.title, *(said.get("text", "") for said in text.sections.values())]
    return "\n".join(texts)
