"""How a survey is put on pages, so that what is piped into a page was answered on one before.

The pages are the same for everybody; one whose questions are all hidden is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from panel.surveys.pipes import pipes_in
from panel.surveys.questions import Matrix, Question

PER_PAGE = 6
"""Questions on a page at most, each row of a matrix counted: about a screen or two on a telephone,
so that little is lost of what has not been saved."""


def pages_of(questions: Sequence[Question]) -> list[list[UUID]]:
    """Give the ids of the questions of each page, in order."""
    pages: list[list[UUID]] = []
    first, length = 0, 0
    for position, question in enumerate(questions):
        size = len(question.rows) if isinstance(question, Matrix) else 1
        on_this_page = any(first < pipe.question <= position for pipe in pipes_in(question.text))
        if not pages or on_this_page or length + size > PER_PAGE:
            pages.append([])
            first, length = position, 0
        pages[-1].append(question.id)
        length += size
    return pages
