"""Which answer about oneself each blind index stands for.

Answers are stored sealed, and beside that as a token (`PanelKeys.term_token`). A query counts and
compares tokens; the service says before it which tokens are meant, and after it which answers they
were. So the database is never told an answer, not even by a parameter of a query, and nothing of
anybody's is opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.vocabularies import repository
from panel.vocabularies.dimensions import DERIVED, KNOWN
from panel.vocabularies.service import PREFER_NOT_TO_SAY

Answer = tuple[str, str, bytes]
"""As it is stored: the question, the version of its vocabulary, the token."""


class UnknownToken(Exception):
    """A token that no answer to the question ever had: ``GT_INDEX_KEY`` is not the one that it was
    made with, or the vocabulary has lost the term."""


class Codebook:
    """The answers to some questions by their tokens, of every version of the vocabularies.

    Args:
        terms: (question, version, code) → the heading that the term stands under, or None.
    """

    def __init__(
        self,
        keys: PanelKeys,
        ics: SystemCode,
        terms: Mapping[tuple[str, str, str], str | None],
        dimensions: Collection[str],
    ) -> None:
        self._parents = terms
        known = {(dimension, code) for dimension, _, code in terms}
        known |= {(one, PREFER_NOT_TO_SAY) for one in dimensions if one not in DERIVED}
        self._terms = {(d, keys.term_token(ics, d, code)): code for d, code in known}
        self._groups: dict[tuple[Answer, ...], frozenset[str]] = {}

    def term(self, dimension: str, token: bytes) -> str:
        """Give the answer that a token stands for.

        Raises:
            UnknownToken: if it stands for none.
        """
        try:
            return self._terms[dimension, token]
        except KeyError:
            raise UnknownToken(f"an answer to {dimension} has a token of no known term") from None

    def told(self, answers: Iterable[Answer]) -> dict[str, tuple[str, str | None]]:
        """Give what somebody told: question → answer, and the heading that it stands under."""
        read: dict[str, tuple[str, str | None]] = {}
        for dimension, version, token in answers:
            term = self.term(dimension, token)
            read[dimension] = (term, self._parents.get((dimension, version, term)))
        return read

    def groups(self, answers: Iterable[Answer]) -> frozenset[str]:
        """Give the groups that somebody is in: their answers, and the headings of those."""
        key = tuple(answers)
        if key not in self._groups:
            told = self.told(key).values()
            found = {group for pair in told for group in pair if group is not None}
            self._groups[key] = frozenset(found)
        return self._groups[key]


async def codebook(
    session: ReadSession,
    ics: SystemCode,
    keys: PanelKeys,
    dimensions: Collection[str] = KNOWN,
) -> Codebook:
    """Give the answers to some questions by their tokens."""
    terms = await repository.every_term(session, ics, dimensions)
    headings = {(term.vocabulary, term.version, term.code): term.parent for term in terms}
    return Codebook(keys, ics, headings, dimensions)


def answers_of(
    dimensions: Iterable[str] | None, versions: Iterable[str] | None, tokens: Iterable[bytes] | None
) -> list[Answer]:
    """Put three columns that a query gave together; each is None where somebody told nothing."""
    return list(zip(dimensions or (), versions or (), tokens or (), strict=True))
