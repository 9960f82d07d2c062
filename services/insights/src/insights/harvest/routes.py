"""Harvesting over HTTP: what is public, for anyone."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Query, Request, Response

from common.db.engine import ReadSession
from common.web.dependencies import Paging, Reading, anonymous
from common.web.routing import Router
from insights.dependencies import API, System
from insights.harvest import changes, schemas, service
from insights.harvest.arguments import read
from insights.harvest.document import MEDIA_TYPE, Document
from insights.harvest.errors import BadArgument, HarvestError
from insights.harvest.service import Place

router = Router(prefix=f"{API}/feeds", tags=["feeds"])
_MOST_ARGUMENTS = 20


@router.get("/changes", dependencies=[anonymous()])
async def read_changes(*, session: Reading, page: Paging, request: Request) -> schemas.ChangesOut:
    """Read what came before the public, was changed or left it, in order, after a cursor.

    Keep ``next_cursor`` and ask again with it: nothing is skipped, whatever is written meanwhile.
    """
    return await changes.changes(session, request.app.state.settings.public_url, page)


@router.get("/oai", dependencies=[anonymous()], response_class=Response)
async def harvest(
    *,
    session: Reading,
    ics: System,
    request: Request,
    arguments: Annotated[
        str,
        Query(
            max_length=3_000,
            description="The arguments of an OAI-PMH request, form-encoded: verb=Identify, for "
            "example. Harvesters send them to /oai/{ics} as the protocol says.",
        ),
    ],
) -> Response:
    """Answer a request of OAI-PMH 2.0."""
    settings = request.app.state.settings
    place = Place(settings.public_url, ics, settings.harvest_contact)
    body = await _answer(session, place, arguments)
    return Response(body, media_type=f"{MEDIA_TYPE}; charset=utf-8")


async def _answer(session: ReadSession, place: Place, encoded: str) -> bytes:
    asked: schemas.Request | HarvestError
    sent: list[tuple[str, str]] = []
    try:
        sent = parse_qsl(encoded, keep_blank_values=True, max_num_fields=_MOST_ARGUMENTS)
        asked = read(sent)
    except HarvestError as error:
        asked = error
    except ValueError:
        asked = BadArgument("These are too many arguments.")
    begins = isinstance(asked, schemas.ListRecords) and asked.resumption is None
    at = await service.response_date(session, place.ics, begins_list=begins)
    document = Document(place.base_url, dict(sent), at)
    try:
        if isinstance(asked, HarvestError):
            raise asked
        return await _fulfil(session, place, asked, document)
    except HarvestError as error:
        return document.error(error)


async def _fulfil(
    session: ReadSession, place: Place, asked: schemas.Request, document: Document
) -> bytes:
    match asked:
        case schemas.Identify():
            return document.identify(await service.identify(session, place))
        case schemas.ListMetadataFormats(identifier):
            if identifier is not None:
                await service.check_identifier(session, identifier)
            return document.formats()
        case schemas.ListSets():
            return document.sets(await service.list_sets(session))
        case schemas.GetRecord(identifier):
            return document.record(await service.record(session, place, identifier))
        case schemas.ListRecords():
            listed = await service.list_records(session, place, asked)
            return document.records(listed, verb=asked.verb)
