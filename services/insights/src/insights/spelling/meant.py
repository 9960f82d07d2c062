"""Offering a likely word where a search finds little: "Did you mean …?".

What was typed is searched for all the same, since it finds something: the writer of a finding may
have mistyped the word too, and a rare word may be just what was meant. So the offer is careful: one
error, not in the first letter (few are: Pollock and Zamora, 1984), and a much commoner word.
"""

from __future__ import annotations

from common.db.engine import ReadSession
from insights.spelling import repository
from insights.spelling.schemas import Meant
from insights.spelling.service import MENDED, TRIED, Found, likeliest, respelled, words_typed

FEW = 5
"""Things found, up to which other words are offered; and findings that a word stands in, up to
which it may be mistyped."""
COMMONER = 10
"""In how many times as many findings a word must stand to be offered in another's place."""
ERRORS = 1


async def meant(
    session: ReadSession, words: str, having: Found, asked: Found, *, found: int
) -> Meant | None:
    """Give what may have been meant by words that find little; None where nothing is likelier.

    Args:
        having: word -> a selection of what of it the reader may see.
        asked: words -> a selection of what the search would find by them.
        found: how many things the words as typed find.
    """
    typed = words_typed(words) if found <= FEW else []
    if not typed:
        return None
    changed: dict[str, str] = {}
    rare = await repository.rare(session, typed, FEW)
    for word, findings in list(rare.items())[:MENDED]:
        likely = await _commoner(session, word, findings, having)
        if likely is not None:
            changed[word] = likely
    if not changed:
        return None
    offered = respelled(words, changed)
    if not await repository.finds_more(session, asked(offered.words), found):
        return None
    return Meant(words=offered.words, changed=offered.changed)


async def _commoner(session: ReadSession, word: str, findings: int, having: Found) -> str | None:
    """Give the likeliest much commoner word that finds something for this reader."""
    at_least = COMMONER * max(1, findings)
    bare, known, numbers = await repository.commoner_words(session, word, ERRORS, at_least)
    for one in likeliest(bare, known, numbers, ERRORS)[:TRIED]:
        if await repository.finds(session, having(one)):
            return one
    return None
