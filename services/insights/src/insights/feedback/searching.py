"""Finding what people said, and counting it by theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, page_of
from insights.audience import Reader
from insights.feedback import repository
from insights.feedback.schemas import FeedbackCount, FeedbackQuery, FeedbackResults, ItemOut
from insights.frameworks import service as frameworks
from insights.search.extracts import as_html, new_marks
from insights.spelling import meant as offering
from insights.spelling import service as spelling


async def search(
    session: ReadSession, reader: Reader, query: FeedbackQuery, request: PageRequest, *, on: date
) -> FeedbackResults:
    """Search the items that the reader may see, with counts for each filter.

    Themes are those of the files and those that people accepted, never a mere suggestion. Whoever
    asks for one of the system's own themes finds the codes of frameworks that map to it today. A
    word that finds nothing gives way to a likely one, and where the words find little likely ones
    are offered, as in a search of findings; what is ranked and counted is bounded too.
    """
    counted = await frameworks.rollup(session, on)
    query = replace(query, themes=counted.spread(query.themes))
    showing = None
    if query.words and not query.exact:
        has = partial(repository.having, reader)
        spelled = await spelling.spelled(session, query.words, has)
        query, showing = replace(query, words=spelled.words), spelled.showing
    marks = new_marks()
    rows = await repository.items(session, reader, query, request, marks)
    page = page_of(rows, request, lambda row: row[1])
    first = request.after is None
    total, counts = (
        await repository.counts(session, reader, query, counted) if first else (None, {})
    )
    meant = None
    if total is not None and query.words and not query.exact and showing is None:
        meant = await offering.meant(
            session,
            query.words,
            partial(repository.having, reader),
            lambda words: repository.found_by(reader, replace(query, words=words)),
            found=total,
        )
    return FeedbackResults(
        showing=showing,
        did_you_mean=meant,
        items=[
            ItemOut(
                id=item.id,
                source_id=item.source_id,
                said_on=item.said_on,
                service=item.service,
                question=item.question,
                score=item.score,
                text=item.text,
                extract=as_html(extract, marks),
                themes=item.themes,
                own_themes=counted.rolled(item.themes),
                sentiment=item.sentiment,
                file_sentiment=item.file_sentiment,
            )
            for item, _, extract in page.items
        ],
        next_cursor=page.next_cursor,
        total=total,
        total_is_least=total == repository.CONSIDERED,
        counts={
            name: [FeedbackCount(code=code, count=count) for code, count in pairs]
            for name, pairs in counts.items()
        },
    )


async def by_own_theme(
    session: ReadSession, reader: Reader, themes: Sequence[str], *, on: date
) -> Sequence[tuple[str, int, date | None]]:
    """Count the comments made up to a day that the reader may see, by the system's own themes.

    Gives theme, comments, and the last day on which one was made, where that is told. Labels of
    files and what people accepted count, as they are now; suggestions don't.
    """
    counted = await frameworks.rollup(session, on)
    return await repository.by_own_theme(session, reader, counted, themes)
