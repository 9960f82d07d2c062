"""Suggesting themes and sentiment for what people said, and deciding on it.

A suggestion is never counted. What a person accepts is written to the comment, and so found and
counted with what files said; what is rejected again is taken off. Comments that came with themes
keep these and get no suggestion; those whose file says how they feel get none of a sentiment. Only
a comment's own words are read, and nothing of them leaves this service: no event, no log line, no
address has any.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from common.clock import day_in_england, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import Forbidden
from insights.audience import Reader
from insights.feedback.staging import Act
from insights.findings import service as findings
from insights.findings.errors import FindingNotFound
from insights.frameworks import service as frameworks
from insights.suggestions import repository
from insights.suggestions.errors import SuggestionNotFound
from insights.suggestions.models import ThemeSuggestion
from insights.suggestions.presentation import shower
from insights.suggestions.repository import Suggested
from insights.suggestions.schemas import (
    Acceptance,
    Decision,
    ModelOut,
    Proposals,
    ProposedSentiment,
    ProposedTheme,
    SuggestionOut,
    SuggestionQuery,
    WordOut,
)
from insights.vocabularies import service as vocabularies

if TYPE_CHECKING:
    from insights.suggesting.model import Contribution, Model, Reading

BATCH = 500
"""Comments that are read in one transaction."""


def the_model() -> Model:
    """Give the model that comes with the library, read when it is first asked for."""
    from insights.suggesting.model import shipped  # noqa: PLC0415 (most processes never need it)

    return shipped()


def card() -> ModelOut:
    """Give the model's card."""
    model = the_model()
    return ModelOut(version=model.version, framework=model.framework, card=model.card)


async def propose(session: ReadSession, text: str, *, on: date) -> Proposals:
    """Say what a text may be about; nothing of it is kept."""
    model = the_model()
    reading = await asyncio.to_thread(model.read, text)
    labels = await vocabularies.labels(session, [model.framework])
    counted = await frameworks.rollup(session, on)
    mood = reading.sentiment
    return Proposals(
        model_version=model.version,
        framework=model.framework,
        understood=reading.understood,
        words=reading.words,
        known_words=reading.known_words,
        themes=[
            ProposedTheme(
                code=theme.code,
                label=labels.get((model.framework, theme.code), theme.code),
                own_themes=list(counted.own.get(theme.code, ())),
                probability=theme.probability,
                words=_words(theme.words),
            )
            for theme in reading.themes
        ],
        sentiment=mood
        and ProposedSentiment(
            value=mood.value, probability=mood.probability, words=_words(mood.words)
        ),
    )


async def propose_for_finding(
    session: ReadSession, finding_id: UUID, reader: Reader, *, on: date
) -> Proposals:
    """Say what the newest version of a finding of one's own may be about.

    Raises:
        FindingNotFound: if there is none, or it isn't the reader's own.
    """
    finding = await findings.get(session, finding_id, reader)
    if not reader.owns(finding.organisation_id):
        raise FindingNotFound
    newest = (await findings.versions(session, finding_id, reader))[-1].content
    said = [newest["title"], newest["summary"]]
    said += [quotation["text"] for quotation in newest.get("quotations", [])]
    return await propose(session, "\n".join(said), on=on)


async def read_waiting(database: Database) -> None:
    """Read the comments of every system that no model has read: the worker's job."""
    async with database.reading(None) as session:
        systems = await vocabularies.all_systems(session)

    async def read(ics: SystemCode) -> None:
        while await _read_some(database, ics):
            pass

    await in_each(systems, read)


async def _read_some(database: Database, ics: SystemCode) -> int:
    async with database.transaction(ics) as session:
        return await read_batch(session, ics, now=utc_now())


async def read_batch(session: WriteSession, ics: SystemCode, *, now: datetime) -> int:
    """Read some comments that are waiting, and keep what is proposed; give how many there were."""
    waiting = await repository.unread(session, BATCH)
    if not waiting:
        return 0
    model = the_model()
    readings = await asyncio.to_thread(lambda: [model.read(text) for _, text, _ in waiting])
    rows = [
        {
            "ics": ics,
            "id": new_id(),
            "item_id": item_id,
            "framework": model.framework,
            "model_version": model.version,
            "suggested_at": now,
            **proposed,
        }
        for (item_id, _, feels), reading in zip(waiting, readings, strict=True)
        for proposed in _proposed(reading)
        if not (feels and proposed["kind"] == "sentiment")
    ]
    await repository.keep(session, [item_id for item_id, _, _ in waiting], model.version, rows)
    return len(waiting)


