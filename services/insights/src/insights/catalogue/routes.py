"""The catalogue over HTTP, for anyone."""

from __future__ import annotations

import asyncio
import hashlib

from fastapi import Request, Response

from common.web.conditional import not_modified
from common.web.dependencies import Reading, anonymous
from common.web.routing import Router
from insights.catalogue import service
from insights.catalogue.document import MEDIA_TYPES, FormName, write
from insights.catalogue.service import Place
from insights.dependencies import API, System

router = Router(prefix=f"{API}/feeds", tags=["feeds"])


@router.get(
    "/catalogue.{form}",
    dependencies=[anonymous()],
    response_class=Response,
    responses={
        200: {
            "content": {
                MEDIA_TYPES["jsonld"]: {"schema": {"type": "object"}},
                MEDIA_TYPES["ttl"]: {"schema": {"type": "string"}},
            }
        },
        304: {"description": "The catalogue is the one that you have."},
    },
)
async def read_catalogue(
    *, form: FormName, session: Reading, ics: System, request: Request
) -> Response:
    """Give the catalogue of what the system gives to everybody, as DCAT 3."""
    settings = request.app.state.settings
    place = Place(settings.public_url, ics, settings.harvest_contact)
    body = await asyncio.to_thread(write, await service.catalogue(session, place), form)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    if not_modified(request, tag) is not None:
        return Response(status_code=304, headers=headers)
    media_type = MEDIA_TYPES[form]
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(body, media_type=media_type + charset, headers=headers)
