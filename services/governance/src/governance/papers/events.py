"""What is told of a published paper: nothing of what is withheld, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common.events.governance import EvidenceCited, PaperPublished
from governance.meetings.models import Meeting
from governance.papers.models import PaperPublication, PaperVersion
from governance.redaction import without_names

WITHHELD_TITLE = "Paper withheld from the public"


@dataclass(frozen=True)
class Told:
    """What is told of: a publication, its text and what that cites."""

    item_id: UUID
    text: PaperVersion
    publication: PaperPublication
    cited: Sequence[EvidenceCited]


def published(told: Told, meeting: Meeting, body_name: str, names: Sequence[str]) -> PaperPublished:
    """Make the event of a publication.

    Args:
        names: of everybody known at the meeting and in the body; like the author's they don't
            travel.
    """
    text, publication = told.text, told.publication
    withheld = text.withheld_reason is not None
    author = text.sections.get("author", {}).get("text", "")
    known = [*names, *(line.split(",")[0].strip() for line in author.splitlines())]
    return PaperPublished(
        paper_id=publication.paper_id,
        version=publication.version,
        title=WITHHELD_TITLE if withheld else without_names(text.title, known),
        body_id=meeting.body_id,
        body_name=body_name,
        meeting_id=meeting.id,
        item_id=told.item_id,
        held_on=meeting.held_on,
        evidence=[] if withheld else list(told.cited),
        confidential=withheld,
        sha256=publication.sha256,
        late=publication.late_reason is not None,
        published_at=publication.published_at,
    )