async def page(
    session: ReadSession, reader: Reader, query: SuggestionQuery, request: PageRequest, *, on: date
) -> Page[SuggestionOut]:
    """List suggestions for comments that the reader may see."""
    found = await repository.page(session, reader, query, request)
    show = await _shower(session, on)
    return found.map(show)


async def get(
    session: ReadSession, suggestion_id: UUID, reader: Reader, *, on: date
) -> SuggestionOut:
    """Give one suggestion.

    Raises:
        SuggestionNotFound: if there is none, or the reader may not see its comment.
    """
    found = await repository.get(session, suggestion_id, reader)
    if found is None:
        raise SuggestionNotFound
    return (await _shower(session, on))(found)


async def own(session: WriteSession, act: Act, suggestion_id: UUID) -> Suggested:
    """Give a suggestion for a comment of the caller's own, locked.

    Raises:
        SuggestionNotFound: if there is none, or the caller may not see its comment.
        Forbidden: if the comment is another organisation's.
    """
    found = await repository.lock(session, suggestion_id)
    if found is None:
        raise SuggestionNotFound
    owner = found.source.organisation_id
    if not act.reader.owns(owner):
        if act.reader.may_see(found.source.visibility, owner):
            raise Forbidden("Decide on suggestions for your own organisation's comments only.")
        raise SuggestionNotFound
    return found


async def decide(
    session: WriteSession, act: Act, found: Suggested, decision: Decision
) -> SuggestionOut:
    """Accept or reject a suggestion that is locked; the comment counts what is accepted.

    Of sentiments a comment has one: accepting another rejects the one that was.
    """
    suggestion = found.suggestion
    if suggestion.state != decision:
        if decision == "accepted" and suggestion.kind == "sentiment":
            for other in await repository.accepted(session, suggestion.item_id, "sentiment"):
                _set(other, "rejected", act)
        _set(suggestion, decision, act)
        await session.flush()
        if suggestion.kind == "theme":
            others = {*found.item.themes} - {suggestion.code}
            counts = {suggestion.code} if decision == "accepted" else set()
            found.item.themes = sorted(others | counts)
        else:
            counted = await repository.accepted(session, suggestion.item_id, "sentiment")
            found.item.sentiment = int(counted[0].code) if counted else None
        await session.flush()
    return (await _shower(session, day_in_england(act.now)))(found)


async def acceptance(session: ReadSession, reader: Reader) -> list[Acceptance]:
    """Say how people judged each model's suggestions: what it is worth in use."""
    found = await repository.acceptance(session, reader)
    return [
        Acceptance.model_validate(
            {
                "model_version": version,
                "kind": kind,
                "code": code,
                "suggested": suggested,
                "open": suggested - accepted - rejected,
                "accepted": accepted,
                "rejected": rejected,
                "added": added,
                "accepted_share": (
                    round(accepted / (accepted + rejected), 4) if accepted + rejected else None
                ),
            }
        )
        for version, kind, code, suggested, accepted, rejected, added in found
    ]


async def _shower(session: ReadSession, on: date) -> Callable[[Suggested], SuggestionOut]:
    known = await vocabularies.labels(session, await frameworks.codes(session))
    return shower(known, await frameworks.rollup(session, on))


def _set(suggestion: ThemeSuggestion, decision: Decision, act: Act) -> None:
    suggestion.state = decision
    suggestion.decided_at = act.now
    suggestion.decided_by = act.reader.subject
    suggestion.version += 1


def _proposed(reading: Reading) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {
            "kind": "theme",
            "code": theme.code,
            "probability": theme.probability,
            "words": [word.model_dump() for word in _words(theme.words)],
        }
        for theme in reading.themes
    ]
    if reading.sentiment is not None:
        rows.append(
            {
                "kind": "sentiment",
                "code": str(reading.sentiment.value),
                "probability": reading.sentiment.probability,
                "words": [word.model_dump() for word in _words(reading.sentiment.words)],
            }
        )
    return rows


def _words(words: Sequence[Contribution]) -> list[WordOut]:
    return [WordOut(word=each.word, weight=each.weight) for each in words]
