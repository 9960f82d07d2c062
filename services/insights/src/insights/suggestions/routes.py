"""Suggestions of themes over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from common.clock import day_in_england
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, Labels, Now, Reads, System
from insights.feedback.staging import Act
from insights.suggestions import naming, service
from insights.suggestions.schemas import (
    Acceptance,
    DecisionIn,
    Kind,
    ModelOut,
    Proposals,
    State,
    SuggestionOut,
    SuggestionQuery,
    TextIn,
    ThemeIn,
)
from insights.words import Code

router = Router(prefix=API, tags=["themes"])


async def suggestion_query(
    *,
    state: State | None = None,
    kind: Kind | None = None,
    code: Annotated[Code | None, Query(description="Of a theme, or 1 to 5.")] = None,
    source_id: UUID | None = None,
    item_id: UUID | None = None,
) -> SuggestionQuery:
    """Read out of the address which suggestions are asked for."""
    return SuggestionQuery(state, kind, code, source_id, item_id)


@router.get("/theme-model")
async def read_model(reader: Reads) -> ModelOut:
    """Read the card of the model that suggests: its data, split, figures and limits."""
    return service.card()


@router.post("/theme-suggestions")
async def suggest_themes(*, data: TextIn, session: Reading, reader: Labels, now: Now) -> Proposals:
    """Propose themes and a sentiment for a text, with the words that led to each.

    The text is not kept. Nothing counts until a person tags something with a theme.
    """
    return await service.propose(session, data.text, on=day_in_england(now))


@router.get("/findings/{finding_id}/theme-suggestions")
async def suggest_for_finding(
    *, finding_id: UUID, session: Reading, reader: Reads, now: Now
) -> Proposals:
    """Propose themes for a finding of your own, from the newest version's words.

    To accept one, change the finding: its themes may be codes of a framework.
    """
    return await service.propose_for_finding(session, finding_id, reader, on=day_in_england(now))


@router.get("/theme-suggestions")
async def list_suggestions(
    *,
    query: Annotated[SuggestionQuery, Depends(suggestion_query)],
    session: Reading,
    reader: Reads,
    now: Now,
    page: Paging,
    request: Request,
    response: Response,
) -> PageOut[SuggestionOut]:
    """List what was suggested for comments that you may see, the oldest first."""
    found = await service.page(session, reader, query, page, on=day_in_england(now))
    body: Any = page_response(found, request, response)
    return PageOut[SuggestionOut].model_validate(body)


@router.get("/theme-suggestions/acceptance")
async def read_acceptance(session: Reading, reader: Reads) -> list[Acceptance]:
    """Read how people judged the suggestions, by model and theme: the model in use."""
    return await service.acceptance(session, reader)


@router.get("/theme-suggestions/{suggestion_id}")
async def read_suggestion(
    *, suggestion_id: UUID, session: Reading, reader: Reads, now: Now, response: Response
) -> SuggestionOut:
    """Read one suggestion."""
    return _shown(
        await service.get(session, suggestion_id, reader, on=day_in_england(now)), response
    )


@router.post("/theme-suggestions/{suggestion_id}/decision")
async def decide_on_suggestion(
    *,
    suggestion_id: UUID,
    data: DecisionIn,
    session: Writing,
    ics: System,
    reader: Labels,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> SuggestionOut:
    """Accept or reject a suggestion for a comment of your own; who and when is recorded.

    What is accepted counts from now on; rejecting it later takes it off again.
    """
    act = Act(ics, reader, now)
    found = await service.own(session, act, suggestion_id)
    check_version(found.suggestion.version, expected)
    return _shown(await service.decide(session, act, found, data.decision), response)


@router.post("/feedback/{item_id}/themes", status_code=201)
async def name_theme(
    *,
    item_id: UUID,
    data: ThemeIn,
    session: Writing,
    ics: System,
    reader: Labels,
    now: Now,
    response: Response,
) -> SuggestionOut:
    """Give a comment of your own a theme, whether or not a model proposed it or any.

    It counts from now on. Who and when is recorded; the decision on it takes it off again.
    """
    act = Act(ics, reader, now)
    return _shown(await naming.name_theme(session, act, item_id, data.code), response)


def _shown(suggestion: SuggestionOut, response: Response) -> SuggestionOut:
    response.headers["ETag"] = etag(suggestion.version)
    return suggestion
