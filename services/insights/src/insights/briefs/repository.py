"""SQL of briefs: which findings stood on a day, and the briefs that were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, REGCONFIG

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from insights.audience import Reader, Visibility, visible_to
from insights.briefs.models import Brief, BriefFinding
from insights.briefs.schemas import Asked
from insights.findings import as_of
from insights.findings.models import Finding, FindingVersion
from insights.search.text import any_of, share_of, words_query

_WIDER: dict[Visibility, tuple[Visibility, ...]] = {
    "public": ("public",),
    "partners": ("public", "partners"),
    "organisation": ("public", "partners", "organisation"),
}
_LIBRARY = cast(literal("insights.library"), REGCONFIG)
_FILTERS = ("themes", "communities", "places", "methods")


@dataclass(frozen=True)
class Audience:
    """For whom a brief is made, and by whom."""

    visibility: Visibility
    organisation_id: UUID | None
    maker: Reader


@dataclass(frozen=True)
class Question:
    """A question that is asked by itself, without words or filters."""

    text: str
    themes: Sequence[str]
    """Those that it names, and the codes that count under them."""


SHARE = 0.5
"""Of the words of such a question, those that a finding has at least, if it is about none of its
themes."""


@dataclass(frozen=True)
class Standing:
    """A finding with the version that stood on a day."""

    finding_id: UUID
    reference: str
    organisation_id: UUID | None
    version: int
    content: dict[str, Any]
    first_published_at: datetime


@dataclass(frozen=True)
class Pinned:
    """A finding that a brief rests on, with what happened to it since."""

    standing: Standing
    state: str
    published_version: int | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    visible: bool


async def standing(
    session: ReadSession,
    audience: Audience,
    asked: Asked,
    day: date,
    limit: int,
    *,
    question: Question | None = None,
) -> tuple[list[Standing], int]:
    """Give the findings that stood on a day (`insights.findings.as_of`), those heard last first,
    and how many there are in all.

    Both the version of the day and the present one are the maker's and the brief's audience's to
    see.
    """
    both = _unchanged(audience, asked, day, question), _changed(audience, asked, day, question)
    found = union_all(*both).subquery("f").c
    # Selected once, and narrow: what they say is read of those alone that are given.
    last: Any = (
        select(found.id, found.version, found.heard, func.count().over().label("total"))
        .order_by(found.heard.desc(), found.id)
        .limit(limit)
        .subquery("last")
    )
    of_version = FindingVersion.version == last.c.version
    rows = await session.execute(
        select(
            Finding.id,
            Finding.reference,
            Finding.organisation_id,
            FindingVersion.version,
            FindingVersion.content,
            Finding.first_published_at,
            last.c.total,
        )
        .join(last, last.c.id == Finding.id)
        .join(FindingVersion, and_(FindingVersion.finding_id == Finding.id, of_version))
        .order_by(last.c.heard.desc(), last.c.id)
    )
    stood = [(Standing(*row[:6]), row[6]) for row in rows]
    return [standing for standing, _ in stood], stood[0][1] if stood else 0


async def of_whole_system(session: ReadSession, audience: Audience, asked: Asked, day: date) -> int:
    """Count the findings that stood on a day, name no place, and match all else that is asked."""
    anywhere = asked.model_copy(update={"places": []})
    unchanged = _unchanged(audience, anywhere, day).where(func.cardinality(Finding.places) == 0)
    found = union_all(unchanged, _changed(audience, anywhere, day)).subquery()
    nowhere = func.jsonb_array_length(cast(found.c.content, JSONB)["places"]) == 0
    return (await session.execute(select(func.count()).where(nowhere))).scalar_one()


async def themes_named(session: ReadSession, question: str, labels: Mapping[str, str]) -> list[str]:
    """Give the themes of which a question has every word of the label, whatever their endings."""
    each = (
        func.unnest(cast(list(labels), ARRAY(Text)), cast(list(labels.values()), ARRAY(Text)))
        .table_valued("code", "label")
        .render_derived(name="label_of")
    )
    words = func.to_tsvector(_LIBRARY, question)
    named = words.op("@@")(func.plainto_tsquery(_LIBRARY, each.c.label))
    return list(await session.scalars(select(each.c.code).where(named).order_by(each.c.code)))


def _unchanged(
    audience: Audience, asked: Asked, day: date, question: Question | None = None
) -> Select[Any]:
    return select(*_named(Finding.version, Finding.content, Finding.heard_to)).where(
        *as_of.unchanged(day),
        *_for(audience, Finding.visibility),
        *as_of.with_any((getattr(Finding, name), getattr(asked, name)) for name in _FILTERS),
        *_saying(asked.words, any_of(Finding.search)),
        *_answering(question, Finding.themes, any_of(Finding.search)),
    )


def _changed(
    audience: Audience, asked: Asked, day: date, question: Question | None = None
) -> Select[Any]:
    """Select published findings that stood otherwise on the day, as they stood then."""
    then = as_of.then(day)
    content = then.c.content
    return (
        select(*_named(then.c.version, content, cast(content["heard_to"].astext, Date)))
        .join(then, true())
        .where(
            *as_of.changed(day),
            *_for(audience, Finding.visibility),
            *_for(audience, content["visibility"].astext),
            *as_of.with_any(
                (as_of.codes_in(content[name]), getattr(asked, name)) for name in _FILTERS
            ),
            *_saying(asked.words, _vector_of(content)),
            *_answering(question, as_of.codes_in(content["themes"]), _vector_of(content)),
        )
    )


def _named(version: Any, content: Any, heard_to: Any) -> list[Any]:
    return [
        Finding.id.label("id"),
        cast(version, Integer).label("version"),
        cast(content, JSONB).label("content"),
        as_of.heard_on(heard_to).label("heard"),
    ]


def _saying(words: str | None, vector: Any) -> list[Any]:
    return [vector.op("@@")(words_query(words))] if words else []


def _answering(question: Question | None, themes: Any, vector: Any) -> list[ColumnElement[bool]]:
    """Give the condition that a finding is about a theme of a question, or has half of its words.

    That it has any is asked first: that has an index.
    """
    if question is None:
        return []
    in_words = and_(
        vector.op("@@")(func.insights.any_word(question.text)),
        share_of(vector, question.text) >= SHARE,
    )
    return [or_(in_words, *as_of.with_any([(themes, question.themes)]))]


def _for(audience: Audience, visibility: Any) -> list[ColumnElement[bool]]:
    """Give the conditions that the maker may see a thing, and everyone the brief is for."""
    own = Finding.organisation_id.is_not_distinct_from(audience.organisation_id)
    return [
        visible_to(audience.maker, visibility, Finding.organisation_id),
        any_of(visibility).in_(_WIDER[audience.visibility]),
        or_(any_of(visibility) != "organisation", own),
    ]


def _vector_of(content: Any) -> Any:
    """Give the search vector of a version, made as the one of the finding is."""
    plain = func.concat_ws(" ", content["title"].astext, content["summary"].astext)
    strings = cast(literal(["string"], JSONB), JSONB)
    vector: Any = func.to_tsvector(_LIBRARY, plain)
    for name in ("recommendations", "quotations"):
        vector = vector.op("||")(func.jsonb_to_tsvector(_LIBRARY, content[name], strings))
    return vector


def _readable_by(reader: Reader) -> ColumnElement[bool]:
    """Give the condition that a brief is for a reader, or their own."""
    for_them = visible_to(reader, Brief.visibility, Brief.organisation_id)
    return or_(for_them, any_of(Brief.made_by) == reader.subject)


async def add(session: WriteSession, brief: Brief, findings: Sequence[BriefFinding]) -> None:
    """Add a brief and what it rests on."""
    session.add(brief)
    await session.flush()
    session.add_all(findings)
    await session.flush()


async def get(session: ReadSession, brief_id: UUID, reader: Reader) -> Brief | None:
    """Give a brief if the reader may see it."""
    query = select(Brief).where(Brief.id == brief_id, _readable_by(reader))
    return (await session.scalars(query)).one_or_none()


async def page(session: ReadSession, reader: Reader, request: PageRequest) -> Page[Brief]:
    """Give the briefs that the reader may see, the newest first."""
    query = select(Brief).where(_readable_by(reader))
    keys = (any_of(Brief.made_at), any_of(Brief.id))
    ordered = after_cursor(query, keys, (datetime, UUID), request, descending=True)
    rows = (await session.scalars(ordered)).all()
    return page_of(rows, request, lambda brief: (brief.made_at, brief.id))


async def pinned(session: ReadSession, brief_id: UUID, reader: Reader) -> list[Pinned]:
    """Give what a brief rests on, in order, and whether the reader may see each still.

    As each was when the brief was made, whoever may read the brief might see it.
    """
    query = (
        select(
            Finding.id,
            Finding.reference,
            Finding.organisation_id,
            FindingVersion.version,
            FindingVersion.content,
            Finding.first_published_at,
            Finding.state,
            Finding.published_version,
            Finding.withdrawn_at,
            Finding.withdrawn_reason,
            visible_to(reader, Finding.visibility, Finding.organisation_id),
        )
        .select_from(BriefFinding)
        .join(Finding, Finding.id == BriefFinding.finding_id)
        .join(
            FindingVersion,
            (FindingVersion.finding_id == BriefFinding.finding_id)
            & (FindingVersion.version == BriefFinding.version),
        )
        .where(BriefFinding.brief_id == brief_id)
        .order_by(BriefFinding.position)
    )
    return [Pinned(Standing(*row[:6]), *row[6:]) for row in await session.execute(query)]
