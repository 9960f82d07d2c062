"""Evidence suggested for an item (rule 7): published findings that share its words or themes."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession
from governance.evidence import nearness
from governance.papers import before
from governance.papers.schemas import SuggestionOut


async def of_item(
    session: ReadSession, meeting_id: UUID, item_id: UUID, limit: int
) -> list[SuggestionOut]:
    """Suggest findings for an item, the nearest first, each with what it shares.

    Raises:
        ItemNotFound: if the meeting has no such item.
    """
    text = await before.words_of(session, meeting_id, item_id)
    return [
        SuggestionOut(
            shared_words=list(near.words),
            shared_themes=list(near.themes),
            score=near.score,
            because=_because(near),
            **{name: getattr(near.finding, name) for name in _SHOWN},
        )
        for near in await nearness.near(session, text, limit)
    ]


_SHOWN = ("finding_id", "version", "reference", "title", "visibility", "published_at")


def _because(near: nearness.Near) -> str:
    told = []
    if near.themes:
        told.append(f"it has the theme {_listed(near.themes)}")
    if near.words:
        told.append(f"it has the words {_listed(near.words)}")
    return "Suggested because " + " and ".join(told) + "."


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word.replace('_', ' ')}”" for word in words)
